import { csv, log } from "dandori";
import { kaonavi } from "dandori/connections";

const error = "a name that the loop uses too";
outer: for await (const member of kaonavi) {
  for await (const { id, name = "名無し" } of csv) {
    if (id === member) continue outer;
    log(`${name} / ${error}`);
  }
}
