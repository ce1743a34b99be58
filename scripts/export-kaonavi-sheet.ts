// カオナビのシートを非同期で取得し(作成依頼 → 進捗 → 取得)、見出し付きの CSV にします。
// Exports a Kaonavi sheet through the asynchronous functions: preset, task, get.
import { csv, log, params } from "dandori";
import { kaonaviV1 } from "dandori/connections";

const { headers, data } = await kaonaviV1.sheet(params.sheet).export();

// 見出しの無い列は、列の ID をそのまま見出しにします。
const keys = [...new Set([...Object.keys(headers ?? {}), ...data.flatMap((row) => Object.keys(row))])];
const file = `out/sheet-${params.sheet}.csv`;
const out = csv.writer(file, {
  columns: keys.map((key) => ({ key, header: unique(headers?.[key] ?? key, key) })),
  bom: true, // Excel で開いても文字化けしないように
});
for (const row of data) await out.write(row);
await out.close();
log.info("シートを書き出しました", { sheet: params.sheet, rows: data.length, file });

export default () => ({ rows: data.length, file });

// 同じ名前の項目は、ID を付けて見分けられるようにします。
function unique(label: string, key: string) {
  const same = Object.values(headers ?? {}).filter((other) => other === label).length;
  return same > 1 ? `${label} (${key})` : label;
}
