import type { ChangeDetail, ChangeRow, HostRow, LineView } from "../src/api/contract.gen";
import { DAY, finding, LOOKALIKE, minutes, NOW, TODAY } from "./fixtures";

export function changeRow(change: Partial<ChangeRow> = {}): ChangeRow {
  return {
    number: 1,
    connection_id: "c1",
    connection_name: "northmere-prod",
    client_id: "tpc_4Qm8vKz1RtYb7LxNd0WfHs3PcJ6UeAgM",
    client_name: "Claims Intake Agent",
    what: "Redirect URIs",
    title: "Look-alike host added",
    from_at: minutes(40),
    until_at: minutes(40),
    is_moment: true,
    gap: null,
    attribution: "by_row",
    untold: null,
    traces: [
      {
        log_id: "90020261120132407488000000000000001223372036854775807",
        at: minutes(40),
        kind: "client",
        actor: "Terraform Deploy",
        actor_id: "Tf0rmDeploy",
        channel: "Management API, Terraform",
        address: "203.0.113.77",
        user_agent: "Terraform/1.9",
        new_address: true,
        new_user_agent: false,
        new_actor: false,
      },
    ],
    written_again_by: "Terraform",
    lines: [
      {
        kind: "added",
        pieces: [
          { text: "https://", look: "plain" },
          { text: "login.northm", look: "risky" },
          { text: "\u0435", look: "letter" },
          { text: "re.example", look: "risky" },
          { text: "/callback", look: "plain" },
        ],
        punycode: "login.xn--northmre-h8g.example",
        cut: 0,
      },
      {
        kind: "removed",
        pieces: [
          { text: "https://", look: "plain" },
          { text: "login.northmere.example", look: "differs" },
          { text: "/cb", look: "plain" },
        ],
        punycode: null,
        cut: 0,
      },
    ],
    more_lines: 0,
    risks: [LOOKALIKE],
    risk: "critical",
    review: null,
    found_at: minutes(2),
    can_revert: true,
    reverted: null,
    flood: null,
    in_flood: false,
    ...change,
  };
}

/** One change of each kind that the timeline tells apart, but for floods. */
export const CHANGES: readonly ChangeRow[] = [
  changeRow(),
  changeRow({
    number: 2,
    client_name: "Data Science Notebook",
    title: "Loopback in a web client added",
    from_at: minutes(180),
    until_at: minutes(180),
    written_again_by: null,
    lines: [
      {
        kind: "added",
        pieces: [
          { text: "http://", look: "plain" },
          { text: "localhost", look: "risky" },
          { text: ":8888/\u202ecb", look: "plain" },
        ],
        punycode: null,
        cut: 9_600,
      },
    ],
    risks: [finding({})],
    risk: "high",
  }),
  changeRow({
    number: 3,
    client_name: "Patient Portal iOS",
    title: "Custom scheme added",
    from_at: minutes(1_700),
    until_at: minutes(1_700),
    written_again_by: null,
    risks: [finding({ class: "scheme-private-use", title: "Custom scheme", risk: "medium" })],
    risk: "medium",
    review: { decision: 7, reason: "The new app", by: "Rana", at: minutes(1_000) },
  }),
  changeRow({
    number: 5,
    client_name: "Broker Connect",
    title: "Redirect URI removed",
    from_at: minutes(1_710),
    until_at: minutes(1_710),
    written_again_by: null,
    risks: [],
    risk: null,
    reverted: { by: "Rana", at: minutes(1_709), is_revert: true, other: 6 },
  }),
  changeRow({
    number: 6,
    client_name: "Broker Connect",
    title: "Wildcard in the host added",
    from_at: minutes(1_720),
    until_at: minutes(1_720),
    written_again_by: null,
    risks: [],
    risk: null,
    reverted: { by: "Rana", at: minutes(1_709), is_revert: false, other: 5 },
    can_revert: false,
  }),
  changeRow({
    number: 4,
    client_name: "Telehealth Video Embed",
    title: "Fragment added",
    from_at: NOW - 53 * DAY,
    until_at: NOW - 35 * DAY,
    is_moment: false,
    gap: { from_at: (TODAY - 52) * DAY, to_at: (TODAY - 44) * DAY },
    attribution: "not_in_log",
    untold: "The log from 29 Sep to 7 Oct is not held: Rollcall was not running.",
    traces: [],
    written_again_by: null,
    risks: [],
    risk: null,
  }),
];

