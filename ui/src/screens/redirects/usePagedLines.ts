import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import type { ChangeRow, LineBeforeView, ListChangesResponse } from "../../api/contract.gen";
import { asProblem, type Problem } from "../../api/errors";
import { CHANGES, changes, type TimelineQuestion } from "../../api/queries";
import { usePages } from "./usePages";

/** The first page: the counts, and how many lines there are. While a new question is unanswered, the old answer stays. */
export function useFirstPage(question: TimelineQuestion): {
  answer: ListChangesResponse | undefined;
  problem: Problem | null;
  retry: () => void;
} {
  const first = useQuery({ ...changes(question, 0), placeholderData: keepPreviousData });
  return {
    answer: first.data,
    problem: first.error ? asProblem(first.error) : null,
    retry: () => void first.refetch(),
  };
}

export interface PagedLines {
  rowAt: (index: number) => ChangeRow | undefined;
  /** What a line is, while others come and go around it. Another function only when another page was read. */
  keyOf: (index: number) => string;
  /** Where the line before this one stands. */
  before: (index: number) => LineBeforeView | null | undefined;
  /** Where a change stands, when its page is here. */
  placeOf: (number: number) => number | null;
  /** The pages that are here. */
  held: ReadonlyMap<number, ListChangesResponse>;
  /** Whether the page of a line could not be read. */
  isFailed: (index: number) => boolean;
  /** Why a page in view could not be read. */
  problem: Problem | null;
  retry: () => void;
}

export function usePagedLines(
  question: TimelineQuestion,
  first: ListChangesResponse,
  indexes: readonly number[],
): PagedLines {
  const { held, failed, problem, retry } = usePages(first, indexes, CHANGES, (page) =>
    changes(question, page),
  );
  const keyOf = useKnownKeys(held);
  const pageOf = (index: number) => held.get(Math.floor(index / CHANGES));
  const rowAt = (index: number) => pageOf(index)?.rows[index % CHANGES];
  const places = new Map<number, number>();
  for (const [page, { rows }] of held) {
    // of an open flood both its head and its newest member carry the number: the member is the change
    rows.forEach((row, place) => void places.set(row.number, page * CHANGES + place));
  }
  return {
    rowAt,
    keyOf,
    before: (index) => {
      const page = pageOf(index);
      if (!page) return undefined;
      return index % CHANGES === 0 ? page.before : (page.rows[(index % CHANGES) - 1] ?? null);
    },
    placeOf: (number) => places.get(number) ?? null,
    held,
    isFailed: (index) => failed.has(Math.floor(index / CHANGES)),
    problem,
    retry,
  };
}

/**
 * What a line was when it was read last. It stays known while its page is out of view: the list keeps the height of each line
 * by it.
 */
function useKnownKeys(held: ReadonlyMap<number, ListChangesResponse>): (index: number) => string {
  const known = useRef({
    answers: new WeakSet<ListChangesResponse>(),
    keys: new Map<number, string>(),
    places: new Map<string, number>(),
    reads: 0,
  }).current;
  for (const [page, answer] of held) {
    if (known.answers.has(answer)) continue;
    known.answers.add(answer);
    known.reads += 1;
    answer.rows.forEach((row, place) => {
      const key = `${row.number}${row.flood ? " flood" : ""}`;
      known.keys.set(page * CHANGES + place, key);
      known.places.set(key, page * CHANGES + place);
    });
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is known changes with each page that is read
  return useMemo(
    () => (index) => {
      const key = known.keys.get(index);
      // one that was read at another place since stands there
      return key !== undefined && known.places.get(key) === index ? key : `line ${index}`;
    },
    [known, known.reads],
  );
}
