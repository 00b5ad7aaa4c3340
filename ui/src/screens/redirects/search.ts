import type { ChangeFilter, ChannelView, RiskView } from "../../api/contract.gen";
import { RISKS } from "../../words/risk";

/** The query of the Redirect changes screen, as the URL keeps it. Absent members keep everything. */
export interface RedirectsSearch {
  /** `all` shows accepted ones too; absent: only those that are not reviewed. */
  show?: "all";
  /** `hosts` shows hosts instead of changes. */
  view?: "hosts";
  q?: string;
  risk?: RiskView[];
  channel?: ChannelView[];
  actor?: string;
  since?: number;
  client?: [string, string];
  /** The change that is open in the inspector. */
  change?: number;
}

export const CHANNELS: readonly ChannelView[] = [
  "dashboard",
  "management_api",
  "self_registration",
  "rollcall",
  "not_in_log",
];
export const CHANNEL_WORDS: Record<ChannelView, string> = {
  dashboard: "Dashboard",
  management_api: "Management API",
  self_registration: "Self-registration",
  rollcall: "Rollcall",
  not_in_log: "Not in the log",
};

function some<T extends string>(value: unknown, allowed: readonly T[]): T[] | null {
  if (!Array.isArray(value)) return null;
  const kept = allowed.filter((item) => value.includes(item));
  return kept.length ? kept : null;
}

/** Keeps what is understood and drops the rest: a URL is typed by people too. */
export function readRedirectsSearch(search: Record<string, unknown>): RedirectsSearch {
  const result: RedirectsSearch = {};
  if (search.show === "all") result.show = "all";
  if (search.view === "hosts") result.view = "hosts";
  if (search.q !== undefined && search.q !== "") result.q = String(search.q);
  const risk = some(search.risk, RISKS);
  if (risk) result.risk = risk;
  const channel = some(search.channel, CHANNELS);
  if (channel) result.channel = channel;
  if (typeof search.actor === "string" && search.actor !== "") result.actor = search.actor;
  if (typeof search.since === "number") result.since = search.since;
  if (Array.isArray(search.client) && search.client.length === 2) {
    result.client = [String(search.client[0]), String(search.client[1])];
  }
  if (typeof search.change === "number") result.change = search.change;
  return result;
}

export function changeFilter(search: RedirectsSearch): ChangeFilter {
  return {
    text: search.q ?? "",
    is_reviewed: search.show === "all" ? null : false,
    risks: search.risk ?? [],
    channels: search.channel ?? [],
    actor: search.actor ?? null,
    since_at: search.since ?? null,
    client: search.client ? { connection_id: search.client[0], client_id: search.client[1] } : null,
    all_members: false,
  };
}

/** Whether anything but the review state narrows the list. */
export function isNarrowed(search: RedirectsSearch): boolean {
  const { q, risk, channel, actor, since, client } = search;
  return [q, risk, channel, actor, since, client].some((part) => part !== undefined);
}
