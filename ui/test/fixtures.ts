import type {
  CardView,
  ClientRow,
  ConnectionView,
  CoverageView,
  DayCover,
  FindingView,
  FrameResponse,
  JudgementView,
  OverviewResponse,
  SettingsResponse,
  ShowClientResponse,
  SyncView,
  Verdict,
} from "../src/api/contract.gen";

/** Friday 20 November 2026, 14:04 UTC: two minutes after the sync of the pictures. */
export const NOW = Date.UTC(2026, 10, 20, 14, 4);
export const DAY = 86_400_000;
export const TODAY = Math.floor(NOW / DAY);
export const FIRST = TODAY - 89;

export const minutes = (n: number) => NOW - n * 60_000;

export function sync(change: Partial<SyncView> = {}): SyncView {
  return {
    running: null,
    last_success_at: minutes(2),
    log_read_to_at: minutes(2) - 23_000,
    problem: null,
    next_at: NOW + 8 * 60_000,
    budget: { remaining: 41, limit: 50 },
    ...change,
  };
}

export function connection(change: Partial<ConnectionView> = {}): ConnectionView {
  return {
    id: "c1",
    name: "northmere-prod",
    domain: "northmere-prod.eu.auth0.com",
    base_url: "https://northmere-prod.eu.auth0.com/",
    environment: "production",
    permission: "read_only",
    sign_in: "client credentials",
    signs_in_as: "Rm4KxZ8vQ1bTn7YsLw0JdHc5PfG9Ue2a",
    token_ends_at: null,
    is_demo: false,
    demo_reachable: null,
    credential: "vault",
    paused: false,
    sync: sync(),
    ...change,
  };
}

export const CONNECTIONS: readonly ConnectionView[] = [
  connection(),
  connection({
    id: "c2",
    name: "lumenlabs",
    domain: "lumenlabs.us.auth0.com",
    base_url: "https://lumenlabs.us.auth0.com/",
  }),
  connection({
    id: "c3",
    name: "northmere-stage",
    domain: "northmere-stage.eu.auth0.com",
    base_url: "https://northmere-stage.eu.auth0.com/",
    environment: "staging",
  }),
  connection({
    id: "c4",
    name: "Demo tenant",
    domain: "demo.rollcall.local",
    base_url: "http://127.0.0.1:40111/",
    environment: "development",
    sign_in: "demo tenant",
    is_demo: true,
    demo_reachable: true,
    credential: "not_needed",
  }),
];

/** 13 days not held, 24 held, 8 not held, 45 held: the strip of the pictures. */
function daysOfPicture(): DayCover[] {
  return Array.from({ length: 90 }, (_, i) =>
    i < 13 || (i >= 37 && i < 45) ? "none" : i === 89 ? "part" : "whole",
  );
}

export function coverage(change: Partial<CoverageView> = {}): CoverageView {
  return {
    connection_id: "c1",
    connection_name: "northmere-prod",
    first_day: FIRST,
    days: daysOfPicture(),
    horizon_at: minutes(3),
    unbroken_since_at: (TODAY - 44) * DAY,
    window_start_at: NOW - 30 * DAY,
    watched: 1,
    longest_hole_ms: 0,
    provable_at: null,
    holes: [{ from_at: (TODAY - 52) * DAY, to_at: (TODAY - 44) * DAY, reason: "Rollcall was not running" }],
    before: null,
    keeps_days: 10,
    lost_unless_synced_by_at: NOW + 9.9 * DAY,
    stale: false,
    ...change,
  };
}

export function coverageWithHoles(change: Partial<CoverageView> = {}): CoverageView {
  return coverage({
    connection_id: "c2",
    connection_name: "lumenlabs",
    days: Array.from({ length: 90 }, (_, i) => (i < 22 || i % 7 < 2 ? "none" : "whole")),
    watched: 0.73,
    longest_hole_ms: 2 * DAY,
    provable_at: NOW + 29 * DAY,
    keeps_days: 1,
    lost_unless_synced_by_at: NOW + 0.6 * DAY,
    holes: [{ from_at: NOW - 5 * DAY, to_at: NOW - 3 * DAY, reason: "beyond the log's retention" }],
    before: null,
    ...change,
  });
}

export const NO_COVERAGE: CoverageView = coverage({
  days: Array.from({ length: 90 }, () => "none" as const),
  horizon_at: null,
  unbroken_since_at: null,
  watched: 0,
  longest_hole_ms: 30 * DAY,
  provable_at: null,
  holes: [],
  before: null,
  keeps_days: null,
  lost_unless_synced_by_at: null,
});

