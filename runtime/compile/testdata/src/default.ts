import { log } from "dandori";
import rates from "./rates.json";

export const unused = 1;
export default async function main(params: { year: string }) {
  log(rates[params.year]);
}
