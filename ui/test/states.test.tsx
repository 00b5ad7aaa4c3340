import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { open, visibleText } from "./render";
import type { ScenarioName } from "./scenarios";

interface Expectation {
  /** Words that must be readable. */
  says: (string | RegExp)[];
  /** Words that would be a lie in this state. */
  never?: (string | RegExp)[];
}

/** Words that are true only of a complete answer that was read to its end. */
const CALM = [
  "Nothing needs you.",
  "This tenant has no clients",
  "No client passes these filters",
  "Every client was in use",
  "There is no client to judge",
  "Every change is reviewed",
  "No URI changed since watching began",
  "No change passes these filters",
];

const OVERVIEW = "/overview";
const CLIENTS = "/clients";
const INACTIVE = "/inactive";
const REDIRECTS = "/redirects";
const SETTINGS = "/settings";

const MATRIX: Record<string, Partial<Record<ScenarioName, Expectation>>> = {
  [OVERVIEW]: {
    plain: {
      says: ["Needs attention", "19 clients registered themselves", "69 of 90", "Sync before 30 Nov"],
    },
    never: {
      says: [
        "Nothing was read yet",
        "0 of 90",
        "not read yet",
        "No log was read, so no verdict can be proven",
      ],
      never: CALM,
    },
    firstSync: {
      says: ["First sync of northmere-prod", "117,400 of 192,000 log rows", "About 1 min 15 s left", "≥ 128"],
      never: CALM,
    },
    refreshing: { says: ["Refreshing clients", "4 of 13 pages", "19 clients registered themselves"] },
    loading: { says: ["Overview", "Reading the overview from this computer"], never: CALM },
    partial: {
      says: [
        "northmere-prod: clients not read to the end. Page 9 failed with 403",
        "northmere-prod: client grants not read to the end. The token lacks read:client_grants",
        "≥ 812",
        "share not proven",
      ],
      never: CALM,
    },
    stale: { says: ["as of 14 Nov", "The log is read to 14 Nov"] },
    offline: {
      says: ["Offline since", "You are looking at your own copy", "Nothing is sent", "19 clients registered"],
    },
    refused: {
      says: ["The tenant refused the credential", "Nothing was lost", "Enter the client's current secret"],
    },
    emptyTruth: { says: ["Nothing needs you.", "0 clients and 69 of 90 days of log were looked at"] },
    emptyIgnorance: { says: ["Nothing was read yet", "We cannot say what needs attention"], never: CALM },
    error: {
      says: [
        "could not be read (disk I/O error)",
        "Nothing was changed.",
        "Check the disk, then open Rollcall again.",
      ],
      never: CALM,
    },
  },
  [CLIENTS]: {
    plain: { says: ["214 clients", "Claims Intake Agent", "In use", "Not proven"], never: ["≥"] },
    never: { says: ["Clients were not read yet", "We cannot say which clients exist"], never: CALM },
    firstSync: { says: ["≥ 128 clients", "list not proven complete"], never: CALM },
    refreshing: { says: ["Refreshing clients", "4 of 13 pages", "Claims Intake Agent"] },
    loading: { says: ["Reading clients from this computer"], never: CALM },
    partial: {
      says: [
        "≥ 812 clients",
        "list not proven complete",
        "clients not read to the end",
        "412 ids are unconfirmed",
      ],
      never: CALM,
    },
    stale: { says: ["as of 14 Nov", "In use on 14 Nov", "Not proven on 14 Nov"] },
    offline: { says: ["Offline since", "Claims Intake Agent", "214 clients"] },
    refused: { says: ["The tenant refused the credential", "Claims Intake Agent"] },
    emptyTruth: { says: ["This tenant has no clients", "The whole list was read, and it is empty."] },
    emptyIgnorance: { says: ["Clients were not read yet", "The token lacks read:clients"], never: CALM },
    error: {
      says: ["could not be read (disk I/O error)", "Nothing was changed.", "Check the disk"],
      never: CALM,
    },
  },
  [INACTIVE]: {
    plain: {
      says: [
        "Inactive means no use for",
        "40 provable",
        "30 of 30 days",
        "Inactive, tokens may live",
        "Too new",
        "Not proven",
        "tokens end 26 Nov",
        "provable 11 Dec",
      ],
    },
    never: { says: ["We cannot say who is inactive", "0 of 30 days"], never: CALM },
    firstSync: { says: ["≥", "6 of 30 days", "provable from 14 Dec"], never: CALM },
    refreshing: { says: ["Refreshing clients", "Inactive means no use for"] },
    loading: { says: ["Judging clients"], never: CALM },
    partial: { says: ["clients not read to the end", "≥"], never: CALM },
    stale: { says: ["Inactive on 14 Nov", "Not proven on 14 Nov", "as of 14 Nov"] },
    offline: { says: ["Offline since", "Inactive means no use for", "Formulary Lookup v1"] },
    refused: { says: ["The tenant refused the credential", "Formulary Lookup v1"] },
    emptyTruth: { says: ["There is no client to judge"] },
    emptyIgnorance: { says: ["We cannot say who is inactive"], never: CALM },
    error: {
      says: ["could not be read (disk I/O error)", "Nothing was changed.", "Check the disk"],
      never: CALM,
    },
  },
  [REDIRECTS]: {
    plain: {
      says: [
        "8 not reviewed, 1 critical",
        "Not in the log",
        "Found after the log gap, 29 Sep – 7 Oct",
        "changed between 28 Sep",
        "resolved as login.xn--northmre-h8g.example",
        "Terraform will write it again",
        "203.0.113.77 · first seen",
        "U+202E",
        "9,600 characters more",
      ],
      never: [...CALM, "Patient Portal iOS", "Revert sends"],
    },
    never: { says: ["Changes are not known yet", "We cannot say what changed"], never: CALM },
    firstSync: { says: ["Claims Intake Agent"], never: CALM },
    refreshing: { says: ["Refreshing clients", "Claims Intake Agent"] },
    loading: { says: ["Reading redirect changes from this computer"], never: CALM },
    partial: { says: ["clients not read to the end", "Claims Intake Agent"], never: CALM },
    stale: { says: ["as of 14 Nov", "Claims Intake Agent"] },
    offline: { says: ["Offline since", "Claims Intake Agent"] },
    refused: { says: ["The tenant refused the credential", "Claims Intake Agent"] },
    emptyTruth: { says: ["No URI changed since watching began", "Every client was read"] },
    emptyIgnorance: { says: ["Changes are not known yet", "The token lacks read:clients"], never: CALM },
    error: {
      says: ["could not be read (disk I/O error)", "Nothing was changed.", "Check the disk"],
      never: CALM,
    },
  },
  [SETTINGS]: {
    plain: {
      says: [
        "Connections",
        "sealed in the vault",
        "814,220",
        "Where requests went",
        "Days to keep raw log rows",
      ],
    },
    loading: { says: ["Reading the settings", "Connections"] },
    offline: { says: ["Offline since", "northmere-prod.eu.auth0.com could not be reached"] },
    refused: { says: ["The tenant refused the credential at 13:48"] },
    error: { says: ["could not be read (disk I/O error)", "Nothing was changed.", "Check the disk"] },
  },
};

