import { csv, log } from "dandori";

async function* some(n: number) {
  for await (const row of csv) if (row.n > n) yield row;
  yield* some(n - 1);
}
for await (const row of some(3)) log(row);
