import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CommandName } from "../../src/api/call";
import type { Commands } from "../../src/api/contract.gen";
import type { Answers } from "../answers";
import { SCENARIOS } from "../scenarios";

/** What the real core answered while one endpoint of the simulator failed in one way (tests/record.rs). */
export interface Recording {
  /** The endpoint, by the name that the core has for what it gives; `nothing` in a control. */
  endpoint: string;
  fault: string;
  moment: "first_sync" | "second_page" | "later_sync";
  calls: number;
  answers: Pick<
    { [N in CommandName]: Commands[N]["response"] },
    | "show_frame"
    | "show_overview"
    | "list_clients"
    | "count_clients"
    | "show_inactive"
    | "list_changes"
    | "list_hosts"
    | "show_settings"
  > & {
    list_clients_by_verdict: Record<string, Commands["list_clients"]["response"]>;
    show_client: Commands["show_client"]["response"] | null;
    check_connection:
      | { answer: Commands["check_connection"]["response"] }
      | { refusal: { problem: { happened: string; kept: string; todo: string } } };
  };
}

const FOLDER = resolve(import.meta.dirname, "../../.recorded");

export function recordings(): Recording[] {
  let files: string[];
  try {
    files = readdirSync(FOLDER).sort();
  } catch {
    throw new Error("nothing was recorded: `cargo run -p acceptance --bin record -- ui/.recorded`");
  }
  return files.map((file) => JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Recording);
}

/** The recorded answers in the place of the core; what was not recorded is answered as on a good day. */
export function replay({ answers }: Recording): Answers {
  return {
    ...SCENARIOS.plain(),
    show_frame: () => answers.show_frame,
    show_overview: () => answers.show_overview,
    list_clients: ({ filter, offset }) => {
      const [only] = filter.verdicts;
      const answer = (only && answers.list_clients_by_verdict[only]) || answers.list_clients;
      return { ...answer, rows: answer.rows.slice(offset), offset };
    },
    count_clients: () => answers.count_clients,
    show_inactive: () => answers.show_inactive,
    show_client: () => {
      if (!answers.show_client) throw new Error("no client was recorded");
      return answers.show_client;
    },
    list_changes: () => answers.list_changes,
    list_hosts: () => answers.list_hosts,
    show_settings: () => answers.show_settings,
    // as the core does: the promise is rejected with the problem
    check_connection: () => {
      if ("refusal" in answers.check_connection) throw answers.check_connection.refusal;
      return answers.check_connection.answer;
    },
  };
}

/** The same recording, told as if nothing were missing. */
export function toldAsComplete(recording: Recording): Recording {
  const complete = structuredClone(recording);
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const members = value as Record<string, unknown>;
    for (const [name, member] of Object.entries(members)) {
      if (name === "unread") members[name] = [];
      else if (name === "proven" || name === "ever_read") members[name] = true;
      else if (name === "problem") members[name] = null;
      else if (name === "cards") members[name] = [];
      else walk(member);
    }
  };
  walk(complete.answers);
  return complete;
}
