// node-oidc-provider, unmodified, registers redirect URIs of many shapes; the risk engine has foretold each answer.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { Provider } from "oidc-provider";

const file = process.env.ROLLCALL_FORETOLD_REDIRECTS;
if (!file) throw new Error("ROLLCALL_FORETOLD_REDIRECTS is not set: run `cargo test -p acceptance --test conformance`");
const { registrations, requests } = JSON.parse(await readFile(file, "utf8"));

const provider = new Provider("http://127.0.0.1", {
  features: { registration: { enabled: true, initialAccessToken: "first" }, devInteractions: { enabled: false } },
  responseTypes: ["code", "id_token"],
});
const server = provider.listen(0, "127.0.0.1");
await new Promise((listening) => server.once("listening", listening));
after(() => server.close());

const register = async ({ uri, application_type, implicit }) => {
  const grants = implicit
    ? { grant_types: ["implicit"], response_types: ["id_token"] }
    : { grant_types: ["authorization_code"], response_types: ["code"] };
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/reg`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer first" },
    body: JSON.stringify({ application_type, redirect_uris: [uri], token_endpoint_auth_method: "none", ...grants }),
  });
  const body = await answer.json();
  if (answer.status !== 201) {
    assert.equal(answer.status, 400, `${uri}: ${JSON.stringify(body)}`);
    assert.match(body.error, /^invalid_(redirect_uri|client_metadata)$/, uri);
  }
  return { accepted: answer.status === 201, client_id: body.client_id };
};

/** Asks some at a time; the order of the answers is that of the questions. */
const each = async (questions, ask) => {
  const answers = [];
  for (let from = 0; from < questions.length; from += 16) {
    answers.push(...(await Promise.all(questions.slice(from, from + 16).map(ask))));
  }
  return answers;
};

test("99 of 100 registrations are accepted or refused as the risk engine foretells", async (t) => {
  const answers = await each(registrations, register);
  const different = registrations.filter((asked, index) => asked.accepted !== answers[index].accepted);
  const refused = answers.filter(({ accepted }) => !accepted).length;
  const shapes = new Set(registrations.map(({ shape }) => shape));
  const agreement = 1 - different.length / registrations.length;
  t.diagnostic(
    `${shapes.size} shapes, ${registrations.length} registrations, ${refused} refused; agreement ${(agreement * 100).toFixed(2)} %`,
  );
  const uris = [...new Set(different.map(({ uri, accepted }) => `${JSON.stringify(uri)} foretold ${accepted}`))];
  if (uris.length > 0) t.diagnostic(`different: ${uris.slice(0, 20).join(", ")}`);
  assert.ok(shapes.size >= 20 && registrations.length >= 20 * 40);
  assert.ok(refused >= 0.3 * registrations.length, `${refused} of ${registrations.length} refused`);
  assert.ok(agreement >= 0.99, `agreement ${agreement}: ${uris.join(", ")}`);
});

test("the server takes a requested redirect URI exactly when the risk engine says so", async () => {
  assert.ok(requests.length >= 100);
  for (const { registered, requested, application_type, matches } of requests) {
    const { client_id } = await register({ uri: registered, application_type, implicit: false });
    const client = await provider.Client.find(client_id);
    assert.equal(client.redirectUriAllowed(requested), matches, `${application_type}: ${requested} for ${registered}`);
  }
});
