package cli

import "github.com/spf13/cobra"

func (a *app) runsExportCommand() *cobra.Command { return &cobra.Command{Use: "export"} }
