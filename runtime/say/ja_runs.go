package say

// jaRuns is what the commands about runs say.
var jaRuns = table{
	"going on with %s":     "%s を続けます",
	"%[1]s: %[2]s (%[3]s)": "%[1]s: %[2]s (%[3]s)",
	"%[1]s: %[2]s":         "%[1]s: %[2]s",

	"The runs: what they did, what they wait for, and what to do about it": "実行を一覧し、内容・待ち状態の確認と対処をします",
	`Without a command, lists the runs. RUN is the name of a run, or the beginning of it.

A run is
  queued     ready: a process takes it (dandori serve, or runs resume)
  running    carried on by a process
  waiting    for a time, for the vendor, or for somebody's approval
  paused     interrupted, diverged, or crashing again and again: only runs resume moves it
  in_doubt   it is not known whether the vendor did a write: runs resolve
  succeeded, failed or cancelled: over`: `コマンドを付けなければ実行を一覧します。RUN は実行の名前か、その先頭の部分です。

実行の状態:
  queued     進める準備ができています (dandori serve か runs resume が進めます)
  running    プロセスが進めています
  waiting    時刻、ベンダー側の処理、承認のいずれかを待っています
  paused     中断された、食い違いがある、または異常終了を繰り返しています (runs resume でだけ動きます)
  in_doubt   書き込みが行われたかどうか分かりません (runs resolve で確定します)
  succeeded (成功)、failed (失敗)、cancelled (取り消し): 終わっています`,
	`Goes on in the same run: what succeeded is answered from its journal, only the call that failed is made again.
runs rerun begins anew instead, with the script as it is now.`: `同じ実行の続きを進めます。成功したものは記録から答え、失敗した呼び出しだけをもう一度行います。
今のスクリプトで最初からやり直すのは runs rerun です。`,
	`Begins a new run. It is refused when the old one has written something, unless --again allows to do that twice.
runs retry goes on in the same run instead.`: `新しい実行を始めます。元の実行がすでに書き込みをしている場合は、二度行ってよいことを --again で示さない限り断ります。
同じ実行の続きを進めるのは runs retry です。`,
	"%[1]s (default: %[2]s)":               "%[1]s (既定: %[2]s)",
	"The runs, newest first":               "実行を新しい順に一覧します",
	"only those of the workflow `NAME`":    "ワークフロー `NAME` の実行だけ",
	"only those in `STATE`; several times": "状態が `STATE` の実行だけ (複数回指定可)",
	"`N` at most":                          "最大 `N` 件",
	"there is no state %q":                 "%q という状態はありません",
	"there is no run yet":                  "まだ実行はありません",
	"there is no run %s":                   "実行 %s はありません",
	"dandori runs lists them; the beginning of a name is enough when only one run has it": "dandori runs で一覧できます。ほかと重ならなければ名前の先頭だけでも構いません",
	"a process that takes it: dandori serve, or dandori runs resume %s":                   "進めるプロセスを待っています (dandori serve か dandori runs resume %s)",
	"RUN":                           "実行",
	"WORKFLOW":                      "ワークフロー",
	"STATE":                         "状態",
	"STARTED":                       "開始",
	"TOOK":                          "所要時間",
	"NOTE":                          "備考",
	"nothing has run in %s yet":     "%s ではまだ何も実行していません",
	"dandori run NAME begins a run": "実行するには: dandori run ワークフロー名",
	"there is no dandori.yaml here or above: -C DIR names the folder of the project": "このフォルダーにも上のフォルダーにも dandori.yaml がありません。プロジェクトのフォルダーは -C で指定できます",

	"How a run stands, what it did, and what it waits for": "実行の状態、行ったこと、待っているものを表示します",
	"run":                                 "実行",
	"script":                              "スクリプト",
	"state":                               "状態",
	"started":                             "開始",
	"finished":                            "終了",
	"attempt":                             "試行",
	"workflow":                            "ワークフロー",
	"waits for":                           "待っているもの",
	"until":                               "期限",
	"requests":                            "リクエスト数",
	"sandbox":                             "サンドボックス",
	"STEP":                                "手順",
	"OF":                                  "対象",
	"ASKED":                               "依頼",
	"OUTCOME":                             "結果",
	"… %d {1:step|steps} before these":    "… これより前に %d 手順",
	"done":                                "完了",
	"sent, no answer yet":                 "送信済み・応答なし",
	"done, says %s":                       "行われていた (%s が確認)",
	"not done, says %s: it is sent again": "行われていなかった (%s が確認)。もう一度送ります",
	"under way":                           "処理中",
	"asks for an approval since %[1]s: %[2]s":                                                          "%[1]s から承認待ち: %[2]s",
	"What a run logged":                                                                                "実行のログを表示します",
	"go on for as long as the run does":                                                                "実行が続くあいだ表示し続けます",
	"End a run: nothing new is sent, and a write on the wire is waited for":                            "実行を終わらせます (新しい送信はせず、送信中の書き込みは応答を待ちます)",
	"a write of run %s is in doubt, and cancelling would forget that":                                  "実行 %s には結果の分からない書き込みがあり、取り消すとそれが失われます",
	"say first what became of it: dandori runs resolve %s":                                             "先にその結果を確定してください: dandori runs resolve %s",
	"run %s was cancelled":                                                                             "実行 %s を取り消しました",
	"run %s has been told to end; a write that is on the wire is waited for":                           "実行 %s に終了を伝えました。送信中の書き込みは応答を待ちます",
	"run %[1]s is over (%[2]s)":                                                                        "実行 %[1]s は終わっています (%[2]s)",
	"dandori runs rerun %s begins anew":                                                                "最初からやり直すには: dandori runs rerun %s",
	"Go on with a run that was interrupted, that is paused, or that waits":                             "中断・一時停止・待機中の実行を続けます",
	"another process is working on run %s":                                                             "実行 %s はほかのプロセスが進めています",
	"dandori runs logs -f %s shows what it does":                                                       "dandori runs logs -f %s で様子を見られます",
	"dandori runs show %s tells how it stands":                                                         "dandori runs show %s で状態を確認できます",
	"another process has taken over run %s; this one has sent nothing since":                           "実行 %s はほかのプロセスに引き継がれました。このプロセスはそれ以降何も送信していません",
	"Try a failed run again from the call that failed: what succeeded is not done again":               "失敗した実行を、失敗した呼び出しからやり直します (成功したものは繰り返しません)",
	"run %[1]s has not failed (%[2]s)":                                                                 "実行 %[1]s は失敗していません (%[2]s)",
	"dandori runs resume %s goes on with a run that is not over":                                       "終わっていない実行を続けるには: dandori runs resume %s",
	"run %s failed because the vendor's job did, and asking about that job again would change nothing": "実行 %s はベンダー側のジョブが失敗したため終わりました。そのジョブを確認し直しても結果は変わりません",
	"mend what the job was given, then begin anew: dandori runs rerun --again %s (what the run had written before is written again)": "渡した内容を直してから、最初からやり直してください: dandori runs rerun --again %s (この実行がそれまでにした書き込みも、もう一度行います)",
	"run %s failed in the script itself, not in a call that could be made again":                                                     "実行 %s はスクリプト自体で失敗しました。やり直せる呼び出しがありません",
	"mend the script, then begin anew: dandori runs rerun %s":                                                                        "スクリプトを直してから最初からやり直してください: dandori runs rerun %s",
	"Begin anew with the parameters of a run, and the script as it is now":                                                           "同じパラメーターと今のスクリプトで最初からやり直します",
	"also when that makes its writes a second time":                                                                                  "書き込みが二度になる場合でもやり直します",
	"run %[1]s is not over (%[2]s)":                                                                                                  "実行 %[1]s は終わっていません (%[2]s)",
	"dandori runs resume %[1]s goes on with it, dandori runs cancel %[1]s ends it":                                                   "続けるには dandori runs resume %[1]s、終わらせるには dandori runs cancel %[1]s",
	"run %[1]s has changed something already (%[2]s): beginning anew would do it twice":                                              "実行 %[1]s はすでに書き込みをしています (%[2]s)。最初からやり直すと二重になります",
	"dandori runs retry %[1]s makes only the call that failed; dandori runs rerun --again %[1]s does everything again":               "失敗した呼び出しだけをやり直すには dandori runs retry %[1]s、すべてを繰り返すには dandori runs rerun --again %[1]s",

	"Say what became of a write in doubt; without a flag, show it and how to look it up": "結果の分からない書き込みがどうなったかを伝えます (フラグなしなら内容と調べ方を表示)",
	"the vendor has done it":                                                               "ベンダー側で行われていた",
	"with --happened: what the vendor answered, as `JSON`":                                 "--happened と併用: ベンダーの応答 (`JSON`)",
	"the vendor has not done it: send it again":                                            "ベンダー側で行われていなかったので、もう一度送ります",
	"--happened and --send exclude each other":                                             "--happened と --send は同時に指定できません",
	"--answer goes with --happened":                                                        "--answer は --happened と一緒に使います",
	"--answer is not JSON":                                                                 "--answer が JSON ではありません",
	"the id of a task is written so: --answer '{\"id\": \"123\"}'":                         "タスクの ID はこのように書きます: --answer '{\"id\": \"123\"}'",
	"no write of run %[1]s is in doubt (%[2]s)":                                            "実行 %[1]s に結果の分からない書き込みはありません (%[2]s)",
	"noted. dandori runs resume %s goes on with the run (dandori serve does so by itself)": "記録しました。実行を続けるには dandori runs resume %s (dandori serve なら自動で続きます)",
	"noted. %[2]d more {2:write of run %[1]s is|writes of run %[1]s are} in doubt; dandori runs resume %[1]s comes to the next": "記録しました。実行 %[1]s には結果の分からない書き込みがあと %[2]d 件あります。dandori runs resume %[1]s で次に進みます",
	"%[1]s on %[2]s, sent at %[3]s: it is not known whether it was done":                                                        "%[2]s の %[1]s (%[3]s 送信): 行われたかどうか分かりません",
	"To find out: %s": "調べ方: %s",
	"It was done:      dandori runs resolve %s --happened": "行われていた場合:       dandori runs resolve %s --happened",
	"It was not done:  dandori runs resolve %s --send":     "行われていなかった場合: dandori runs resolve %s --send",

	"Say yes to what a run asks for":          "実行が求めている承認をします",
	"Say no to what a run asks for":           "実行が求めている承認を却下します",
	"why, as `TEXT`; it is kept with the run": "理由 (`TEXT`)。実行と一緒に記録されます",
	"in the name of `PERSON`":                 "`PERSON` の名前で",
	"run %s asks for nothing now":             "実行 %s は今、承認を求めていません",
	"approved: %q":                            "承認しました: %q",
	"rejected: %q":                            "却下しました: %q",
	"dandori runs resume %s goes on with the run (dandori serve does so by itself)": "実行を続けるには dandori runs resume %s (dandori serve なら自動で続きます)",

	"dandori runs approve %[1]s or dandori runs reject %[1]s decides, dandori runs show %[1]s tells what about": "承認は dandori runs approve %[1]s、却下は dandori runs reject %[1]s。内容は dandori runs show %[1]s で確認できます",
	"dandori runs resume %s goes on with it":                                                  "続けるには: dandori runs resume %s",
	"dandori runs resolve %s shows the request, how to look it up, and takes your word on it": "dandori runs resolve %s でリクエストの内容と調べ方を確認し、結果を伝えられます",

	"the code that run %[1]s began with cannot be read: %[2]v": "実行 %[1]s が始まったときのコードを読めません: %[2]v",
	"The store was damaged or changed by hand. Restore a backup (dandori restore), or begin anew: dandori runs cancel %[1]s, then dandori runs rerun %[1]s": "ストアが壊れたか、手で変更されています。バックアップを戻すか (dandori restore)、dandori runs cancel %[1]s のあと dandori runs rerun %[1]s で最初からやり直してください",
	"a run goes on only with the connections that it began with: put it back, or begin anew with dandori runs rerun":                                        "実行は始まったときの接続でしか続けられません。接続を戻すか、dandori runs rerun で最初からやり直してください",
	"store needs the environment variable %s, which is not set":                                                                                             "store に必要な環境変数 %s が設定されていません",
	"add the line %[1]s=… to the file .env beside dandori.yaml":                                                                                             "dandori.yaml と同じフォルダーの .env に %[1]s=… の行を加えてください",

	"a key was made: %s. The runs and the state of this project are encrypted with it, and nobody can read them without it; dandori backup keeps both together": "保存データ用の鍵を作りました: %s。このプロジェクトの実行記録と state はこの鍵で暗号化され、鍵がなければ誰にも読めません。dandori backup で鍵ごと控えられます",
	"the key of the store cannot be read or made in %s: %v":                                                                            "ストアの鍵を %s で読めない、または作れません: %v",
	"dandori encrypts what it keeps about people: the folder must be writable, or DANDORI_KEY must hold the key":                       "dandori は保存する個人データを暗号化します。フォルダーを書き込み可能にするか、DANDORI_KEY に鍵を設定してください",
	"the key of the store in %s cannot be used: %v":                                                                                    "%s にあるストアの鍵は使えません: %v",
	"put back the key that the store was made with, or restore a backup with dandori restore; nobody can read a store without its key": "ストアを作ったときの鍵を戻すか、dandori restore でバックアップを戻してください。鍵なしではだれもストアを読めません",
	"a store in PostgreSQL is not built yet":                                                                                           "PostgreSQL のストアはまだ使えません",
	"name a file on this machine in dandori.yaml (store: …), or leave store out":                                                       "dandori.yaml の store: にこのマシンのファイルを書くか、store: を省いてください",
	"the keyring of this system does not give the key %s: %w":                                                                          "システムのキーリングから鍵 %s を取り出せません: %w",
	"there is no key in it": "鍵が入っていません",
}
