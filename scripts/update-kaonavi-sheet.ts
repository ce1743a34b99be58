// CSV の内容でカオナビのシートを部分更新します(CSV にある社員だけが変わります)。
// Updates a Kaonavi sheet from a CSV file: only the members in the file change.
import { csv, log, params } from "dandori";
import { kaonaviV1 } from "dandori/connections";

const sheet = kaonaviV1.sheet(params.sheet);

// 列を送らなかったときに空になるかどうかは仕様に書かれていないため、今の行に重ねて全列を送ります。
const current = new Map((await sheet.list().toArray()).map((row) => [row.member_code, row]));

const rows = [];
for await (const row of csv.read(params.file)) {
  const code = row.member_code ?? "";
  const before = current.get(code);
  if (!before) throw new Error(`社員番号 ${code} はシートにありません`);
  rows.push({ ...before, ...row, member_code: code });
}

await sheet.update(rows); // カオナビの処理(タスク)が終わるまで待ちます
log.info("シートを更新しました", { sheet: params.sheet, rows: rows.length });

export default () => ({ updated: rows.length });
