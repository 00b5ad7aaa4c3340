import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { open, type Window } from "./render";

const SECRET = "canary-4f1c9d-never-kept";

/** Every place in the page where a value can stay. */
function places(window: Window): string {
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
  return JSON.stringify([
    document.documentElement.outerHTML,
    fields.map((field) => field.value),
    window.queries
      .getQueryCache()
      .getAll()
      .map(({ queryKey, state }) => [queryKey, state.data]),
    window.queries
      .getMutationCache()
      .getAll()
      .map(({ state }) => state.variables),
    window.router.state.location.href,
    { ...globalThis.localStorage },
    { ...globalThis.sessionStorage },
  ]);
}

async function fill(method: "Client secret" | "Management API token"): Promise<Window> {
  const user = userEvent.setup();
  const window = open("/connect", "firstRun");
  await user.type(await screen.findByLabelText("Domain"), "northmere-prod.eu.auth0.com");
  if (method === "Client secret") await user.type(screen.getByLabelText("Client ID"), "Rm4KxZ8vQ1bTn7Ys");
  else await user.click(screen.getByRole("radio", { name: /Paste a token/ }));
  await user.type(await screen.findByLabelText(method), SECRET);
  return window;
}

describe("a typed credential", () => {
  it.each(["Client secret", "Management API token"] as const)(
    "is sent once, cleared, and in no state, cache or address: %s",
    async (method) => {
      const user = userEvent.setup();
      const window = await fill(method);
      await user.click(screen.getByRole("button", { name: "Check" }));
      await screen.findByText("Signed in");
      const sent = window.asked.filter(({ request }) => JSON.stringify(request ?? null).includes(SECRET));
      expect(sent.map(({ name }) => name)).toEqual(["check_connection"]);
      expect(places(window)).not.toContain(SECRET);
      await user.click(screen.getByRole("button", { name: "Connect and sync" }));
      await waitFor(() => expect(window.asked.some(({ name }) => name === "add_connection")).toBe(true));
      expect(places(window)).not.toContain(SECRET);
    },
  );

  it("is not in the address or the query cache while it is typed", async () => {
    const window = await fill("Client secret");
    const { queries, router } = window;
    expect(
      JSON.stringify(
        queries
          .getQueryCache()
          .getAll()
          .map(({ state }) => state.data),
      ),
    ).not.toContain(SECRET);
    expect(router.state.location.href).not.toContain(SECRET);
    expect(document.documentElement.outerHTML).not.toContain(SECRET);
  });

  it("is dropped in the core when Connect is left without using it", async () => {
    const user = userEvent.setup();
    const window = await fill("Client secret");
    await user.click(screen.getByRole("button", { name: "Check" }));
    await screen.findByText("Signed in");
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() =>
      expect(window.asked.find(({ name }) => name === "drop_draft")?.request).toEqual({ draft_id: "d1" }),
    );
  });

  it("is asked for again, with the reason beside the field, when nothing was typed", async () => {
    const user = userEvent.setup();
    const { asked } = open("/connect", "firstRun");
    await user.click(await screen.findByRole("button", { name: "Check" }));
    await screen.findByText(/Nothing was typed here/);
    expect(screen.getByLabelText("Domain")).toHaveAttribute("aria-invalid", "true");
    expect(asked.some(({ name }) => name === "check_connection")).toBe(false);
  });
});

describe("a credential that cannot be sent yet", () => {
  it("stays in its field while another field is wrong, and a server on this computer is a place", async () => {
    const user = userEvent.setup();
    const { asked } = await fill("Client secret");
    const domain = screen.getByLabelText("Domain");
    await user.clear(domain);
    await user.type(domain, "nowhere");
    await user.click(screen.getByRole("button", { name: "Check" }));
    expect(domain).toHaveAttribute("aria-invalid", "true");
    expect(screen.getByLabelText("Client secret")).toHaveValue(SECRET);
    expect(asked.some(({ name }) => name === "check_connection")).toBe(false);
    await user.clear(domain);
    await user.type(domain, "127.0.0.1:4010");
    await user.click(screen.getByRole("button", { name: "Check" }));
    await screen.findByText("Signed in");
  });
});

describe("Connect", () => {
  it("shows what the token may and may not, and why", async () => {
    const user = userEvent.setup();
    await fill("Client secret");
    await user.click(screen.getByRole("button", { name: "Check" }));
    await screen.findByText("You cannot see network ACLs, because the token lacks read:network_acls.");
    expect(screen.getByText("One scope too many")).toBeInTheDocument();
    expect(screen.getByText("10 of 90 days")).toBeInTheDocument();
  });

  it("opens the demo tenant without a credential", async () => {
    const user = userEvent.setup();
    const { asked } = open("/overview", "firstRun");
    await user.click(await screen.findByRole("button", { name: /demo tenant/ }));
    await waitFor(() => expect(asked.some(({ name }) => name === "add_demo")).toBe(true));
  });
});
