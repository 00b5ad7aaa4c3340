import type { makeRouter } from "./router";

/** Where the web view keeps the place that was open last: screen, filters and what is in the inspector. */
const KEY = "place";

/** Goes back to where the window was when it was closed. What is no longer there is said by the screen itself. */
export function restorePlace(): void {
  if (location.hash === "") history.replaceState(null, "", localStorage.getItem(KEY) ?? "#/");
}

/** Keeps the place from now on. Adding a connection is an errand and no place: it is not begun again. */
export function keepPlace(router: ReturnType<typeof makeRouter>): void {
  router.subscribe("onResolved", ({ toLocation }) => {
    if (toLocation.pathname !== "/connect") localStorage.setItem(KEY, location.hash);
  });
}
