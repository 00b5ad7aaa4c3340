import type { QueryClient } from "@tanstack/react-query";
import { listen } from "@tauri-apps/api/event";
import { type Changed, READS, type Tag } from "./contract.gen";

const readers: readonly [string, readonly Tag[]][] = Object.entries(READS);

/**
 * Refetches the queries that read what has changed. The core sends at most four events a second.
 * Returns the function that stops listening.
 */
export function followChanges(queries: QueryClient): () => void {
  const stop = listen<Changed>("changed", ({ payload }) => applyChange(queries, payload));
  return () => {
    void stop.then((unlisten) => unlisten());
  };
}

/** One event: invalidates every query whose command reads one of its tags. */
export function applyChange(queries: QueryClient, changed: Changed): void {
  for (const [name, tags] of readers) {
    if (tags.some((tag) => changed.tags.includes(tag))) {
      void queries.invalidateQueries({ queryKey: [name] });
    }
  }
}
