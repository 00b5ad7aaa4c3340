import { render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { App, makeQueryClient } from "../src/App";
import { keepPlace, restorePlace } from "../src/lastPlace";
import { readAhead } from "../src/readAhead";
import { makeRouter } from "../src/router";
import { type Answers, STORAGE } from "./answers";
import { answerWith } from "./mockCore";
import { SCENARIOS } from "./scenarios";

/** Starts as `main.tsx` does. */
async function start(scenario: Answers = SCENARIOS.plain() as Answers) {
  const asked = answerWith(scenario);
  const queries = makeQueryClient();
  restorePlace();
  const router = makeRouter();
  keepPlace(router);
  await readAhead(queries, router);
  const before = asked.map(({ name }) => name);
  const { unmount } = render(<App queries={queries} router={router} />);
  return { asked, before, router, unmount };
}

describe("a start", () => {
  beforeEach(() => {
    localStorage.clear();
    location.hash = "";
  });
  afterEach(() => {
    location.hash = "";
  });

  it("begins with Overview, and after that where the window was left", async () => {
    const first = await start();
    await screen.findByRole("heading", { level: 1, name: "Overview" });
    await first.router.navigate({ to: "/clients", search: { verdict: ["inactive"] } });
    await screen.findByRole("heading", { level: 1, name: "Clients" });
    await first.router.navigate({ to: "/connect" });
    await screen.findByRole("heading", { level: 1, name: "Add connection" });
    first.unmount();
    location.hash = "";
    const { router } = await start();
    await screen.findByRole("heading", { level: 1, name: "Clients" });
    expect(router.state.location.search).toMatchObject({ verdict: ["inactive"] });
  });

  it.each([
    ["#/overview", "Overview", ["show_frame", "show_overview"]],
    [
      "#/clients?verdict=%5B%22inactive%22%5D&sort=last_use",
      "Clients",
      ["show_frame", "list_clients", "count_clients"],
    ],
  ] as const)("at %s asks ahead for what the screen asks, once", async (place, title, names) => {
    localStorage.setItem("place", place);
    const { asked, before } = await start();
    await screen.findByRole("heading", { level: 1, name: title });
    expect(before).toEqual(names);
    for (const name of names) expect(asked.filter((one) => one.name === name)).toHaveLength(1);
  });

  it("shows what could not be read when nothing can be read ahead", async () => {
    const broken = () => Promise.reject({ problem: STORAGE });
    await start({ ...(SCENARIOS.plain() as Answers), show_frame: broken });
    await screen.findByText(/rollcall.sqlite could not be read/);
  });
});
