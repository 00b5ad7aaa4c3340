import { QueryClient, queryOptions } from "@tanstack/react-query";
import { type CommandName, call } from "./call";
import type {
  ChangeFilter,
  ClientFilter,
  ClientKey,
  ClientSort,
  Commands,
  ConnectionView,
  HostRow,
  Scope,
} from "./contract.gen";

/** Rows of one page of the grid. */
export const PAGE = 100;

function query<N extends CommandName>(name: N, request: Commands[N]["request"]) {
  return queryOptions({
    queryKey: [name, request] as const,
    queryFn: () => call(name, request),
  });
}

export const frame = (scope: Scope, windowDays: number) =>
  query("show_frame", { scope, window_days: windowDays });

export const overview = (scope: Scope, windowDays: number) =>
  query("show_overview", { scope, window_days: windowDays });

export const clientCounts = (scope: Scope, windowDays: number) =>
  query("count_clients", { scope, window_days: windowDays });

export const inactive = (scope: Scope, windowDays: number) =>
  query("show_inactive", { scope, window_days: windowDays });

/** Every client passes. */
export const NO_FILTER: ClientFilter = {
  text: "",
  verdicts: [],
  parties: [],
  origins: [],
  credentials: [],
  has_owner: null,
  never_used: null,
  created_since_at: null,
  failing: null,
};

export interface ClientQuestion {
  scope: Scope;
  windowDays: number;
  filter: ClientFilter;
  sort: ClientSort;
  /** A UTC day as `YYYY-MM-DD`: the clients as they were at its end. */
  asOf?: string;
}

export const clientPage = (question: ClientQuestion, page: number, size: number = PAGE) =>
  query("list_clients", {
    scope: question.scope,
    window_days: question.windowDays,
    filter: question.filter,
    sort: question.sort,
    offset: page * size,
    limit: size,
    ...(question.asOf === undefined ? {} : { as_of: question.asOf }),
  });

export const client = (key: ClientKey, windowDays: number) =>
  query("show_client", { client: key, window_days: windowDays });

/** `day` is a UTC day as `YYYY-MM-DD`; what was so is told for its end. */
export const past = (key: ClientKey, day: string, windowDays: number) =>
  query("show_past", { client: key, day, window_days: windowDays });

/** The row of one client in the list of a past day; `null`: it did not exist then. */
export const pastRow = (key: ClientKey, scope: Scope, windowDays: number, asOf: string) => {
  const { connections } = scope;
  const listed = connections.length === 0 || connections.includes(key.connection_id);
  const question: ClientQuestion = {
    // in the scope of the list that was just read: the core still holds its moment
    scope: listed ? scope : { connections: [key.connection_id] },
    windowDays,
    filter: { ...NO_FILTER, text: key.client_id },
    sort: { column: "name", descending: false },
    asOf,
  };
  return queryOptions({
    ...clientPage(question, 0),
    select: ({ rows }) =>
      rows.find((row) => row.client_id === key.client_id && row.connection_id === key.connection_id) ?? null,
  });
};

export const logRow = (connectionId: string, logId: string) =>
  query("read_log_row", { connection_id: connectionId, log_id: logId });

/** Rows of one page of the timeline. */
export const CHANGES = 50;

/** Which timeline. */
export interface TimelineQuestion {
  scope: Scope;
  filter: ChangeFilter;
  /** A change of each flood that is open. */
  openFloods: readonly number[];
}

export const changes = (question: TimelineQuestion, page: number) =>
  query("list_changes", {
    scope: question.scope,
    filter: question.filter,
    open_floods: [...question.openFloods],
    offset: page * CHANGES,
    limit: CHANGES,
  });

/** Where a change stands in the timeline. */
export const placeOfChange = (question: TimelineQuestion, number: number) =>
  query("place_change", {
    scope: question.scope,
    filter: question.filter,
    open_floods: [...question.openFloods],
    number,
  });

/** The newest changes of one client, of every member. */
export const changesOf = (client: ClientKey, limit: number) =>
  query("list_changes", {
    scope: { connections: [client.connection_id] },
    filter: {
      text: "",
      is_reviewed: null,
      risks: [],
      channels: [],
      actor: null,
      since_at: null,
      client,
      all_members: true,
    },
    open_floods: [],
    offset: 0,
    limit,
  });

export const change = (number: number) => query("show_change", { number });

/** Rows of one page of hosts. */
export const HOSTS = 100;

export const hosts = (scope: Scope, text: string, page: number) =>
  query("list_hosts", { scope, text, offset: page * HOSTS, limit: HOSTS });

/** Clients of one further page of a host's. */
export const HOST_CLIENTS = 200;

/** Clients that trust a host, after the `known` that its row names. */
export const hostClients = ({ connection_id, host, clients }: HostRow, page: number) =>
  query("list_host_clients", {
    connection_id,
    host,
    offset: clients.length + page * HOST_CLIENTS,
    limit: HOST_CLIENTS,
  });

export const testUri = (request: Commands["test_uri"]["request"]) => query("test_uri", request);

/** What became of the reverts of one change. */
export const operations = (change: number) => query("list_operations", { change });

export const setupGuide = (domain: string, permission: ConnectionView["permission"]) =>
  query("show_setup_guide", { domain, permission });

export const settings = () => query("show_settings", {});

/** What every query shares: data is fresh until the core says otherwise, and failures are shown, not retried in silence. */
const QUERY_DEFAULTS = {
  queries: {
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 5 * 60_000,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    networkMode: "always" as const,
  },
  mutations: { networkMode: "always" as const },
};

export function makeQueryClient(): QueryClient {
  return new QueryClient({ defaultOptions: QUERY_DEFAULTS });
}

/** Asks again for everything that a screen shows. */
export function refetchAll(queries: QueryClient): void {
  void queries.invalidateQueries();
}
