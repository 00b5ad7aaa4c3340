/** A world of clients, and what the core answers in it. */

import type { CommandName } from "../src/api/call";
import type {
  ChangeFilter,
  ClientFilter,
  ClientRow,
  Commands,
  CountView,
  ProblemView,
  UnreadView,
  Verdict,
} from "../src/api/contract.gen";
import { VERDICTS } from "../src/words/verdict";
import { CHANGES, changeDetail, FLOOD, HOSTS, linesOf, manyChanges, manyHosts } from "./changes";
import {
  clientRow,
  type connection,
  DAY,
  frame,
  type NO_COVERAGE,
  NOW,
  overview,
  settings,
  shownClient,
  TODAY,
} from "./fixtures";
import { OPERATIONS } from "./operations";
import { PAST, PAST_ROWS } from "./past";

export type Answers = {
  [N in CommandName]: (
    request: Commands[N]["request"],
  ) => Commands[N]["response"] | Promise<Commands[N]["response"]>;
};

export const OFFLINE: ProblemView = {
  code: "offline",
  happened: "northmere-prod.eu.auth0.com could not be reached at 13:24.",
  kept: "Everything read before is kept.",
  todo: "Rollcall tries again every 10 minutes.",
  at: NOW - 40 * 60_000,
};
export const REFUSED: ProblemView = {
  code: "sign_in_refused",
  happened: "The tenant refused the credential at 13:48 (401, invalid_client).",
  kept: "Nothing was lost; you see data as of 13:47.",
  todo: "Enter the client's current secret.",
  at: NOW - 16 * 60_000,
};
export const STORAGE: ProblemView = {
  code: "storage",
  happened: "The file rollcall.sqlite could not be read (disk I/O error).",
  kept: "Nothing was changed.",
  todo: "Check the disk, then open Rollcall again.",
  at: NOW,
};
export const UNREAD_CLIENTS: UnreadView = {
  what: "clients",
  connection_name: "northmere-prod",
  why: "Page 9 failed with 403 at 14:01, so 412 ids are unconfirmed.",
  todo: "The next sync reads it again.",
  last_complete_at: NOW - 3 * 3_600_000,
  code: "server_failed",
};
export const UNREAD_GRANTS: UnreadView = {
  what: "client grants",
  connection_name: "northmere-prod",
  why: "The token lacks read:client_grants.",
  todo: "Add the scope and sync again.",
  last_complete_at: null,
  code: "scope_missing",
};

const rowsByCount = new Map<number, ClientRow[]>();
function someRows(count: number): ClientRow[] {
  const known = rowsByCount.get(count);
  if (known) return known;
  const rows = Array.from({ length: count }, (_, i) => clientRow(i));
  rowsByCount.set(count, rows);
  return rows;
}

function passes(row: ClientRow, filter: ClientFilter): boolean {
  const text = filter.text.toLowerCase();
  const verdict = (row.past ?? row.judgement)?.verdict ?? null;
  return (
    (text === "" || `${row.name} ${row.client_id}`.toLowerCase().includes(text)) &&
    (filter.verdicts.length === 0 || (verdict !== null && filter.verdicts.includes(verdict))) &&
    (filter.parties.length === 0 || filter.parties.includes(row.party)) &&
    (filter.origins.length === 0 || filter.origins.includes(row.origin)) &&
    (filter.credentials.length === 0 || filter.credentials.includes(row.credential)) &&
    (filter.has_owner === null || (row.owner !== null) === filter.has_owner)
  );
}

export interface World {
  rows: number;
  proven: boolean;
  everRead: boolean;
  unread: UnreadView[];
  cover: typeof NO_COVERAGE;
  connections: ReturnType<typeof connection>[];
}

