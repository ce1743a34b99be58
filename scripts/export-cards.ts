// 期間内に更新された名刺を CSV に書き出します。
// Exports the business cards updated in a period to a CSV file.
import { csv, log, params, progress } from "dandori";
import { sansan } from "dandori/connections";

const out = csv.writer("out/cards.csv", {
  columns: [
    "id", "companyName", "departmentName", "title", "lastName", "firstName",
    "email", "tel", "mobile", "exchangeDate", "updatedTime", "owner.name",
  ],
});
const done = progress("cards");

let count = 0;
for await (const card of sansan.bizCards.list({
  range: "all", // 省略すると自分の名刺だけになるため、必ず指定します
  updatedFrom: params.from,
  updatedTo: params.until,
  orderBy: "updatedAt",
})) {
  await out.write(card);
  done.tick();
  count++;
}
await out.close();
log.info("名刺を書き出しました", { count, file: "out/cards.csv" });

export default () => ({ cards: count, file: "out/cards.csv" });