describe.each(Object.entries(MATRIX))("the screen %s", (path, states) => {
  it.each(Object.entries(states))(
    "says what is so when the state is %s",
    async (state, { says, never = [] }) => {
      open(path, state as ScenarioName);
      await screen.findByRole("navigation", { name: "Main" });
      await waitFor(() => {
        const text = visibleText();
        for (const words of says) expect(text).toMatch(typeof words === "string" ? literally(words) : words);
      });
      const text = visibleText();
      for (const words of never)
        expect(text).not.toMatch(typeof words === "string" ? literally(words) : words);
    },
  );
});

function literally(words: string): RegExp {
  return new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

describe("the first start", () => {
  it("offers a tenant and the demo, and says that no day is known", async () => {
    open("/overview", "firstRun");
    await screen.findByRole("heading", { name: "No connection yet" });
    expect(visibleText()).toContain("Look around with the demo tenant");
    expect(visibleText()).toContain("0 of 90 days");
  });
});

describe("the inspector", () => {
  it("says what could not be read of one client instead of an empty list", async () => {
    open('/clients?open=["c1","x"]&tab=Access', "partial");
    expect(await screen.findByRole("complementary", { name: /^Client ./ })).toHaveTextContent(
      "client grants not read to the end",
    );
  });

  it("shows an error in its three parts", async () => {
    open('/clients?open=["c1","x"]', "error");
    const inspector = await screen.findByRole("complementary", { name: "Client" });
    await waitFor(() => expect(inspector).toHaveTextContent("Nothing was changed."));
    expect(inspector).toHaveTextContent("Check the disk, then open Rollcall again.");
  });
});
