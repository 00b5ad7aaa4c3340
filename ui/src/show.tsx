import type { QueryClient } from "@tanstack/react-query";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { keepScreen } from "./lastScreen";
import { makeRouter } from "./router";

/** Draws the window into `root` when the first screen's code and `answers` are there: at once, not a frame around it before. */
export async function show(root: HTMLElement, queries: QueryClient, answers: Promise<void>): Promise<void> {
  const router = makeRouter();
  keepScreen(router);
  // until it is drawn nobody else follows the address; a function of its own, because leaving takes away all that are the same
  const unfollow = router.history.subscribe(() => void router.load());
  await Promise.all([router.load(), answers]);
  const page = createRoot(root);
  flushSync(() => page.render(<App queries={queries} router={router} />));
  unfollow();
}
