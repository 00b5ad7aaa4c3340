import type { QueryClient } from "@tanstack/react-query";
import { clientCounts, clientPage, frame, overview } from "./api/queries";
import type { makeRouter } from "./router";
import { filterOf, readClientsSearch, sortOf } from "./screens/clients/search";

/** Longer than this nothing is waited for: the window then shows that it is reading. */
const PATIENCE_MS = 200;

/**
 * Asks for what the first screen is going to ask, and waits for it a moment: it is then drawn once and whole. What cannot be
 * read is told by the screen, which asks again.
 */
export async function readAhead(queries: QueryClient, router: ReturnType<typeof makeRouter>): Promise<void> {
  const answers = queries
    .fetchQuery(frame({ connections: [] }, 0))
    .then(({ window_days }) => firstScreen(queries, router, window_days))
    .catch(() => undefined);
  await Promise.race([answers, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

async function firstScreen(
  queries: QueryClient,
  router: ReturnType<typeof makeRouter>,
  windowDays: number,
): Promise<void> {
  const { pathname, search } = router.latestLocation;
  if (search.in !== undefined) return;
  const [scope, days] = [{ connections: [] }, search.days ?? windowDays];
  if (pathname === "/" || pathname === "/overview") await queries.prefetchQuery(overview(scope, days));
  if (pathname !== "/clients") return;
  const shown = readClientsSearch({ ...search });
  if (shown.day !== undefined) return;
  const question = { scope, windowDays: days, filter: filterOf(shown), sort: sortOf(shown) };
  await Promise.all([
    queries.prefetchQuery(clientPage(question, 0)),
    queries.prefetchQuery(clientCounts(scope, days)),
  ]);
}