export function answersOf(world: World): Answers {
  const total = (n: number): CountView => ({ n, proven: world.proven });
  // A hundred thousand rows are made page by page; their verdicts are counted over one cycle of the fixtures.
  const huge = world.rows > 5000;
  const all = someRows(huge ? 260 : world.rows);
  const byVerdict = (verdict: Verdict) => all.filter((row) => row.judgement?.verdict === verdict).length;
  const [first, second, ...older] = CHANGES;
  const few = [first, second, ...FLOOD, ...older].filter((row) => row !== undefined);
  const changes = world.rows === 0 ? [] : huge ? manyChanges(20_000) : few;
  const hosts = world.rows === 0 ? [] : huge ? manyHosts(50_000) : HOSTS;
  const open = changes.filter(({ review, reverted }) => review === null && reverted === null);
  const critical = open.filter(({ risk }) => risk === "critical");
  const passing = (filter: ChangeFilter) =>
    changes.filter(
      (row) =>
        (filter.is_reviewed === null || !open.includes(row) === filter.is_reviewed) &&
        (filter.risks.length === 0 || (row.risk !== null && filter.risks.includes(row.risk))) &&
        (row.client_name ?? "").toLowerCase().includes(filter.text.toLowerCase()),
    );
  const done = () => ({});
  return {
    show_frame: () =>
      frame({
        connections: world.connections,
        clients: total(world.rows),
        inactive: total(byVerdict("inactive") + byVerdict("inactive_tokens_may_live")),
        open_changes: total(open.length),
      }),
    show_overview: () =>
      overview({
        ...(world.rows === 0 ? { cards: [], registrations: [], failures: [], most_failing: null } : {}),
        clients: total(world.rows),
        third_party: total(all.filter((row) => row.party !== "first").length),
        in_use: total(byVerdict("in_use")),
        inactive: total(byVerdict("inactive")),
        inactive_tokens_may_live: total(byVerdict("inactive_tokens_may_live")),
        not_proven: total(byVerdict("not_proven")),
        too_new: total(byVerdict("too_new")),
        open_changes: total(open.length),
        critical_changes: total(critical.length),
        days_with_log: world.cover.days.filter((day) => day !== "none").length,
        coverage: [world.cover],
        unread: world.unread,
        ever_read: world.everRead,
      }),
    list_clients: ({ filter, sort, offset, limit, as_of }) => {
      if (as_of !== undefined) {
        const day = Date.parse(as_of) / DAY;
        const then = (world.rows === 0 ? [] : PAST_ROWS)
          .filter((row) => passes(row, filter))
          .map((row) => ({
            ...row,
            strip: row.strip.map(([at, uses, failed]): [number, number, number] => [
              at - TODAY + day,
              uses,
              failed,
            ]),
          }));
        return {
          rows: then,
          offset,
          total: { n: then.length, proven: false },
          all: { n: PAST_ROWS.length, proven: false },
          coverage: [{ ...world.cover, first_day: day - 89 }],
          unread: [],
          ever_read: world.everRead,
          past: { at: Date.parse(`${as_of}T23:59:59.999Z`), existed: 2, not_known: 1, is_complete: true },
        };
      }
      if (huge) {
        const size = Math.max(0, Math.min(limit, world.rows - offset));
        return {
          rows: Array.from({ length: size }, (_, i) => clientRow(offset + i)),
          offset,
          total: total(world.rows),
          all: total(world.rows),
          coverage: [world.cover],
          unread: world.unread,
          ever_read: world.everRead,
        };
      }
      const kept = all.filter((row) => passes(row, filter));
      if (sort.column === "name") {
        kept.sort((a, b) => (a.name ?? "").localeCompare(b.name ?? "") * (sort.descending ? -1 : 1));
      }
      return {
        rows: kept.slice(offset, offset + limit),
        offset,
        total: total(kept.length),
        all: total(world.rows),
        coverage: [world.cover],
        unread: world.unread,
        ever_read: world.everRead,
      };
    },
    count_clients: () => ({
      all: total(world.rows),
      verdicts: VERDICTS.map((verdict) => ({ verdict, count: total(byVerdict(verdict)) })),
      third_party: total(all.filter((row) => row.party !== "first").length),
      self_registered: total(all.filter((row) => row.origin === "dcr").length),
      created_this_week: total(23),
      no_owner: total(all.filter((row) => row.owner === null).length),
      failing: total(3),
      never_used: total(9),
    }),
    look_up_client: () => ({ rows: 0, new_rows: 0 }),
    show_client: ({ client }) => {
      const row = all.find((candidate) => candidate.client_id === client.client_id) ?? clientRow(0);
      return shownClient(row, { coverage: world.cover, unread: world.unread });
    },
    show_past: () => PAST,
    read_log_row: ({ log_id }) => ({ json: { log_id, type: "seccft", client_id: "…" } }),
    show_inactive: () => ({
      thresholds: [30, 60, 90].map((days) => ({
        days,
        provable: total(days === 30 ? byVerdict("inactive") : 0),
        can_prove: days === 30 && world.cover.watched >= 1,
      })),
      longest_provable_days: world.cover.watched >= 1 ? 44 : 0,
      coverage: [world.cover],
      verdicts: VERDICTS.map((verdict) => ({ verdict, count: total(byVerdict(verdict)) })),
      never_used: total(all.filter((row) => row.judgement?.never_used).length),
      unread: world.unread,
    }),
    list_changes: ({ filter, open_floods, offset, limit }) => {
      const kept = passing(filter);
      const lines = linesOf(kept, open_floods);
      return {
        rows: lines.slice(offset, offset + limit),
        before: lines[offset - 1] ?? null,
        offset,
        total: lines.length,
        passing: kept.length,
        all: changes.length,
        open: open.length,
        critical: critical.length,
        authors: [{ key: "client Tf0rmDeploy", words: "Terraform Deploy", changes: 3 }],
        unread: world.unread,
        proven: world.proven,
        ever_read: world.everRead,
      };
    },
    place_change: ({ filter, open_floods, number }) => {
      const lines = linesOf(passing(filter), open_floods);
      const own = lines.findLastIndex((row) => row.number === number);
      const place = own >= 0 ? own : lines.findIndex(({ flood }) => flood?.numbers.includes(number));
      return { place: place >= 0 ? place : null };
    },
    show_change: ({ number }) => {
      const row = changes.find((candidate) => candidate.number === number);
      return { change: row ? changeDetail(row) : null };
    },
    list_hosts: ({ text, offset, limit }) => {
      const kept = hosts.filter(({ host }) => host.includes(text));
      return {
        hosts: kept.slice(offset, offset + limit),
        offset,
        passing: kept.length,
        total: total(hosts.length),
        unread: world.unread,
        ever_read: world.everRead,
      };
    },
    list_host_clients: ({ offset, limit }) => ({
      clients: Array.from({ length: Math.min(limit, 230 - offset) }, (_, place) => ({
        client_id: `id${offset + place}`,
        name: `Claims ${offset + place + 1}`,
      })),
    }),
    test_uri: ({ requested }) => ({
      servers: [
        {
          connection_name: "northmere-prod",
          clients: "first-party and permissive clients",
          rule: "Auth0 compares every character, the port of a loopback address too.",
          matches: requested === null ? null : false,
          risks: CHANGES[1]?.risks ?? [],
        },
      ],
    }),
    accept_changes: ({ changes }) => ({ decision: 9, accepted: changes.length }),
    undo_acceptance: done,
    mark_host: ({ host }) => ({ mark: 4, host }),
    unmark_host: done,
    export_changes: () => ({ path: "/home/rana/rollcall-redirect-changes.csv", rows: CHANGES.length }),
    ...OPERATIONS,
    annotate: ({ clients }) => ({ undo_id: "u1", changed: clients.length }),
    undo_annotation: done,
    preview_owners: () => ({
      changes: [
        {
          client: { connection_id: "c1", client_id: "a" },
          name: "Nightly Export Job",
          before: null,
          after: "Platform",
        },
      ],
      unchanged: 2,
      refused: [{ line: 4, why: "no client has the id “zzz”" }],
    }),
    import_owners: ({ changes }) => ({ undo_id: "u2", changed: changes.length }),
    export_clients: () => ({ path: "/home/rana/rollcall-clients.csv", rows: world.rows }),
    copy_text: done,
    show_setup_guide: ({ domain }) => ({
      scopes: [
        "read:clients",
        "read:client_grants",
        "read:resource_servers",
        "read:logs",
        "read:tenant_settings",
        "read:connections",
        "read:network_acls",
        "read:log_streams",
      ],
      dashboard_steps: [
        "Applications, Applications, Create Application: name it Rollcall, choose Machine to Machine.",
        "Authorize it for the Auth0 Management API.",
        "Tick the scopes above and no others, then Authorize.",
        "Settings: copy the domain, the client id and the client secret into this window.",
      ],
      commands: [
        `auth0 api post clients --data '{"name":"Rollcall","app_type":"non_interactive","grant_types":["client_credentials"]}'`,
        `auth0 api post client-grants --data '{"client_id":"…","audience":"https://${domain || "your-tenant.eu.auth0.com"}/api/v2/","scope":["read:clients","read:logs"]}'`,
      ],
      keychain_available: true,
      keychain_why: "",
    }),
    choose_file: () => ({ path: "/home/rana/key.pem" }),
    check_connection: () => checked(),
    check_again: () => checked(),
    drop_draft: done,
    add_connection: () => ({ connection_id: "c1" }),
    add_demo: () => ({ connection_ids: ["c4"] }),
    update_connection: done,
    replace_credential: done,
    delete_connection: done,
    set_demo_network: done,
    sync_now: () => ({ started: 1, refused: [] }),
    cancel_sync: done,
    show_settings: () => settings(),
    save_settings: done,
    set_timer: done,
    open_folder: done,
  };
}

