import { type QueryKey, type UseQueryOptions, useQueries } from "@tanstack/react-query";
import { asProblem, type Problem } from "../../api/errors";

interface Pages<Page> {
  /** Those that are here, by number. */
  held: ReadonlyMap<number, Page>;
  /** Those that could not be read. */
  failed: ReadonlySet<number>;
  /** Why the first of them could not. */
  problem: Problem | null;
  retry: () => void;
}

/** The pages of these lines, and no others: what is out of view is not read again when something changed. */
export function usePages<Page, Key extends QueryKey>(
  first: Page,
  indexes: readonly number[],
  size: number,
  ask: (page: number) => UseQueryOptions<Page, Error, Page, Key>,
): Pages<Page> {
  const wanted = [...new Set(indexes.map((index) => Math.floor(index / size)))].filter((page) => page > 0);
  const results = useQueries({ queries: wanted.map(ask) });
  const held = new Map([[0, first]]);
  const failed = new Set<number>();
  wanted.forEach((page, place) => {
    const result = results[place];
    if (result?.data !== undefined) held.set(page, result.data);
    if (result?.error) failed.add(page);
  });
  const cause = results.find(({ error }) => error)?.error;
  return {
    held,
    failed,
    problem: cause ? asProblem(cause) : null,
    retry: () => {
      for (const { error, refetch } of results) if (error) void refetch();
    },
  };
}
