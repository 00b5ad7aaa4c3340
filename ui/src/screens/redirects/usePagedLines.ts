import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import type {
  ChangeFilter,
  ChangeRow,
  LineBeforeView,
  ListChangesResponse,
  Scope,
} from "../../api/contract.gen";
import { asProblem, type Problem } from "../../api/errors";
import { CHANGES, changes } from "../../api/queries";

export interface TimelineQuestion {
  scope: Scope;
  filter: ChangeFilter;
  /** A change of each flood that is open. */
  openFloods: readonly number[];
}

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
  /** Where the line before this one stands. */
  before: (index: number) => LineBeforeView | null | undefined;
  /** Where a change stands, when its page is here. */
  placeOf: (number: number) => number | null;
}

/** The pages of these lines, and no others: what is out of view is not read again when something changed. */
export function usePagedLines(
  question: TimelineQuestion,
  first: ListChangesResponse,
  indexes: readonly number[],
): PagedLines {
  const wanted = [...new Set(indexes.map((index) => Math.floor(index / CHANGES)))].filter((page) => page > 0);
  const results = useQueries({ queries: wanted.map((page) => changes(question, page)) });
  const pages = new Map<number, ListChangesResponse>([[0, first]]);
  wanted.forEach((page, place) => {
    const data = results[place]?.data;
    if (data) pages.set(page, data);
  });
  const rowAt = (index: number) => pages.get(Math.floor(index / CHANGES))?.rows[index % CHANGES];
  const places = useRef(new Map<number, number>());
  places.current = new Map();
  for (const [page, { rows }] of pages) {
    // of an open flood both its head and its newest member carry the number: the member is the change
    rows.forEach((row, place) => void places.current.set(row.number, page * CHANGES + place));
  }
  return {
    rowAt,
    before: (index) => {
      const page = pages.get(Math.floor(index / CHANGES));
      if (!page) return undefined;
      return index % CHANGES === 0 ? page.before : (page.rows[(index % CHANGES) - 1] ?? null);
    },
    placeOf: (number) => places.current.get(number) ?? null,
  };
}
