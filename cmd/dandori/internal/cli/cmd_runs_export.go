package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

func (a *app) runsExportCommand() *cobra.Command {
	var withCode bool
	c := &cobra.Command{
		Use:   "export RUN [FILE]",
		Short: a.say(say.T("Write a run into one file for a bug report, without what it says about people")),
		Long: a.say(say.T("Writes how the run stands, its steps and its log as JSON. Every text in parameters, requests, answers, state, results and messages is replaced by its kind and length, every digit by 9; " +
			"names of fields, operations, connections, workflows and script files stay. Look through the file before it is sent.")),
		Args:              arguments(1, 2, "runs export RUN [FILE] [--with-code]"),
		ValidArgsFunction: a.completeRuns,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.withRun(args[0], func(ctx context.Context, _ *project, s *keeping, run queue.Run) error {
				to := "dandori-" + run.ID + ".json"
				if len(args) > 1 {
					to = args[1]
				}
				return a.exportRun(ctx, s, run, absolute(a.Dir, to), withCode)
			})
		},
	}
	c.Flags().BoolVar(&withCode, "with-code", false, a.say(say.T("with the source of the script")))
	return c
}

func (a *app) exportRun(ctx context.Context, s *keeping, run queue.Run, to string, withCode bool) error {
	code, err := s.Content(ctx, run.Spec.Program)
	program := &compile.Program{}
	if err == nil {
		err = json.Unmarshal(code, program)
	}
	if err != nil {
		return missingCode(run, err)
	}
	r := &exporter{store: s, run: run, mask: newMask(program, run)}
	x, err := r.export(ctx)
	if err != nil {
		return err
	}
	x.Dandori, x.Exported = thisBuild(), clock.Now().UTC()
	if withCode {
		x.Program.Code = string(program.Code)
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(x); err != nil {
		return err
	}
	if err := writeReport(to, text.Bytes()); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.Stdout, a.say(say.T("wrote %s. Texts and numbers about people are masked in it; look through it before it is sent", to)))
	return err
}

// writeReport writes a file that must not be there yet; only its owner can read it.
func writeReport(to string, text []byte) error {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return occupied(to)
	}
	if err != nil {
		return notWritten(to, err)
	}
	_, err = file.Write(text)
	return notWritten(to, errors.Join(err, file.Close()))
}
