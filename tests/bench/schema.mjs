// Reads log rows, a JSON object a line; prints a line for each that Auth0's schema of its type does not allow.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const within = (path) => new URL(path, import.meta.url);
const Ajv = createRequire(within("../conformance/node_modules/auth0-deploy-cli/package.json"))("ajv");
const { schemas } = JSON.parse(readFileSync(within("log_rows.schema.json"), "utf8"));
const ajv = new Ajv({ unknownFormats: "ignore" });
const checks = Object.fromEntries(Object.entries(schemas).map(([type, schema]) => [type, ajv.compile(schema)]));

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const row = JSON.parse(line);
  const check = checks[row.type];
  if (!check) console.log(`no schema for ${row.type}`);
  else if (!check(row)) console.log(`${row.type}: ${ajv.errorsText(check.errors)}`);
}
