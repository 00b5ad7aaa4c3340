import type { QueryClient } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { keepScreen } from "./lastScreen";
import { makeRouter } from "./router";

/** Draws the window into `root`. */
export function show(root: HTMLElement, queries: QueryClient): void {
  const router = makeRouter();
  keepScreen(router);
  createRoot(root).render(<App queries={queries} router={router} />);
}
