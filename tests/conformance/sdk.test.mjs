// Auth0's Management SDK, unmodified, over TLS, against the simulator.

import assert from "node:assert/strict";
import { test } from "node:test";
import { all, clientId, management, population, token } from "./tenant.mjs";

const ids = (items) => items.map((item) => item.client_id);

/** Makes a client, hands it to the test and deletes it. */
const withClient = async (wish, use) => {
  const made = await management.clients.create(wish);
  try {
    await use(made);
  } finally {
    await management.clients.delete(made.client_id).catch(() => {});
  }
};

const refusal = (call, status, code) =>
  assert.rejects(call, (error) => {
    assert.equal(error.statusCode, status);
    if (code) assert.equal(error.body?.errorCode, code);
    return true;
  });

test("the wrong secret gets no token", async () => {
  const { status, body } = await token("wrong");
  assert.equal(status, 401);
  assert.equal(body.error, "access_denied");
});

test("the token is a Bearer for a day and names its scopes", async () => {
  const { status, body } = await token();
  assert.equal(status, 200);
  assert.equal(body.token_type, "Bearer");
  assert.equal(body.expires_in, 86400);
  assert.ok(body.scope.split(" ").includes("read:clients"));
});

test("clients by offset: every client once, whatever the page size", async () => {
  const by = async (perPage) => ids(await all(management.clients.list({ per_page: perPage, is_global: false })));
  const [small, large] = [await by(7), await by(50)];
  assert.equal(new Set(small).size, small.length);
  assert.deepEqual([...small].sort(), [...large].sort());
  assert.ok(small.includes(clientId));
  assert.equal(small.length, population + 1);
});

test("clients by offset: the answer counts them all", async () => {
  const page = await management.clients.list({ per_page: 5, page: 1, is_global: false });
  assert.equal(page.response.start, 5);
  assert.equal(page.response.limit, 5);
  assert.equal(page.response.total, population + 1);
  assert.equal(page.data.length, 5);
});

test("clients by checkpoint: following next gives the same clients", async () => {
  const found = [];
  let from;
  do {
    const page = await management.clients.list({ is_global: false }, { queryParams: { take: 20, ...(from && { from }) } });
    found.push(...ids(page.data));
    from = page.response.next;
  } while (from);
  const byOffset = ids(await all(management.clients.list({ is_global: false })));
  assert.equal(new Set(found).size, found.length);
  assert.deepEqual(found.sort(), byOffset.sort());
});

test("only the fields that were asked for are given", async () => {
  const page = await management.clients.list({ fields: "client_id,name", include_fields: true, per_page: 3 });
  for (const client of page.data) assert.deepEqual(Object.keys(client).sort(), ["client_id", "name"]);
});

test("a client is created with a secret, got, and gone after its deletion", async () => {
  await withClient({ name: "Conformance", app_type: "non_interactive" }, async (made) => {
    assert.equal(typeof made.client_secret, "string");
    assert.ok(made.client_secret.length >= 48);
    const got = await management.clients.get(made.client_id);
    assert.equal(got.name, "Conformance");
    assert.equal(got.app_type, "non_interactive");
    assert.equal(got.is_first_party, true);
    await management.clients.delete(made.client_id);
    await refusal(management.clients.get(made.client_id), 404, "inexistent_client");
  });
});

test("an update replaces arrays as a whole and leaves the rest", async () => {
  const callbacks = ["https://one.example/cb", "https://two.example/cb"];
  await withClient({ name: "Arrays", app_type: "regular_web", callbacks, description: "kept" }, async (made) => {
    const updated = await management.clients.update(made.client_id, { callbacks: ["https://three.example/cb"] });
    assert.deepEqual(updated.callbacks, ["https://three.example/cb"]);
    const got = await management.clients.get(made.client_id);
    assert.deepEqual(got.callbacks, ["https://three.example/cb"]);
    assert.equal(got.description, "kept");
  });
});

test("a rotation gives a new secret for the same client", async () => {
  await withClient({ name: "Rotated" }, async (made) => {
    const rotated = await management.clients.rotateSecret(made.client_id);
    assert.equal(rotated.client_id, made.client_id);
    assert.equal(typeof rotated.client_secret, "string");
    assert.notEqual(rotated.client_secret, made.client_secret);
  });
});

