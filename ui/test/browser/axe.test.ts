import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import type { ScenarioName } from "../scenarios";
import { type Opened, openPage } from "./page";

const AXE = readFileSync(resolve(import.meta.dirname, "../../node_modules/axe-core/axe.min.js"), "utf8");

const incomplete = new Map<string, number>();

async function serious(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations', 'incomplete'] })",
  )) as AxeResults;
  for (const rule of results.incomplete) {
    incomplete.set(rule.id, (incomplete.get(rule.id) ?? 0) + rule.nodes.length);
  }
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(" ")} — ${node.failureSummary?.replace(/\s+/g, " ")}`),
    );
}

type Step = (page: Page) => Promise<void>;

const STATES: readonly ScenarioName[] = [
  "plain",
  "never",
  "firstSync",
  "refreshing",
  "loading",
  "partial",
  "stale",
  "offline",
  "refused",
  "emptyTruth",
  "emptyIgnorance",
  "error",
];
const PATHS = ["/overview", "/clients", "/inactive", "/redirects", "/settings"] as const;

const PLACES: { name: string; scenario: ScenarioName; path: string; step?: Step }[] = [
  { name: "welcome", scenario: "firstRun", path: "/overview" },
  { name: "connect", scenario: "firstRun", path: "/connect" },
  {
    name: "connect, fields that are wrong",
    scenario: "firstRun",
    path: "/connect",
    step: (page) => page.getByRole("button", { name: "Check" }).click(),
  },
  {
    name: "connect, checked",
    scenario: "connections",
    path: "/connect",
    step: async (page) => {
      await page.getByLabel("Domain").fill("northmere-prod.eu.auth0.com");
      await page.getByLabel("Client ID").fill("Rm4KxZ8vQ1bTn7YsLw0JdHc5PfG9Ue2a");
      await page.getByLabel("Client secret").fill("typed");
      await page.getByRole("button", { name: "Check" }).click();
      await page.getByText("Signed in").waitFor();
    },
  },
  {
    name: "connect, demo",
    scenario: "firstRun",
    path: "/connect",
    step: (page) => page.getByText("Demo tenant").first().click(),
  },
  { name: "many connections", scenario: "connections", path: "/clients" },
  {
    name: "connection menu",
    scenario: "connections",
    path: "/overview",
    step: (page) => page.getByRole("button", { name: /Choose a connection/ }).click(),
  },
  {
    name: "filter menu",
    scenario: "plain",
    path: '/clients?verdict=["inactive","not_proven"]&owner=none',
    step: (page) => page.getByRole("button", { name: "Filter", exact: true }).click(),
  },
  ...(["Summary", "URIs", "Credentials", "Access", "History", "JSON"] as const).map((tab) => ({
    name: `inspector, ${tab}`,
    scenario: "plain" as const,
    path: `/clients?open=["c1","x"]&tab=${tab}`,
  })),
  {
    name: "inspector, as of a day",
    scenario: "plain",
    path: '/clients?open=["c1","x"]&tab=History',
    step: async (page) => {
      await page.getByLabel("As of a day").fill("2026-10-10");
      await page.getByText("Not watched, so not known.").waitFor();
    },
  },
  {
    name: "clients of a day",
    scenario: "plain",
    path: '/clients?day=2025-10-06&open=["c1","gone"]',
    step: (page) => page.getByText("gone since").last().waitFor(),
  },
  {
    name: "inspector, activity as a table",
    scenario: "plain",
    path: '/clients?open=["c1","x"]',
    step: (page) => page.keyboard.press("t"),
  },
  {
    name: "selection",
    scenario: "plain",
    path: "/inactive",
    step: async (page) => {
      await page.keyboard.press("j");
      await page.keyboard.press("x");
      await page.getByText("1 selected").waitFor();
    },
  },
  {
    name: "owner dialog",
    scenario: "plain",
    path: '/clients?open=["c1","x"]',
    step: (page) => page.getByRole("button", { name: "Set owner…" }).click(),
  },
  {
    name: "owners import",
    scenario: "plain",
    path: "/inactive",
    step: async (page) => {
      await page.getByRole("button", { name: "Import owners…" }).click();
      await page.getByLabel("CSV file with owners").setInputFiles({
        name: "owners.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("client_id,owner\n"),
      });
      await page.getByText("1 owner would change").waitFor();
    },
  },
  { name: "change inspector", scenario: "plain", path: "/redirects?change=1" },
  {
    name: "revert plan",
    scenario: "plain",
    path: "/redirects?change=1",
    step: async (page) => {
      await page.getByRole("button", { name: "Revert…" }).last().click();
      await page.getByText("What it does not undo").waitFor();
    },
  },
  {
    name: "revert conflict",
    scenario: "plain",
    path: "/redirects?change=2",
    step: async (page) => {
      await page.keyboard.press("u");
      await page.getByText("Somebody touched the same entries since").waitFor();
    },
  },
  {
    name: "revert refused",
    scenario: "plain",
    path: "/redirects?change=4",
    step: async (page) => {
      await page.keyboard.press("u");
      await page.getByText("Nothing can be sent").waitFor();
    },
  },
  { name: "reverts and what became of them", scenario: "plain", path: "/redirects?show=all&change=3" },
  { name: "every change", scenario: "connections", path: "/redirects?show=all&change=4" },
  { name: "hosts", scenario: "plain", path: "/redirects?view=hosts" },
  {
    name: "accept dialog",
    scenario: "plain",
    path: "/redirects?change=1",
    step: async (page) => {
      await page.getByRole("button", { name: "Accept with reason…" }).click();
      await page.getByRole("button", { name: "Accept change" }).click();
    },
  },
  {
    name: "test box",
    scenario: "plain",
    path: "/redirects",
    step: async (page) => {
      await page.getByRole("button", { name: "Test a URI…" }).click();
      await page.getByLabel("URI, as it would be registered").fill("http://a.example/cb");
      await page.getByLabel("URI that arrives, to be compared").fill("http://a.example/cb2");
      await page.getByText("It does not match").waitFor();
    },
  },
  { name: "keys", scenario: "plain", path: "/clients", step: (page) => page.keyboard.press("?") },
  {
    name: "delete dialog",
    scenario: "plain",
    path: "/settings",
    step: (page) => page.getByRole("button", { name: "Delete…" }).click(),
  },
  {
    name: "a message",
    scenario: "plain",
    path: "/clients",
    step: async (page) => {
      await page.getByRole("button", { name: "Export CSV" }).click();
      await page.getByText("214 rows exported").waitFor();
    },
  },
];

async function judge(opened: Opened, step?: Step): Promise<void> {
  const { page, complaints, foreign } = opened;
  if (step) {
    await step(page);
    await page.waitForTimeout(250);
  }
  // axe is put into the page by the test, past the CSP; what the page itself complained about counts before.
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
  expect(await serious(page)).toEqual([]);
  await page.context().close();
}

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  describe.each(PATHS)("the screen %s", (path) => {
    it.each(STATES)("has no serious accessibility fault when the state is %s", async (state) => {
      await judge(await openPage(state, path, theme));
    });
  });

  it.each(PLACES)("$name has no serious accessibility fault", async ({ scenario, path, step }) => {
    await judge(await openPage(scenario, path, theme), step);
  });
});

describe("at 1024 × 700", () => {
  it.each([...PATHS, "/connect"])(
    "%s has no serious fault and nothing wider than the window",
    async (path) => {
      const opened = await openPage("connections", path, "light", { width: 1024, height: 700 });
      expect(
        await opened.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
      ).toBe(true);
      await judge(opened);
    },
  );
});

/** What cannot be seen, or would turn the line, is a code point; everything else is itself. */
function expectNothingHidden(text: string): void {
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    const isHidden =
      (code < 32 && code !== 10 && code !== 9) || (code >= 0x202a && code <= 0x202e) || code === 0xfeff;
    expect(isHidden, `U+${code.toString(16)} is on the page`).toBe(false);
  }
}

describe("bad input", () => {
  const places = ["/redirects?change=1", "/redirects?view=hosts", '/clients?open=["c1","bad0"]'];
  it.each(places)("is shown safely at %s", async (path) => {
    const opened = await openPage("bad", path, "light");
    const { page } = opened;
    await page
      .getByText(path.includes("change=") ? "After it" : "%FF%C0%80")
      .first()
      .waitFor();
    const shown = await page.evaluate(() => ({
      text: document.body.innerText,
      width: document.documentElement.scrollWidth - window.innerWidth,
      heights: [...document.querySelectorAll("article, [role=row]")].map(
        (row) => row.getBoundingClientRect().height,
      ),
      images: document.images.length,
    }));
    expectNothingHidden(shown.text);
    for (const text of ["U+202E", "U+0000", "U+001B", "%FF%C0%80", "<img src=x"]) {
      expect(shown.text.includes(text), `${text} is on the page`).toBe(true);
    }
    expect(shown.images).toBe(0);
    expect(shown.width).toBeLessThanOrEqual(0);
    expect(Math.max(...shown.heights)).toBeLessThan(700);
    await judge(opened);
  });

  it("is shown safely in the dialog about a client and among the actors", async () => {
    const { page, complaints } = await openPage("bad", "/redirects?change=1", "light");
    const shown = () => page.evaluate(() => document.body.innerText);
    await page.getByRole("button", { name: "Accept with reason…" }).click();
    await page.getByRole("heading", { name: "Accept the change of Bad U+202EU+0000client" }).waitFor();
    expectNothingHidden(await shown());
    await page.getByRole("button", { name: "Leave open" }).click();
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await page.getByRole("menuitem", { name: "Actor" }).click();
    await page.getByText("U+202Ebad actor").waitFor();
    expectNothingHidden(await shown());
    await page.getByText("U+202Ebad actor").click();
    await page.getByRole("button", { name: /^Remove the filter Actor/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByRole("menu").first().waitFor({ state: "detached" });
    expect(await shown()).toContain("U+202Ebad actor");
    expectNothingHidden(await shown());
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

afterAll(() => {
  const lines = [...incomplete].map(([id, count]) => `  ${id}: ${count}`);
  console.log(
    `axe could not decide (incomplete), by rule and number of places:\n${lines.join("\n") || "  none"}`,
  );
});
