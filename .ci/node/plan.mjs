// Baseline: write what is about to change into a CSV that somebody signs, as a careful Node user would.
//
//   node plan.mjs ROWS OUT.csv
//
// Prints the milliseconds that writing took.
import { writeFileSync } from "node:fs";
import { stringify } from "csv-stringify/sync";

const [count, out] = process.argv.slice(2);
const rows = Array.from({ length: Number(count) }, (_, i) => ({
  n: i + 1, write: Math.floor(i / 500) + 1, connection: "kaonavi", vendor: "kaonavi", operation: "members.update", target: "members",
  action: "change", key: `E${i}`, field: "制服サイズ", before: "M", after: "L", note: "",
}));
const started = performance.now();
writeFileSync(out, stringify(rows, { header: true, record_delimiter: "windows", bom: true }));
console.log(performance.now() - started);
