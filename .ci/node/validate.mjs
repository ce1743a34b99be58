// Judges YAML by JSON Schemas, as an editor does: with a real YAML parser and a
// real validator.
//
//   node validate.mjs < {"schemas": {NAME: SCHEMA}, "cases": [{"schema": NAME, "text": YAML}]}
//
// prints a list with, for each case, what is wrong with it; "" for nothing.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { parseAllDocuments } from "yaml";

const { schemas, cases } = JSON.parse(readFileSync(0, "utf8"));
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false });
const judges = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]));

function judged({ schema, text }) {
  const judge = judges[schema];
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) return `not YAML: ${document.errors[0].message}`;
    const value = document.toJS();
    if (value !== null && !judge(value)) return ajv.errorsText(judge.errors);
  }
  return "";
}

console.log(JSON.stringify(cases.map(judged)));
