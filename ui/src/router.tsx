import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";
import { ClientsScreen } from "./screens/clients/ClientsScreen";
import { type ClientsSearch, readClientsSearch } from "./screens/clients/search";
import { Frame } from "./screens/frame/Frame";
import { type RedirectsSearch, readRedirectsSearch } from "./screens/redirects/search";

/** What every screen keeps in the URL. */
export interface FrameSearch {
  /** Connection ids, `production` for all of them that are, or `all`. Absent: all. */
  in?: string[] | "production" | "all";
  /** The verdict window in days, when it is not the one of the settings. */
  days?: number;
}

function readFrameSearch(search: Record<string, unknown>): FrameSearch {
  const result: FrameSearch = {};
  if (search.in === "production" || search.in === "all") result.in = search.in;
  else if (Array.isArray(search.in)) result.in = search.in.filter((id) => typeof id === "string");
  if (typeof search.days === "number" && search.days >= 1 && search.days <= 365) {
    result.days = Math.round(search.days);
  }
  return result;
}

const rootRoute = createRootRoute({
  validateSearch: readFrameSearch,
  search: { middlewares: [retainSearchParams(["in", "days"])] },
});

const frameRoute = createRoute({ getParentRoute: () => rootRoute, id: "frame", component: Frame });

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/overview" });
  },
});

const overviewRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/overview",
  component: lazyRouteComponent(() => import("./screens/overview/OverviewScreen"), "OverviewScreen"),
});

const clientsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/clients",
  component: ClientsScreen,
  validateSearch: (search: Record<string, unknown>): ClientsSearch => readClientsSearch(search),
});

export interface InactiveSearch {
  /** The client that is open in the inspector: connection and client id. */
  open?: [string, string];
  tab?: string;
}

const inactiveRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/inactive",
  component: lazyRouteComponent(() => import("./screens/inactive/InactiveScreen"), "InactiveScreen"),
  validateSearch: (search: Record<string, unknown>): InactiveSearch => {
    const { open, tab } = readClientsSearch(search);
    return { ...(open ? { open } : {}), ...(tab ? { tab } : {}) };
  },
});

const redirectsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/redirects",
  component: lazyRouteComponent(() => import("./screens/redirects/RedirectsScreen"), "RedirectsScreen"),
  validateSearch: (search: Record<string, unknown>): RedirectsSearch => readRedirectsSearch(search),
});

export interface SettingsSearch {
  /** The connection that a card or a banner points at. */
  connection?: string;
}

const settingsRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./screens/settings/SettingsScreen"), "SettingsScreen"),
  validateSearch: (search: Record<string, unknown>): SettingsSearch =>
    typeof search.connection === "string" ? { connection: search.connection } : {},
});

export interface ConnectSearch {
  /** Set when the credential of a connection is changed instead of a new one added. */
  change?: string;
}

const connectRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/connect",
  component: lazyRouteComponent(() => import("./screens/connect/ConnectScreen"), "ConnectScreen"),
  validateSearch: (search: Record<string, unknown>): ConnectSearch =>
    typeof search.change === "string" ? { change: search.change } : {},
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  connectRoute,
  frameRoute.addChildren([overviewRoute, clientsRoute, inactiveRoute, redirectsRoute, settingsRoute]),
]);

/** The files are served without a server that knows routes, so the route lives behind the hash. */
export function makeRouter(history: RouterHistory = createHashHistory()) {
  return createRouter({ routeTree, history, defaultPreload: false });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
