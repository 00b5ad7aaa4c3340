import { cleanup, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { CommandName } from "../src/api/call";
import type { Commands, CountView, UnreadView } from "../src/api/contract.gen";
import { open, visibleText } from "./render";
import { type Answers, SCENARIOS, type ScenarioName } from "./scenarios";

/** What the real core answered while one endpoint of the simulator failed in one way. Written by the flows. */
interface Recording {
  endpoint: string;
  fault: string;
  answers: { [N in CommandName]?: Commands[N]["response"] };
}

const recordings = Object.values(
  import.meta.glob<Recording>("./recorded/*.json", { eager: true, import: "default" }),
);

/** Words that are true only of a complete answer that was read to its end. */
const CALM = [
  "Nothing needs you.",
  "This tenant has no clients",
  "No client passes these filters",
  "Every client was in use",
  "There is no client to judge",
];

type Case = { name: string; answers: Answers };

function replay({ answers }: Recording): Answers {
  const plain = SCENARIOS.plain();
  return Object.fromEntries(
    Object.entries(plain).map(([name, answer]) => {
      const recorded = answers[name as CommandName];
      return [name, recorded === undefined ? answer : () => recorded];
    }),
  ) as unknown as Answers;
}

const invented: Case[] = (["partial", "never", "firstSync", "emptyIgnorance"] satisfies ScenarioName[]).map(
  (name) => ({ name: `made up: ${name}`, answers: SCENARIOS[name]() }),
);
const cases: Case[] = [
  ...recordings.map((recording) => ({
    name: `${recording.endpoint} × ${recording.fault}`,
    answers: replay(recording),
  })),
  ...invented,
];

interface Told {
  unread: UnreadView[];
  total: CountView | null;
}

const ALL = { scope: { connections: [] }, window_days: 30 };

const SCREENS: Record<string, { path: string; told: (answers: Answers) => Promise<Told> }> = {
  Overview: {
    path: "/overview",
    told: async (answers) => {
      const { unread, clients } = await answers.show_overview(ALL);
      return { unread, total: clients };
    },
  },
  Clients: {
    path: "/clients",
    told: async (answers) => {
      const { unread, total } = await answers.list_clients({
        ...ALL,
        filter: {
          text: "",
          verdicts: [],
          parties: [],
          origins: [],
          credentials: [],
          has_owner: null,
          never_used: null,
          created_since_at: null,
          failing: null,
        },
        sort: { column: "name", descending: false },
        offset: 0,
        limit: 200,
      });
      return { unread, total };
    },
  },
  Inactive: {
    path: "/inactive",
    told: async (answers) => {
      const { unread, verdicts } = await answers.show_inactive(ALL);
      return { unread, total: verdicts[0]?.count ?? null };
    },
  },
};

describe.each(cases)("while the core tells of $name", ({ answers }) => {
  it.each(Object.entries(SCREENS))("%s shows partial or unknown as what it is", async (_, { path, told }) => {
    const { unread, total } = await told(answers);
    open(path, answers);
    await screen.findByRole("navigation", { name: "Main" });
    await waitFor(() => {
      const text = visibleText();
      for (const part of unread) {
        expect(text).toContain(`${part.connection_name}: ${part.what} not read to the end.`);
        expect(text).toContain(part.why);
      }
      if (total && !total.proven) expect(text).toMatch(/≥ \d|\?/);
    });
    if (unread.length > 0 || (total && !total.proven)) {
      const text = visibleText();
      for (const words of CALM) expect(text).not.toContain(words);
    }
    cleanup();
  });
});
