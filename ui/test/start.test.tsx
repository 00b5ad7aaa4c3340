import { act, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { App } from "../src/App";
import { makeQueryClient } from "../src/api/queries";
import { keepScreen, restoreScreen, screenPath } from "../src/lastScreen";
import { readAhead } from "../src/readAhead";
import { makeRouter } from "../src/router";
import { show } from "../src/show";
import { type Answers, STORAGE } from "./answers";
import { answerWith } from "./mockCore";
import { SCENARIOS } from "./scenarios";

/** Starts as `main.ts` does. */
async function start(scenario: Answers = SCENARIOS.plain() as Answers) {
  const asked = answerWith(scenario);
  const queries = makeQueryClient();
  restoreScreen();
  await readAhead(queries, screenPath());
  const before = asked.map(({ name }) => name);
  const router = makeRouter();
  keepScreen(router);
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

  it("begins with Overview, and after that with the screen that was open, nothing of what was typed kept", async () => {
    const first = await start();
    await screen.findByRole("heading", { level: 1, name: "Overview" });
    await first.router.navigate({ to: "/clients", search: { q: "typed by mistake", verdict: ["inactive"] } });
    await screen.findByRole("heading", { level: 1, name: "Clients" });
    await first.router.navigate({ to: "/connect" });
    await screen.findByRole("heading", { level: 1, name: "Add connection" });
    first.unmount();
    location.hash = "";
    const { router } = await start();
    await screen.findByRole("heading", { level: 1, name: "Clients" });
    expect(router.state.location.search).toEqual({});
    expect(JSON.stringify({ ...localStorage })).not.toContain("mistake");
  });

  it.each([
    ["/overview", "Overview", ["show_frame", "show_overview"]],
    ["/clients", "Clients", ["show_frame", "list_clients", "count_clients"]],
  ] as const)("at %s asks ahead for what the screen asks, once", async (path, title, names) => {
    localStorage.setItem("screen", path);
    const { asked, before } = await start();
    await screen.findByRole("heading", { level: 1, name: title });
    expect(before).toEqual(names);
    for (const name of names) expect(asked.filter((one) => one.name === name)).toHaveLength(1);
  });

  it("follows the address while it is not drawn yet, and after", async () => {
    answerWith(SCENARIOS.plain() as Answers);
    restoreScreen();
    let answered = () => {};
    const answers = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const root = document.body.appendChild(document.createElement("div"));
    const shown = show(root, makeQueryClient(), answers);
    location.hash = "#/clients";
    await waitFor(() => expect(localStorage.getItem("screen")).toBe("/clients"));
    answered();
    await act(() => shown);
    await screen.findByRole("heading", { level: 1, name: "Clients" });
    act(() => history.back());
    await screen.findByRole("heading", { level: 1, name: "Overview" });
    root.remove();
  });

  it("shows what could not be read when nothing can be read ahead", async () => {
    const broken = () => Promise.reject({ problem: STORAGE });
    await start({ ...(SCENARIOS.plain() as Answers), show_frame: broken });
    await screen.findByText(/rollcall.sqlite could not be read/);
  });
});
