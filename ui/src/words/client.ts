import type {
  ActivityKind,
  ClientRow,
  ClientTag,
  CredentialKindView,
  OriginView,
  PartyView,
} from "../api/contract.gen";
import { age, date, utc } from "./time";

/** A short word for a column, and the whole one for its title and for other places. */
export interface Words {
  short: string;
  long: string;
}

const PARTIES: Record<PartyView, Words> = {
  first: { short: "1st", long: "First-party" },
  third_strict: { short: "3rd", long: "Third-party, strict mode" },
  third_permissive: { short: "3rd", long: "Third-party, permissive mode" },
  unknown: { short: "?", long: "Party not known" },
};

const ORIGINS: Record<OriginView, Words | null> = {
  admin: null,
  dcr: { short: "DCR", long: "Self-registered" },
  cimd: { short: "CIMD", long: "From a client-id metadata document" },
  unknown: null,
};

export const partyWords = (party: PartyView): Words => PARTIES[party];
export const originWords = (origin: OriginView): Words | null => ORIGINS[origin];

/** Whose client it is and how it came: the origin wins where there is one to tell. */
export function kindWords(row: Pick<ClientRow, "party" | "origin">): Words {
  const origin = ORIGINS[row.origin];
  if (!origin) return PARTIES[row.party];
  return { short: origin.short, long: `${origin.long}, ${PARTIES[row.party].long.toLowerCase()}` };
}

export const CREDENTIALS: Record<CredentialKindView, string> = {
  secret: "Secret",
  public: "Public",
  private_key_jwt: "Key JWT",
  mtls: "mTLS",
  other: "Other",
  cannot_tell: "Cannot tell",
};

export const CREDENTIALS_LONG: Record<CredentialKindView, string> = {
  secret: "Client secret",
  public: "Public client: no credential",
  private_key_jwt: "Private key JWT",
  mtls: "Mutual TLS",
  other: "A method that Rollcall does not know",
  cannot_tell: "Cannot tell: the scopes of this connection hide it",
};

const GRANTS: Record<string, string> = {
  authorization_code: "AC",
  refresh_token: "RT",
  client_credentials: "CC",
  implicit: "IM",
  password: "PW",
  "http://auth0.com/oauth/grant-type/password-realm": "PW",
  "urn:ietf:params:oauth:grant-type:device_code": "DC",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": "JB",
  "urn:ietf:params:oauth:grant-type:token-exchange": "TE",
  "urn:openid:params:grant-type:ciba": "CB",
};

/** `AC RT`; what has no short form shows as `+1`. */
export function grantWords(grants: readonly string[] | null): Words | null {
  if (grants === null) return null;
  const known = [...new Set(grants.flatMap((grant) => GRANTS[grant] ?? []))];
  const others = grants.filter((grant) => !(grant in GRANTS)).length;
  const short = [...known, ...(others ? [`+${others}`] : [])].join(" ");
  return { short: short || "none", long: grants.length ? grants.join(", ") : "no grant type" };
}

export const KINDS_OF_USE: Record<ActivityKind, string> = {
  client_credentials: "client credentials",
  sign_in: "sign-in",
  refresh: "refresh",
  silent_authentication: "silent authentication",
  token_exchange: "token exchange",
  management_call: "Management API call",
  failure: "failure",
  traffic: "traffic without a token",
};

export const TAGS: Record<ClientTag, Words> = {
  global: { short: "Global client", long: "The tenant's own global client: never judged" },
  rollcall: { short: "Rollcall itself", long: "The client that Rollcall signs in as: never judged" },
};

/** The name, or the id where no name is known. */
export function clientName(row: Pick<ClientRow, "name" | "client_id">): string {
  return row.name ?? row.client_id;
}

/** The column "Last": an age, a date next to a gap, or what is known instead. */
export function lastUse(row: ClientRow, now: number): { text: string; title: string; known: boolean } {
  if (row.last_use_at !== null) {
    const kind = row.last_use_kind ? `, ${KINDS_OF_USE[row.last_use_kind]}` : "";
    const title = `${utc(row.last_use_at)}${kind}${row.or_in_gap ? "; or later, in a gap of the log" : ""}`;
    return row.or_in_gap
      ? { text: `${date(row.last_use_at, now)}, or in the gap`, title, known: true }
      : { text: age(now - row.last_use_at), title, known: true };
  }
  if (row.judgement?.never_used) {
    return { text: "never", title: "Its whole life is in the log and holds no use", known: true };
  }
  return row.or_in_gap
    ? { text: "not known", title: "No use in the days that are held; the rest is not known", known: false }
    : { text: "none seen", title: "No use in the days that are held", known: true };
}

/** One line of tab-separated text, as copied into a sheet or a ticket. */
export function rowText(row: ClientRow, verdict: string): string {
  return [
    row.connection_name,
    row.client_id,
    clientName(row),
    kindWords(row).long,
    verdict,
    row.last_use_at === null ? "" : new Date(row.last_use_at).toISOString(),
    row.owner ?? "",
  ].join("\t");
}