export function checked(): Commands["check_connection"]["response"] {
  return {
    draft_id: "d1",
    checked_at: NOW,
    readiness: [
      {
        state: "ok",
        title: "Signed in",
        detail: "Token for the Management API, 7 scopes, ends in 24 h.",
        source: "212 ms",
      },
      {
        state: "warning",
        title: "Registration is open",
        detail: "/oidc/register is on and needs no token: anyone can create clients here.",
        source: "finding",
      },
      {
        state: "ok",
        title: "Log keeps 10 days",
        detail:
          "Measured: the oldest entry is from 10 Nov, 13:58. Sync at least every 10 days or days turn hatched.",
        source: "measured",
      },
      {
        state: "ok",
        title: "Rate limit known",
        detail: "15 calls a second, bursts of 50. The first sync sends about 1,930 calls: about 3 min.",
        source: "x-ratelimit",
      },
      {
        state: "warning",
        title: "One scope too many",
        detail:
          "create:client_grants lets this token widen its own grant. Rollcall has no use for it; remove it.",
        source: "advice",
      },
      {
        state: "failed",
        title: "Network ACLs cannot be read",
        detail: "The token lacks read:network_acls (403).",
        source: "403",
      },
    ],
    features: [
      {
        scope: "read:clients",
        what: "clients",
        held: true,
        sentence: "You can list clients, their redirect URIs and grant types.",
        acts: false,
      },
      {
        scope: "read:client_grants",
        what: "grants",
        held: true,
        sentence: "You can see which APIs a client reaches.",
        acts: false,
      },
      {
        scope: "read:logs",
        what: "log",
        held: true,
        sentence: "You can see activity, and verdicts can be proven.",
        acts: false,
      },
      {
        scope: "read:resource_servers",
        what: "apis",
        held: true,
        sentence: "You can see how long tokens live.",
        acts: false,
      },
      {
        scope: "read:network_acls",
        what: "acls",
        held: false,
        sentence: "You cannot see network ACLs, because the token lacks read:network_acls.",
        acts: false,
      },
      {
        scope: "update:clients",
        what: "revert",
        held: false,
        sentence: "You cannot revert redirect changes, because the token lacks update:clients.",
        acts: true,
      },
    ],
    can_connect: true,
    log_days: 10,
    clients: 214,
    provable_at: NOW + 20 * DAY,
    suggested_name: "northmere-prod",
  };
}
