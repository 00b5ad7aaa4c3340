// The log's checkpoint mode, which Auth0's SDK cannot read: plain HTTP requests that follow `Link`.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { domain, token } from "./tenant.mjs";

let authorization;
before(async () => {
  authorization = `Bearer ${(await token()).body.access_token}`;
});

const read = async (url) => {
  const answer = await fetch(url, { headers: { authorization } });
  assert.equal(answer.status, 200);
  const next = /<([^>]+)>;\s*rel="?next"?/.exec(answer.headers.get("link") ?? "")?.[1];
  return { rows: await answer.json(), next };
};

const oldest = async () => {
  const { rows } = await read(`https://${domain}/api/v2/logs?sort=date:1&per_page=1`);
  return rows[0];
};

test("a page is a bare array of rows newer than the checkpoint, in the order of their ids", async () => {
  const start = await oldest();
  const { rows } = await read(`https://${domain}/api/v2/logs?from=${start.log_id}&take=50`);
  assert.ok(Array.isArray(rows));
  assert.equal(rows.length, 50);
  const ids = rows.map(({ log_id }) => log_id);
  assert.deepEqual(ids, [...ids].sort());
  assert.ok(ids.every((id) => id > start.log_id));
});

test("following Link reads every row once and ends with an empty page that names itself", async () => {
  const start = await oldest();
  let url = `https://${domain}/api/v2/logs?from=${start.log_id}&take=100`;
  const seen = new Set();
  for (;;) {
    const { rows, next } = await read(url);
    assert.ok(next, "every page has a Link");
    if (rows.length === 0) {
      assert.equal(next, url);
      break;
    }
    for (const { log_id } of rows) {
      assert.ok(!seen.has(log_id), `${log_id} came twice`);
      seen.add(log_id);
    }
    url = next;
  }
  assert.ok(seen.size > 1000, `${seen.size} rows: more than search can give`);
});

test("the checkpoint mode ignores what belongs to the search", async () => {
  const start = await oldest();
  const plain = await read(`https://${domain}/api/v2/logs?from=${start.log_id}&take=10`);
  const mixed = await read(`https://${domain}/api/v2/logs?from=${start.log_id}&take=10&q=type:nothing&sort=date:-1`);
  assert.deepEqual(mixed.rows.map(({ log_id }) => log_id), plain.rows.map(({ log_id }) => log_id));
});

test("no token and a broken token are refused with 401", async () => {
  const url = `https://${domain}/api/v2/logs?per_page=1`;
  assert.equal((await fetch(url)).status, 401);
  assert.equal((await fetch(url, { headers: { authorization: "Bearer broken" } })).status, 401);
});
