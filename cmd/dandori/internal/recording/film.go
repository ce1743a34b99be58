//go:build unix

package main

import "time"

// film is what is recorded in one language.
type film struct {
	lang, project string
	title, about  string // of the picture, for who cannot see it
	beside        string // the title of the pane in which is typed
	files         map[string]string
	steps         []step
	pause         time.Duration // between an answer and the next command
}

// step is a command that is typed in the project while dandori serve runs,
// and a word of the line of its log to wait for.
type step struct{ command, until string }

const (
	readable = 1500 * time.Millisecond
	ending   = 4 * time.Second // the last picture stands still
)

const (
	intakeYAML = `name: intake
script: ../scripts/intake.ts
on:
  files: { match: "inbox/*.csv", done: inbox/done/ }
`
	intake = `import { csv, log, params } from "dandori";
import { greet } from "./words";
for await (const row of csv.read(params.file)) log.info(greet(row.name));
`
)

func films() []film {
	return []film{
		{
			lang: "en", pause: readable, project: "people", title: "Hot reload of dandori serve", beside: "another terminal",
			about: "Files are dropped into inbox and a module is edited while dandori serve runs: the next run takes what was saved; a save that does not compile leaves the last good version in use.",
			files: map[string]string{
				"dandori.yaml": "connections: {}\n", "workflows/intake.yaml": intakeYAML, "scripts/intake.ts": intake,
				"scripts/words.ts": "export const greet = (name: string) => `hello, ${name}`;\n",
				"april.csv":        "code,name\r\nA0101,Sato\r\n", "may.csv": "code,name\r\nA0102,Suzuki\r\n", "june.csv": "code,name\r\nA0103,Takahashi\r\n",
				"inbox/.keep": "",
			},
			steps: steps("hello", "welcome"),
		},
		{
			lang: "ja", pause: readable, project: "jinji", title: "dandori serve のホットリロード", beside: "別のターミナル",
			about: "dandori serve を動かしたまま、inbox にファイルを置き、モジュールを書き換えます。保存した内容は次の実行から使われ、コンパイルできない保存では直前の正常な版が使われます。",
			files: map[string]string{
				"dandori.yaml": "connections: {}\n", "workflows/intake.yaml": intakeYAML, "scripts/intake.ts": intake,
				"scripts/words.ts": "export const greet = (name: string) => `${name} さん、こんにちは`;\n",
				"april.csv":        "code,name\r\nA0101,佐藤\r\n", "may.csv": "code,name\r\nA0102,鈴木\r\n", "june.csv": "code,name\r\nA0103,高橋\r\n",
				"inbox/.keep": "",
			},
			steps: steps("こんにちは", "入社おめでとうございます"),
		},
	}
}

// steps drop a file, change a word, and drop another; then the same with a
// save that is broken; at last that is mended.
func steps(old, other string) []step {
	return []step{
		{"cp april.csv inbox/", "succeeded"},
		{"sed -i 's/" + old + "/" + other + "/' scripts/words.ts", "scripts/words.ts"},
		{"cp may.csv inbox/", "succeeded"},
		{"sed -i 's/;$/ +;/' scripts/words.ts", "scripts/words.ts:1:"},
		{"cp june.csv inbox/", "succeeded"},
		{"sed -i 's/ +;/;/' scripts/words.ts", "workflow=intake"},
	}
}
