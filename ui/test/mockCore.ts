import { mockIPC, mockWindows } from "@tauri-apps/api/mocks";
import type { CommandName } from "../src/api/call";
import type { Answers } from "./answers";
import { SCENARIOS, type ScenarioName } from "./scenarios";

export interface Asked {
  name: string;
  request: unknown;
}

/** Puts scripted answers in the place of the Rust core. Returns what was asked, in order. */
export function answerWith(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  mockWindows("main");
  mockIPC(
    (name, payload) => {
      const request = (payload as { request?: unknown } | undefined)?.request;
      asked.push({ name, request: structuredClone(request) });
      const answer = answers[name as CommandName] as ((request: unknown) => unknown) | undefined;
      if (!answer) throw new Error(`the page asked for ${name}, which no scenario answers`);
      return answer(request);
    },
    { shouldMockEvents: true },
  );
  return asked;
}

/** In the browser: the scenario that the page's address names, `?scenario=offline`. */
export function mockCore(): void {
  const wanted = new URLSearchParams(window.location.search).get("scenario") ?? "plain";
  const name = (wanted in SCENARIOS ? wanted : "plain") as ScenarioName;
  answerWith(SCENARIOS[name]());
  // The hash history reads the address's own query as the end of the route's.
  window.history.replaceState(null, "", `${window.location.pathname}${window.location.hash}`);
  // The pictures show one fixed moment.
  const fixed = Date.UTC(2026, 10, 20, 14, 4);
  Date.now = () => fixed;
}
