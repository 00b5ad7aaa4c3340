import type {
  ChangeDetail,
  ChangeRow,
  ClientRow,
  Commands,
  HostRow,
  LineView,
} from "../src/api/contract.gen";
import { changeDetail, changeRow, HOSTS } from "./changes";
import { clientRow, coverage, shownClient } from "./fixtures";

/** Everything that may stand in a list of URIs and try to hide, turn or burst what stands around it. */
export const BAD_URIS: readonly string[] = [
  "https://a.example/\u202e\u2066gnp.kcabllac\u2069",
  "https://a.example/\u0000\u001b[31m\u0007\r\nSet-Cookie: x",
  "https://a.example/%FF%C0%80%ED%A0%80%zz%",
  `https://a.example/${"x".repeat(10_000)}`,
  `https://${"\u0301".repeat(400)}a.example/`,
  "https://a.example/\u200b\u00ad\ufeff\u2028\u2029end",
  "<img src=x onerror=alert(1)>",
  ...Array.from({ length: 3_000 }, (_, i) => `https://app${i}.example/cb`),
];

const LONGEST = 400;

/** As the core cuts it. */
function line(uri: string): LineView {
  const letters = [...uri];
  const text = letters.slice(0, LONGEST).join("");
  return {
    kind: "added",
    pieces: [{ text, look: "plain" }],
    punycode: null,
    cut: Math.max(0, letters.length - LONGEST),
  };
}

/** A change that added all of them to a client with a name like that. */
export function badRow(lines: number): ChangeRow {
  return changeRow({
    client_name: "Bad \u202e\u0000client",
    title: "3,007 redirect URIs added",
    lines: BAD_URIS.slice(0, lines).map(line),
    more_lines: BAD_URIS.length - lines,
    written_again_by: null,
  });
}

export function badDetail(): ChangeDetail {
  const [like] = changeDetail(changeRow()).uris;
  const row = badRow(500);
  if (!like) throw new Error("the fixture has no URI");
  return {
    row,
    before: [],
    after: [...BAD_URIS],
    usual_address: null,
    since: { rows: 0, is_whole: false },
    uris: BAD_URIS.slice(0, 20).map((uri) => ({
      ...like,
      uri,
      lookalike: null,
      parts: [{ name: "Path", value: uri, note: "was not there", risk: null }],
      risks: [],
    })),
  };
}

/** Clients that somebody registered with names like that. */
export const BAD_CLIENTS: readonly ClientRow[] = BAD_URIS.slice(0, 7).map((name, index) =>
  clientRow(index, { client_id: `bad${index}`, name, origin: "dcr" }),
);

type Answered = "list_changes" | "show_change" | "list_hosts" | "list_clients" | "show_client";

/** A tenant with such a client. */
export const BAD: { [N in Answered]: (request: Commands[N]["request"]) => Commands[N]["response"] } = {
  list_changes: ({ offset }) => ({
    rows: offset === 0 ? [badRow(6), changeRow({ number: 2, client_name: "After it" })] : [],
    before: null,
    offset,
    total: 2,
    passing: 2,
    all: 2,
    open: 2,
    critical: 2,
    authors: [{ key: "x", words: "\u202ebad actor", changes: 2 }],
    unread: [],
    proven: true,
    ever_read: true,
  }),
  show_change: () => ({ change: badDetail() }),
  list_hosts: ({ offset }) => ({
    hosts: BAD_URIS.slice(0, 7).map((uri) => ({
      ...(HOSTS[0] as HostRow),
      host: uri,
      clients: [],
      client_count: 0,
    })),
    offset,
    passing: 7,
    total: { n: 7, proven: true },
    unread: [],
    ever_read: true,
  }),
  list_clients: ({ offset }) => ({
    rows: [...BAD_CLIENTS],
    offset,
    total: { n: BAD_CLIENTS.length, proven: true },
    all: { n: BAD_CLIENTS.length, proven: true },
    coverage: [coverage()],
    unread: [],
    ever_read: true,
  }),
  show_client: ({ client }) =>
    shownClient(BAD_CLIENTS.find(({ client_id }) => client_id === client.client_id) ?? clientRow(0)),
};
