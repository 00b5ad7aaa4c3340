import type { QueryClient } from "@tanstack/react-query";
import { clientCounts, clientPage, frame, NO_FILTER, overview } from "./api/queries";
import { sortOf } from "./screens/clients/search";

/** Longer than this nothing is waited for: the window then shows that it is reading. */
const PATIENCE_MS = 200;

/**
 * Asks for what the first screen is going to ask, and for its code, and waits for both a moment: it is then drawn once and
 * whole. What cannot be read is told by the screen, which asks again.
 */
export async function readAhead(queries: QueryClient, path: string): Promise<void> {
  const answers = queries
    .fetchQuery(frame({ connections: [] }, 0))
    .then(({ connections, window_days }) =>
      connections.length > 0 ? firstScreen(queries, path, window_days) : undefined,
    )
    .catch(() => undefined);
  await Promise.race([answers, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

async function firstScreen(queries: QueryClient, path: string, windowDays: number): Promise<void> {
  const scope = { connections: [] };
  if (path === "/" || path === "/overview") {
    await Promise.all([
      queries.prefetchQuery(overview(scope, windowDays)),
      import("./screens/overview/OverviewScreen"),
    ]);
  }
  if (path !== "/clients") return;
  const question = { scope, windowDays, filter: NO_FILTER, sort: sortOf({}) };
  await Promise.all([
    queries.prefetchQuery(clientPage(question, 0)),
    queries.prefetchQuery(clientCounts(scope, windowDays)),
  ]);
}
