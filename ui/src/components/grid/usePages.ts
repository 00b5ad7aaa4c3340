import { useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useReducer, useRef } from "react";
import type { ClientRow, CountView, CoverageView, ListClientsResponse } from "../../api/contract.gen";
import { asProblem, type Problem } from "../../api/errors";
import { clientPage, PAGE } from "../../api/queries";
import type { Section } from "./model";

export interface Heads {
  /** The sections to draw: the ones asked for or, until their first rows are here, the ones before. */
  sections: readonly Section[];
  totals: readonly CountView[];
  /** The first page of each section. */
  first: readonly (ListClientsResponse | undefined)[];
  isRefreshing: boolean;
  problem: Problem | null;
  retry: () => void;
}

const NOTHING: CountView = { n: 0, proven: false };

/** What a list is of: clients of another day, or of other connections, are not an older answer but a wrong one. */
function subject(sections: readonly Section[]): string {
  return JSON.stringify(sections.map(({ question }) => [question.asOf, question.scope]));
}

/** The first page of each section. While a new question about the same is unanswered, the old answer stays on screen. */
export function useHeads(asked: readonly Section[]): Heads {
  const answered = useRef<readonly Section[] | null>(null);
  const asking = useQueries({ queries: asked.map(({ question }) => clientPage(question, 0)) });
  const ready = asking.every(({ data }) => data !== undefined);
  const failed = asking.find(({ error }) => error !== null);
  if (ready) answered.current = asked;
  const before = answered.current;
  const sections = ready || !before || subject(before) !== subject(asked) ? asked : before;
  const shown = useQueries({ queries: sections.map(({ question }) => clientPage(question, 0)) });
  return {
    sections,
    first: shown.map(({ data }) => data),
    totals: shown.map(({ data }) => data?.total ?? NOTHING),
    isRefreshing: asking.some(({ isFetching }) => isFetching),
    problem: failed ? asProblem(failed.error) : null,
    retry: () => {
      for (const query of asking) if (query.error) void query.refetch();
    },
  };
}

export interface Pages {
  rowAt: (section: number, index: number) => ClientRow | undefined;
  /** Whether the page that holds this row could not be read. */
  isFailed: (section: number, index: number) => boolean;
  coverage: ReadonlyMap<string, CoverageView>;
  /** What a page after the first failed with; the first ones are the heads' own. */
  problem: Problem | null;
  retry: () => void;
  /** How many rows came or went while the order was held still; `null`: nothing changed. */
  changed: number | null;
  /** Shows the rows as they are now. */
  release: () => void;
}

interface Held {
  answer: ListClientsResponse;
}

function sameOrder(a: ListClientsResponse, b: ListClientsResponse): boolean {
  return (
    a.total.n === b.total.n &&
    a.rows.length === b.rows.length &&
    a.rows.every(
      (row, i) => row.client_id === b.rows[i]?.client_id && row.connection_id === b.rows[i]?.connection_id,
    )
  );
}

/** New values into the old order: rows never move under the pointer. */
function inOldOrder(old: ListClientsResponse, fresh: ListClientsResponse): ListClientsResponse {
  const values = new Map(fresh.rows.map((row) => [`${row.connection_id}\n${row.client_id}`, row]));
  return {
    ...old,
    coverage: fresh.coverage,
    rows: old.rows.map((row) => values.get(`${row.connection_id}\n${row.client_id}`) ?? row),
  };
}

/**
 * The rows that are on screen. `held` keeps their order while a person points at or works in the list; what arrives
 * meanwhile is counted and shown on request.
 */
export function usePages(
  heads: Heads,
  visible: readonly { section: number; page: number }[],
  held: boolean,
): Pages {
  const { sections } = heads;
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const kept = useRef(new Map<string, Held>());
  const wanted = [
    ...sections.map((_, section) => ({ section, page: 0 })),
    ...visible.filter(({ page }) => page > 0),
  ];
  const results = useQueries({
    queries: wanted.map(({ section, page }) => {
      const question = sections[section]?.question;
      if (!question) throw new Error(`section ${section} is not drawn`);
      return clientPage(question, page);
    }),
  });

  const failed = wanted.flatMap(({ section, page }, i) => {
    const result = results[i];
    return page > 0 && result?.error ? [{ name: `${section}/${page}`, result }] : [];
  });
  const pages = new Map<string, ListClientsResponse>();
  let changed: number | null = null;
  wanted.forEach(({ section, page }, i) => {
    const fresh = results[i]?.data;
    if (!fresh) return;
    const name = JSON.stringify([sections[section]?.question, page]);
    const before = kept.current.get(name)?.answer;
    let answer = fresh;
    if (before && before !== fresh && held && !sameOrder(before, fresh)) {
      answer = inOldOrder(before, fresh);
      changed = Math.max(changed ?? 0, Math.abs(fresh.total.n - before.total.n));
    } else {
      kept.current.set(name, { answer: fresh });
    }
    pages.set(`${section}/${page}`, answer);
  });

  const coverage = useMemo(() => {
    const map = new Map<string, CoverageView>();
    for (const { data } of results)
      for (const view of data?.coverage ?? []) map.set(view.connection_id, view);
    return map;
  }, [results]);
  const steady = useSteadyCoverage(coverage);

  const release = useCallback(() => {
    kept.current.clear();
    redraw();
  }, []);

  const pageOf = (section: number, index: number) => `${section}/${Math.floor(index / PAGE)}`;
  return {
    rowAt: (section, index) => pages.get(pageOf(section, index))?.rows[index % PAGE],
    isFailed: (section, index) => failed.some(({ name }) => name === pageOf(section, index)),
    coverage: steady,
    problem: failed[0] ? asProblem(failed[0].result.error) : null,
    retry: () => {
      for (const { result } of failed) void result.refetch();
    },
    changed,
    release,
  };
}

/** Keeps the identity of each connection's coverage while its content is the same, so that strips are not redrawn. */
function useSteadyCoverage(fresh: ReadonlyMap<string, CoverageView>): ReadonlyMap<string, CoverageView> {
  const last = useRef<ReadonlyMap<string, CoverageView>>(fresh);
  const texts = useRef("");
  const text = JSON.stringify(
    [...fresh.values()].map((view) => [view.connection_id, view.first_day, view.days]),
  );
  if (text !== texts.current || last.current.size !== fresh.size) {
    texts.current = text;
    last.current = fresh;
  }
  return last.current;
}
