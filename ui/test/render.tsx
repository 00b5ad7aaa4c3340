import { createMemoryHistory } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import { App } from "../src/App";
import { makeQueryClient } from "../src/api/queries";
import { makeRouter } from "../src/router";
import type { Answers } from "./answers";
import { type Asked, answerWith } from "./mockCore";
import { SCENARIOS, type ScenarioName } from "./scenarios";

export interface Window {
  asked: Asked[];
  queries: ReturnType<typeof makeQueryClient>;
  router: ReturnType<typeof makeRouter>;
}

/** Opens the window at a path, with scripted answers in the place of the core. */
export function open(path: string, scenario: ScenarioName | Answers): Window {
  const asked = answerWith(typeof scenario === "string" ? (SCENARIOS[scenario]() as Answers) : scenario);
  const queries = makeQueryClient();
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  render(<App queries={queries} router={router} />);
  return { asked, queries, router };
}

/** What a person can read on the page now, hidden parts left out. */
export function visibleText(): string {
  const copy = document.body.cloneNode(true) as HTMLElement;
  for (const hidden of copy.querySelectorAll('[data-visible="false"]')) hidden.remove();
  return (copy.textContent ?? "").replaceAll("\u00a0", " ").replace(/\s+/g, " ");
}

export async function settled(heading: string): Promise<void> {
  await screen.findByRole("heading", { level: 1, name: heading });
}