test("a body with a wrong type is refused and names the property", async () => {
  await assert.rejects(management.clients.create({ name: "Wrong", callbacks: "not a list" }), (error) => {
    assert.equal(error.statusCode, 400);
    assert.equal(error.body.errorCode, "invalid_body");
    assert.match(error.body.message, /^Payload validation error:.*callbacks/);
    return true;
  });
});

test("an unknown client is not found", async () => {
  await refusal(management.clients.get("nobody00000000000000000000000000"), 404, "inexistent_client");
});

test("client grants: made, listed by client, page by page, and deleted", async () => {
  await withClient({ name: "Granted", app_type: "non_interactive" }, async (made) => {
    const [api] = (await all(management.resourceServers.list())).filter((server) => !server.is_system);
    assert.ok(api, "the tenant has an API of its own");
    const scope = api.scopes.slice(0, 1).map(({ value }) => value);
    const wish = { client_id: made.client_id, audience: api.identifier, scope };
    const grant = await management.clientGrants.create(wish);
    const mine = await all(management.clientGrants.list({ client_id: made.client_id }));
    assert.deepEqual(mine.map(({ id }) => id), [grant.id]);
    assert.deepEqual(mine[0].scope, scope);
    await refusal(management.clientGrants.create(wish), 409);
    const everybody = await all(management.clientGrants.list({ take: 10 }));
    assert.equal(new Set(everybody.map(({ id }) => id)).size, everybody.length);
    assert.ok(everybody.some(({ id }) => id === grant.id));
    await management.clientGrants.delete(grant.id);
    assert.deepEqual(await all(management.clientGrants.list({ client_id: made.client_id })), []);
  });
});

test("resource servers say how long their tokens live", async () => {
  const servers = await all(management.resourceServers.list());
  assert.ok(servers.some(({ is_system }) => is_system), "the Management API is one of them");
  for (const server of servers) assert.equal(typeof server.token_lifetime, "number");
});

test("tenant settings hold the flags", async () => {
  const settings = await management.tenants.settings.get();
  assert.equal(typeof settings.flags, "object");
  assert.equal(typeof settings.flags.enable_dynamic_client_registration, "boolean");
});

test("connections: every one once, page by page", async () => {
  const connections = await all(management.connections.list({ take: 1 }));
  assert.ok(connections.length > 0);
  assert.equal(new Set(connections.map(({ id }) => id)).size, connections.length);
  for (const connection of connections) assert.match(connection.id, /^con_/);
});

test("log search: newest first, at most a page, each row can be got by its id", async () => {
  const page = await management.logs.list({ per_page: 20, sort: "date:-1" });
  assert.equal(page.data.length, 20);
  const dates = page.data.map(({ date }) => date);
  assert.deepEqual(dates, [...dates].sort().reverse());
  const [first] = page.data;
  const got = await management.logs.get(first.log_id);
  assert.equal(got.log_id, first.log_id);
  assert.equal(got.type, first.type);
});

test("log search by query finds one client's rows only", async () => {
  const page = await management.logs.list({ per_page: 50, sort: "date:-1" });
  const used = page.data.find((row) => row.client_id && row.type !== "sapi");
  const rows = await management.logs.list({ per_page: 50 }, { queryParams: { q: `client_id:"${used.client_id}"` } });
  assert.ok(rows.data.length > 0);
  for (const row of rows.data) assert.equal(row.client_id, used.client_id);
});

test("log search ends after a thousand rows", async () => {
  await refusal(management.logs.list({ page: 10, per_page: 100 }), 400);
});

test("a write leaves its row, without the secret", async () => {
  await withClient({ name: "Logged" }, async (made) => {
    const rotated = await management.clients.rotateSecret(made.client_id);
    const search = () => management.logs.list({ per_page: 20, sort: "date:-1" }, { queryParams: { q: "type:sapi" } });
    const about = (row) => row.details?.request?.path === `/api/v2/clients/${made.client_id}/rotate-secret`;
    const row = (await search()).data.find(about);
    assert.ok(row, "the rotation is in the log");
    assert.equal(row.client_id, clientId);
    assert.ok(!JSON.stringify(row).includes(rotated.client_secret));
  });
});
