import type { makeRouter } from "./router";

/** Where the web view keeps which screen was open last. */
const KEY = "screen";

/** Goes back to the screen that was open when the window was closed; first of all to Overview. */
export function restoreScreen(): void {
  if (location.hash === "") history.replaceState(null, "", `#${localStorage.getItem(KEY) ?? "/overview"}`);
}

/** The path of the screen that is open, without its search. */
export function screenPath(): string {
  return location.hash.slice(1).split("?")[0] || "/";
}

/**
 * Keeps the screen from now on, and nothing of what is looked at there: what was typed or opened belongs in no file of the web
 * view. Adding a connection is an errand: it is not begun again.
 */
export function keepScreen(router: ReturnType<typeof makeRouter>): void {
  router.subscribe("onResolved", ({ toLocation: { pathname } }) => {
    if (pathname !== "/connect") localStorage.setItem(KEY, pathname);
  });
}
