import type { ChangeDetail, ChangeRow, HostRow } from "../src/api/contract.gen";
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
    ...change,
  };
}

/** One change of each kind that the timeline tells apart. */
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
    risks: [],
    own: { mark: 3, host: "northmere.example", is_domain: true, by: "Rana", at: minutes(900) },
    domain: "northmere.example",
  },
];
