// Where the simulator listens: written into the environment by tests/conformance/main.rs.

import { ManagementClient } from "auth0";

const need = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`cargo test -p acceptance --test conformance\``);
  return value;
};

export const domain = need("ROLLCALL_SIMULATOR_DOMAIN");
export const clientId = need("ROLLCALL_SIMULATOR_CLIENT_ID");
export const clientSecret = need("ROLLCALL_SIMULATOR_CLIENT_SECRET");
/** How many clients the population has, the global one and the management client left out. */
export const population = Number(need("ROLLCALL_SIMULATOR_CLIENTS"));

export const management = new ManagementClient({ domain, clientId, clientSecret, maxRetries: 0 });

/** A management access token, asked for with nothing but fetch. */
export const token = async (secret = clientSecret) => {
  const answer = await fetch(`https://${domain}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: secret,
      audience: `https://${domain}/api/v2/`,
    }),
  });
  return { status: answer.status, body: await answer.json() };
};

/** Everything that an SDK listing gives, page after page. */
export const all = async (page) => {
  const items = [];
  for await (const item of await page) items.push(item);
  return items;
};
