// Command unkept is dandori without journals: beside it is measured what they cost.
package main

import (
	"os"

	"dandori/cmd/dandori/internal/cli"
)

func main() {
	env := cli.System(os.Exit)
	env.Unkept = true
	os.Exit(cli.Run(env))
}
