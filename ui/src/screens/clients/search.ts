import type {
  ClientColumn,
  ClientFilter,
  ClientSort,
  CredentialKindView,
  OriginView,
  PartyView,
  Verdict,
} from "../../api/contract.gen";
import { dayStart } from "../../words/time";
import { VERDICTS } from "../../words/verdict";

/** The query of the Clients screen, as the URL keeps it. Absent members keep everything. */
export interface ClientsSearch {
  q?: string;
  verdict?: Verdict[];
  party?: PartyView[];
  origin?: OriginView[];
  credential?: CredentialKindView[];
  owner?: "some" | "none";
  never?: true;
  since?: number;
  failing?: true;
  sort?: ClientColumn;
  desc?: boolean;
  /** A UTC day as `YYYY-MM-DD`: the clients as they were at its end. */
  day?: string;
  /** The client that is open in the inspector: connection and client id. */
  open?: [string, string];
  tab?: string;
}

export const PARTY_VALUES: readonly PartyView[] = ["first", "third_strict", "third_permissive", "unknown"];
export const ORIGIN_VALUES: readonly OriginView[] = ["admin", "dcr", "cimd", "unknown"];
export const CREDENTIAL_VALUES: readonly CredentialKindView[] = [
  "secret",
  "public",
  "private_key_jwt",
  "mtls",
  "other",
  "cannot_tell",
];
const COLUMNS: readonly ClientColumn[] = [
  "name",
  "id",
  "kind",
  "credential",
  "last_use",
  "verdict",
  "redirect_uris",
  "owner",
  "quiet",
  "created",
];

function some<T extends string>(value: unknown, allowed: readonly T[]): T[] | null {
  if (!Array.isArray(value)) return null;
  const kept = allowed.filter((item) => value.includes(item));
  return kept.length ? kept : null;
}

/** Keeps what is understood and drops the rest: a URL is typed by people too. */
export function readClientsSearch(search: Record<string, unknown>): ClientsSearch {
  const result: ClientsSearch = {};
  if (search.q !== undefined && search.q !== "") result.q = String(search.q);
  const verdict = some(search.verdict, VERDICTS);
  if (verdict) result.verdict = verdict;
  const party = some(search.party, PARTY_VALUES);
  if (party) result.party = party;
  const origin = some(search.origin, ORIGIN_VALUES);
  if (origin) result.origin = origin;
  const credential = some(search.credential, CREDENTIAL_VALUES);
  if (credential) result.credential = credential;
  if (search.owner === "some" || search.owner === "none") result.owner = search.owner;
  if (search.never === true) result.never = true;
  if (typeof search.since === "number") result.since = search.since;
  if (search.failing === true) result.failing = true;
  const sort = COLUMNS.find((column) => column === search.sort);
  if (sort) result.sort = sort;
  if (typeof search.desc === "boolean") result.desc = search.desc;
  if (typeof search.day === "string" && dayStart(search.day) !== null) result.day = search.day;
  if (Array.isArray(search.open) && search.open.length === 2) {
    result.open = [String(search.open[0]), String(search.open[1])];
  }
  if (typeof search.tab === "string") result.tab = search.tab;
  return result;
}

export function filterOf(search: ClientsSearch): ClientFilter {
  return {
    text: search.q ?? "",
    verdicts: search.verdict ?? [],
    parties: search.party ?? [],
    origins: search.origin ?? [],
    credentials: search.credential ?? [],
    has_owner: search.owner === undefined ? null : search.owner === "some",
    never_used: search.never ?? null,
    created_since_at: search.since ?? null,
    failing: search.failing ?? null,
  };
}

/** What of the query can be asked of a past day: what people wrote, uses and failures are known of now alone. */
export function pastFilterOf(search: ClientsSearch): ClientFilter {
  return {
    ...filterOf(search),
    has_owner: null,
    never_used: null,
    created_since_at: null,
    failing: null,
  };
}

const PAST_COLUMNS: readonly ClientColumn[] = [
  "name",
  "id",
  "kind",
  "credential",
  "last_use",
  "verdict",
  "redirect_uris",
];

/** The sorting of a past day: by name when it was by something that is known of now alone. */
export function pastSortOf(search: ClientsSearch): ClientSort {
  const sort = sortOf(search);
  return PAST_COLUMNS.includes(sort.column) ? sort : { column: "name", descending: false };
}

/** The search that shows what a filter keeps: how cards open the list behind their number. */
export function searchOf(filter: ClientFilter): ClientsSearch {
  return {
    ...(filter.text ? { q: filter.text } : {}),
    ...(filter.verdicts.length ? { verdict: filter.verdicts } : {}),
    ...(filter.parties.length ? { party: filter.parties } : {}),
    ...(filter.origins.length ? { origin: filter.origins } : {}),
    ...(filter.credentials.length ? { credential: filter.credentials } : {}),
    ...(filter.has_owner === null ? {} : { owner: filter.has_owner ? ("some" as const) : ("none" as const) }),
    ...(filter.never_used ? { never: true as const } : {}),
    ...(filter.created_since_at === null ? {} : { since: filter.created_since_at }),
    ...(filter.failing ? { failing: true as const } : {}),
  };
}

/** Names ascend, everything that is measured descends, until a person says otherwise. */
export function sortOf(search: ClientsSearch): ClientSort {
  const column = search.sort ?? "name";
  return { column, descending: search.desc ?? firstDirection(column) };
}

export function firstDirection(column: ClientColumn): boolean {
  return column === "last_use" || column === "redirect_uris" || column === "quiet" || column === "created";
}