function judgement(verdict: Verdict, change: Partial<JudgementView> = {}): JudgementView {
  return {
    verdict,
    as_of_at: NOW,
    stale: false,
    watched: verdict === "not_proven" ? 0.73 : 1,
    longest_hole_ms: verdict === "not_proven" ? 2 * DAY : 0,
    quiet_since_at: NOW - 44 * DAY,
    quiet_ms: 44 * DAY,
    tokens_dead_by_at: verdict === "in_use" ? null : NOW + (verdict === "inactive" ? -12 : 6) * DAY,
    token_lifetime_ms: DAY,
    never_used: false,
    provable_at: verdict === "not_proven" ? NOW + 21 * DAY : null,
    evidence: "Last use 19 Sep",
    ...change,
  };
}

/** A small, repeatable generator: the fixtures are the same on every run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const NAMES = [
  "Claims Intake Agent",
  "Nightly Export Job",
  "Radiology PACS Bridge",
  "Lab Results HL7 Relay",
  "Terraform Deploy",
  "Data Science Notebook",
  "Broker Connect",
  "Ambient Notes MCP",
  "MCP Inspector 14",
  "MCP Inspector 15",
  "Patient Portal Web",
  "Patient Portal iOS",
  "Prior Auth Copilot",
  "Pharmacy Benefits Sync",
  "eRx Gateway",
  "Telehealth Video Embed",
  "Member Card Kiosk",
  "Quality Measures Export",
  "Legacy SOAP Adapter",
  "Formulary Lookup v1",
  "Discharge Letters Beta",
  "Covid Screening Kiosk",
  "Settlement Batch",
  "Agent Runtime EU-2",
  "Data Lake Loader",
  "HL7 Replay Tool",
];
const OWNERS = [
  "Claims",
  null,
  "Radiology",
  "Lab IT",
  "Platform",
  "Analytics",
  "Partners",
  "Clinical AI",
  null,
  null,
];

function idOf(index: number, prefix: string): string {
  const next = random(index * 7919 + 17);
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
  let id = prefix;
  while (id.length < 32) id += letters[Math.floor(next() * letters.length)];
  return id;
}

const VERDICT_CYCLE: readonly Verdict[] = [
  "in_use",
  "in_use",
  "in_use",
  "in_use",
  "in_use",
  "in_use",
  "in_use",
  "in_use",
  "too_new",
  "too_new",
  "in_use",
  "in_use",
  "in_use",
  "in_use",
  "in_use",
  "in_use",
  "in_use",
  "inactive",
  "in_use",
  "inactive",
  "inactive",
  "inactive",
  "not_proven",
  "not_proven",
  "inactive_tokens_may_live",
  "inactive",
];

export function clientRow(index: number, change: Partial<ClientRow> = {}): ClientRow {
  const next = random(index + 1);
  const base = NAMES[index % NAMES.length] ?? "Client";
  const verdict = VERDICT_CYCLE[index % VERDICT_CYCLE.length] ?? "in_use";
  const third = index % 4 === 0;
  const self = verdict === "too_new" || index % 13 === 7;
  const strip: [number, number, number][] = [];
  const usual = [3, 40, 400, 4000][Math.floor(next() * 4)] ?? 3;
  const held = daysOfPicture();
  const from = verdict === "too_new" ? 89 : self ? 47 : 0;
  for (let i = from; i < 90; i += 1) {
    if (held[i] === "none") continue;
    const quiet = verdict !== "in_use" && (i > 36 || index % 3 === 0);
    const weekend = usual < 100 && (i + 3) % 7 < 2;
    const uses = quiet || weekend ? 0 : Math.max(1, Math.floor(usual * (0.6 + next())));
    const failures = next() < 0.03 ? Math.ceil(next() * 20) : 0;
    if (verdict === "too_new" ? false : uses + failures > 0)
      strip.push([FIRST + i, verdict === "in_use" || !quiet ? uses : 0, verdict === "in_use" ? failures : 0]);
  }
  const used = strip.filter(([, uses]) => uses > 0).at(-1);
  const neverUsed = verdict === "too_new" || (verdict !== "in_use" && index % 3 === 0);
  return {
    connection_id: "c1",
    connection_name: "northmere-prod",
    client_id: idOf(index, third || self ? "tpc_" : ""),
    name: index < NAMES.length ? base : `${base} ${Math.floor(index / NAMES.length) + 1}`,
    listed: true,
    tag: null,
    party: third || self ? "third_strict" : "first",
    origin: self ? "dcr" : "admin",
    app_type: "non_interactive",
    grant_types: third || self ? ["authorization_code", "refresh_token"] : ["client_credentials"],
    credential: self ? "public" : index % 5 === 4 ? "private_key_jwt" : "secret",
    redirect_uri_count: third || self ? (index % 4) + 1 : 0,
    owner: OWNERS[index % OWNERS.length] ?? null,
    note: null,
    judgement: judgement(verdict, {
      never_used: neverUsed && verdict === "inactive",
      evidence:
        verdict === "in_use"
          ? "Used 4 min ago, client credentials"
          : verdict === "too_new"
            ? "Registered today"
            : verdict === "not_proven"
              ? "No use in 21.9 of the 21.9 days held"
              : neverUsed
                ? "No use in 69 covered days"
                : "Last use 26 Sep, or in the gap",
    }),
    last_use_at:
      verdict === "in_use"
        ? NOW - Math.floor(next() * 6 * 3_600_000)
        : used
          ? used[0] * DAY + 40_000_000
          : null,
    last_use_kind: used ? "client_credentials" : null,
    or_in_gap: verdict === "not_proven" || (verdict === "inactive" && used !== undefined),
    created_at: self ? (FIRST + from) * DAY + 3_600_000 : null,
    seen_at: (FIRST - 200) * DAY,
    strip,
    ...change,
  };
}

export function frame(change: Partial<FrameResponse> = {}): FrameResponse {
  return {
    connections: [connection()],
    clients: { n: 214, proven: true },
    inactive: { n: 23, proven: true },
    open_changes: { n: 4, proven: true },
    keychain: { available: true, why: "" },
    now_at: NOW,
    window_days: 30,
    theme: "system",
    notice: null,
    ...change,
  };
}

export const CARDS: readonly CardView[] = [
  {
    id: "flood",
    severity: "critical",
    title: "19 clients registered themselves in 11 minutes",
    why: "Registration is open: /oidc/register takes requests without a token, and each new client gets the default grants.",
    evidence: ["198.51.100.24", "09:14–09:25 UTC", "MCP Inspector 1–19", "usual 0–2 a day"],
    at: minutes(288),
    action: {
      kind: "show_clients",
      label: "Show 19 clients",
      filter: {
        text: "MCP Inspector",
        verdicts: [],
        parties: [],
        origins: ["dcr"],
        credentials: [],
        has_owner: null,
        never_used: null,
        created_since_at: null,
        failing: null,
      },
    },
  },
  {
    id: "failing",
    severity: "high",
    title: "Radiology PACS Bridge is refused since 18 Nov, 22:10",
    why: "643 token requests in its name failed and none succeeded since. Anybody can send such a request; its own caller may hold an old secret.",
    evidence: ["643 × 401 access_denied", "192.0.2.61"],
    at: minutes(2 * 1440),
    action: {
      kind: "show_client",
      label: "Open client",
      client: { connection_id: "c1", client_id: clientRow(2).client_id },
    },
  },
  {
    id: "hole",
    severity: "medium",
    title: "8 days of log are missing, 29 Sep – 6 Oct",
    why: "Rollcall was not running for 18 days and the tenant keeps 10. Verdicts longer than 44 days cannot be proven.",
    evidence: ["northmere-prod", "keeps 10 days"],
    at: minutes(35 * 1440),
    action: { kind: "show_connection", label: "Open connection", connection_id: "c1" },
  },
  {
    id: "inactive",
    severity: "medium",
    title: "14 clients are inactive for 30 days",
    why: "Every moment of the last 30 days is in the log and holds no use of them.",
    evidence: ["30 of 30 days covered", "9 of them were never used"],
    at: minutes(10),
    action: { kind: "show_inactive", label: "Review 14" },
  },
];

export function overview(change: Partial<OverviewResponse> = {}): OverviewResponse {
  const next = random(99);
  const held = daysOfPicture();
  return {
    cards: [...CARDS],
    clients: { n: 214, proven: true },
    third_party: { n: 61, proven: true },
    in_use: { n: 168, proven: true },
    inactive: { n: 14, proven: true },
    inactive_tokens_may_live: { n: 4, proven: true },
    not_proven: { n: 5, proven: true },
    too_new: { n: 23, proven: true },
    open_changes: { n: 4, proven: true },
    critical_changes: { n: 1, proven: true },
    days_with_log: 69,
    registrations: Array.from({ length: 90 }, (_, i) => i)
      .filter((i) => held[i] !== "none" && (next() < 0.35 || i === 89))
      .map((i) => ({
        day: FIRST + i,
        self_registered: i === 89 ? 19 : Math.floor(next() * 3),
        by_admin: Math.floor(next() * 2),
      })),
    failures: Array.from({ length: 90 }, (_, i) => i)
      .filter((i) => held[i] !== "none")
      .map((i) => ({
        day: FIRST + i,
        failures: i === 88 ? 310 : i === 87 ? 120 : i === 89 ? 210 : Math.floor(next() * 14),
      })),
    most_failing: {
      client: { connection_id: "c1", client_id: clientRow(2).client_id },
      name: "Radiology PACS Bridge",
      share: 0.98,
    },
    coverage: [coverage()],
    unread: [],
    ever_read: true,
    ...change,
  };
}

export function shownClient(row: ClientRow, change: Partial<ShowClientResponse> = {}): ShowClientResponse {
  return {
    row,
    coverage: coverage(),
    last_by_kind:
      row.last_use_at === null
        ? []
        : [{ kind: "client_credentials", words: "client credentials", at: row.last_use_at }],
    proof: [
      "Window: 21 Oct, 14:04 to 20 Nov, 14:04 (30 days), by the tenant's clock.",
      "Every moment of it is in the log: read by polling from 7 Oct on.",
      row.judgement?.evidence ?? "Never judged.",
    ],
    uris: [
      {
        what: "Redirect URIs",
        entries: row.redirect_uri_count
          ? [
              { uri: "https://claims.northmere.example/callback", punycode: null, risks: [] },
              {
                uri: "https://login.northm\u0435re.example/callback",
                punycode: "login.xn--northmre-h8g.example",
                risks: [LOOKALIKE],
              },
            ]
          : [],
        total: row.redirect_uri_count ?? 0,
      },
      {
        what: "Logout URLs",
        entries: [{ uri: "https://claims.northmere.example/bye", punycode: null, risks: [] }],
        total: 1,
      },
    ],
    uri_rule: "Auth0 compares every character, the port of a loopback address too.",
    credential: { words: "Client secret (client_secret_post)", why: null, key_ids: [] },
    access: {
      grants: [
        {
          api: "Claims API",
          audience: "https://api.northmere.example/claims",
          scopes: ["read:claims", "write:claims"],
          all_scopes: false,
          by_default: false,
          token_lifetime_ms: DAY,
        },
        {
          api: "Documents API",
          audience: "https://api.northmere.example/documents",
          scopes: ["read:documents"],
          all_scopes: false,
          by_default: true,
          token_lifetime_ms: null,
        },
      ],
      open_apis: ["https://api.northmere.example/directory"],
      longest: "Claims API",
      token_lifetime_ms: DAY,
      lifetime_unreadable: false,
    },
    history: [
      { at: minutes(40), what: "Changed: callbacks", who: "Terraform Deploy", log_id: "90020261120132401" },
      { at: NOW - 9 * DAY, what: "Granted write:claims", who: "a.marsh", log_id: "90020261111090001" },
      { at: NOW - 60 * DAY, what: "First read by Rollcall", who: null, log_id: null },
    ],
    json: {
      client_id: row.client_id,
      name: row.name,
      app_type: row.app_type,
      grant_types: row.grant_types,
      callbacks: ["https://claims.northmere.example/callback"],
    },
    read_at: minutes(2),
    annotations: row.owner ? [{ field: "owner", text: row.owner, by: "R. Haddad", at: NOW - 20 * DAY }] : [],
    events: [
      {
        log_id: "90020261120140001",
        at: minutes(4),
        code: "seccft",
        words: "Token by client credentials",
        kind: "client_credentials",
      },
      {
        log_id: "90020261120135901",
        at: minutes(5),
        code: "feccft",
        words: "Failed token request",
        kind: "failure",
      },
    ],
    unread: [],
    ...change,
  };
}

export function settings(change: Partial<SettingsResponse> = {}): SettingsResponse {
  return {
    values: {
      your_name: "Rana Haddad",
      window_days: 30,
      theme: "system",
      keep_raw_days: 400,
      keep_personal: false,
    },
    storage: {
      folder: "/home/rana/.local/share/rollcall",
      precious_bytes: 18_400_000,
      connections: [
        {
          connection_id: "c1",
          bytes: 212_000_000,
          log_rows: 814_220,
          oldest_at: (FIRST + 13) * DAY,
          snapshots: 1_204,
        },
      ],
    },
    egress: [{ host: "northmere-prod.eu.auth0.com", requests: 48_211, last_at: minutes(2) }],
    log_folder: "/home/rana/.local/state/rollcall/log",
    timer: {
      state: "off",
      words: "No timer is installed. It would run rollcall sync every 6 hours, in your session.",
    },
    version: "0.1.0",
    ...change,
  };
}

export const finding = (change: Partial<FindingView>): FindingView => ({
  class: "http-public",
  title: "Plain http",
  risk: "high",
  sentence: "The code crosses the network unencrypted.",
  standard: "RFC 9700 section 2.6",
  data: null,
  ...change,
});

export const LOOKALIKE = finding({
  class: "lookalike",
  title: "Look-alike host",
  risk: "critical",
  sentence:
    "One letter differs from northmere.example: Cyrillic \u0435 (U+0435) instead of Latin e (U+0065).",
  standard: "UTS 39 section 4; RFC 9700 section 4.1",
  data: "Unicode 17.0.0",
});
