// auth0-deploy-cli, unmodified, exports the tenant.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { clientId, clientSecret, domain, population } from "./tenant.mjs";

const run = promisify(execFile);

test("an export holds the clients, grants, APIs, connections and the tenant", async () => {
  const folder = await mkdtemp(join(tmpdir(), "rollcall-export-"));
  try {
    const program = fileURLToPath(new URL("node_modules/.bin/a0deploy", import.meta.url));
    await run(program, ["export", "--format", "yaml", "--output_folder", folder], {
      env: {
        ...process.env,
        AUTH0_DOMAIN: domain,
        AUTH0_CLIENT_ID: clientId,
        AUTH0_CLIENT_SECRET: clientSecret,
        AUTH0_AUDIENCE: `https://${domain}/api/v2/`,
        AUTH0_INCLUDED_ONLY: JSON.stringify(["clients", "clientGrants", "resourceServers", "connections", "tenant"]),
      },
    });
    const text = await readFile(join(folder, "tenant.yaml"), "utf8");
    const section = (name) => text.split(/^(?=\S)/m).find((part) => part.startsWith(`${name}:`)) ?? "";
    assert.equal(section("clients").match(/^ {2}- /gm)?.length, population + 1);
    for (const name of ["clientGrants", "resourceServers", "connections", "tenant"]) {
      assert.ok(section(name).length > name.length + 2, `${name} is in the export`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