/** Five registrations of one kind, of which the newest stands for all. */
export const FLOOD: readonly ChangeRow[] = Array.from({ length: 5 }, (_, i) =>
  changeRow({
    number: 20 - i,
    client_id: `tpc_${i}McpInspectorMcpInspector`,
    client_name: `MCP Inspector ${5 - i}`,
    title: "First redirect URIs",
    from_at: minutes(290 + i),
    until_at: minutes(290 + i),
    traces: [
      {
        log_id: `9002026112009000000000000000000000122337203685477580${i}`,
        at: minutes(290 + i),
        kind: "nobody",
        actor: "nobody signed in",
        actor_id: null,
        channel: "Self-registration",
        address: "198.51.100.24",
        user_agent: null,
        new_address: false,
        new_user_agent: false,
        new_actor: false,
      },
    ],
    written_again_by: null,
    lines: [
      {
        kind: "added",
        pieces: [
          { text: "http", look: "risky" },
          { text: "://198.51.100.24:6274/oauth/callback", look: "plain" },
        ],
        punycode: null,
        cut: 0,
      },
    ],
    risks: [finding({ class: "http-public", title: "Plain http" })],
    risk: "high",
    can_revert: false,
  }),
);

/** What the core would give: the flood as one line, or with its members behind it. */
export function linesOf(rows: readonly ChangeRow[], openFloods: readonly number[]): ChangeRow[] {
  const numbers = FLOOD.map(({ number }) => number);
  return rows.flatMap((row) => {
    if (!numbers.includes(row.number)) return [row];
    if (row.number !== numbers[0]) return [];
    const isOpen = numbers.some((number) => openFloods.includes(number));
    const head = {
      ...row,
      flood: { name: "MCP Inspector 1–5", numbers, from_at: minutes(294), is_open: isOpen },
    };
    return isOpen ? [head, ...FLOOD.map((member) => ({ ...member, in_flood: true }))] : [head];
  });
}

export function changeDetail(row: ChangeRow): ChangeDetail {
  return {
    row,
    uris: [
      {
        uri: "https://login.northm\u0435re.example/callback",
        host: "login.northm\u0435re.example",
        parts: [
          { name: "Scheme", value: "https", note: "same as the other 3", risk: null },
          {
            name: "Host",
            value: "login.xn--northmre-h8g.example",
            note: "look-alike host",
            risk: "critical",
          },
          { name: "Port", value: "443", note: "default", risk: null },
          { name: "Path", value: "/callback", note: "was /cb", risk: null },
        ],
        lookalike: {
          known: "northmere.example",
          added: "northm\u0435re.example",
          punycode: "xn--northmre-h8g.example",
          letters: [..."northmere"].map((known, place) => ({
            known,
            added: place === 6 ? "\u0435" : known,
            is_equal: place !== 6,
          })),
          notes: ["Cyrillic \u0435 U+0435, expected Latin e U+0065"],
        },
        rule: "Auth0 compares every character, the port of a loopback address too.",
        risks: row.risks,
      },
    ],
    before: ["https://login.northmere.example/cb"],
    after: ["https://login.northm\u0435re.example/callback"],
    usual_address: "192.0.2.90",
    since: { rows: 41, is_whole: true },
  };
}

export const HOSTS: readonly HostRow[] = [
  {
    connection_id: "c1",
    connection_name: "northmere-prod",
    host: "login.northm\u0435re.example",
    punycode: "login.xn--northmre-h8g.example",
    first_at: minutes(40),
    clients: [{ client_id: "tpc_4Qm8vKz1RtYb7LxNd0WfHs3PcJ6UeAgM", name: "Claims Intake Agent" }],
    client_count: 1,
    risks: [LOOKALIKE],
    own: null,
    domain: "northm\u0435re.example",
  },
  {
    connection_id: "c1",
    connection_name: "northmere-prod",
    host: "claims.northmere.example",
    punycode: null,
    first_at: NOW - 80 * DAY,
    clients: Array.from({ length: 6 }, (_, i) => ({ client_id: `id${i}`, name: `Claims ${i + 1}` })),
    client_count: 6,
    risks: [],
    own: { mark: 3, host: "northmere.example", is_domain: true, by: "Rana", at: minutes(900) },
    domain: "northmere.example",
  },
];

/** So many changes, a minute apart, of differing height. */
export function manyChanges(count: number): readonly ChangeRow[] {
  return Array.from({ length: count }, (_, i) => {
    const like = CHANGES[i % 2] ?? changeRow();
    return {
      ...like,
      number: 1_000 + count - i,
      client_name: `Client ${i + 1}`,
      until_at: minutes(40 + i),
      lines: Array.from({ length: 1 + ((i * 7) % 5) }, () => like.lines[0] as LineView),
    };
  });
}

/** So many hosts of one domain. */
export function manyHosts(count: number): readonly HostRow[] {
  return Array.from({ length: count }, (_, i) => ({
    ...(HOSTS[i % 2] as HostRow),
    host: `app${i + 1}.northmere.example`,
    punycode: null,
  }));
}
