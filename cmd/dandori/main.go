// Command dandori runs the scripts that move people data between Kaonavi,
// Sansan and the files of the office.
package main

import (
	"os"

	"dandori/cmd/dandori/internal/cli"
)

func main() { cli.Main(os.Exit) }
