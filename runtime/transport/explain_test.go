package transport

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

func TestHowAConnectionEndedIsSaidPlainly(t *testing.T) {
	d := open(t, sockless(func(int) (*http.Response, error) { return nil, io.EOF }))
	for _, c := range []struct {
		err  error
		want string
	}{
		{&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, "との接続が途中で切れました: 相手側がリセットしました"},
		{fmt.Errorf("reading: %w", io.ErrUnexpectedEOF), "との接続が途中で切れました: 相手側が閉じました"},
		{&net.OpError{Op: "readfrom", Net: "tcp", Err: net.ErrClosed}, "との接続が途中で切れました: 相手側が閉じました"},
		{errors.New("odd"), "との接続が途中で切れました: odd"},
	} {
		e := d.explain(call.Request{}, c.err, nil)
		if got := e.SayIn(say.Japanese); got != "api.example.com "+c.want || e.Hint.Ja == "" {
			t.Errorf("%v: %s → %s", c.err, got, e.Hint.Ja)
		}
	}
}

func TestAnAnswerThatCannotBeReadSaysSoInBothLanguages(t *testing.T) {
	d := open(t, sockless(func(int) (*http.Response, error) { return reply(200, "<html>") }))
	a := &ask{door: d, req: &http.Request{}, r: call.Request{Connection: "s"}}
	err := a.readable(say.Errorf("the answer stopped in the middle"))
	var e *call.Error
	if !errors.As(err, &e) || e.Text.Ja != "s の応答を読み取れません: 応答が途中で止まりました" || e.Hint.Ja == "" {
		t.Errorf("%+v", err)
	}
}
