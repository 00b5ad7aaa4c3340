import type { ReactNode, Ref } from "react";
import type { CredentialKindView, OriginView, PartyView, Verdict } from "../../api/contract.gen";
import { type Chip, Chips, type Single, toggled } from "../../components/Chips";
import { CREDENTIALS } from "../../words/client";
import { date } from "../../words/time";
import { VERDICT_WORDS, VERDICTS } from "../../words/verdict";
import { type ClientsSearch, CREDENTIAL_VALUES, ORIGIN_VALUES, PARTY_VALUES } from "./search";

type Change = Partial<Record<keyof ClientsSearch, unknown>>;

const PARTY_WORDS: Record<PartyView, string> = {
  first: "First-party",
  third_strict: "Third-party, strict",
  third_permissive: "Third-party, permissive",
  unknown: "Not known",
};
const ORIGIN_WORDS: Record<OriginView, string> = {
  admin: "By an admin",
  dcr: "Self-registered",
  cimd: "Metadata document",
  unknown: "Not known",
};

interface Facet {
  key: "verdict" | "party" | "origin" | "credential";
  name: string;
  values: readonly { id: string; words: string }[];
}

const FACETS: readonly Facet[] = [
  {
    key: "verdict",
    name: "Verdict",
    values: VERDICTS.map((value: Verdict) => ({ id: value, words: VERDICT_WORDS[value] })),
  },
  {
    key: "party",
    name: "Party",
    values: PARTY_VALUES.map((value: PartyView) => ({ id: value, words: PARTY_WORDS[value] })),
  },
  {
    key: "origin",
    name: "Origin",
    values: ORIGIN_VALUES.map((value: OriginView) => ({ id: value, words: ORIGIN_WORDS[value] })),
  },
  {
    key: "credential",
    name: "Credential",
    values: CREDENTIAL_VALUES.map((value: CredentialKindView) => ({ id: value, words: CREDENTIALS[value] })),
  },
];

const ONLY: { title: string; items: readonly Single<Change>[] } = {
  title: "Only clients",
  items: [
    { words: "without an owner", change: { owner: "none" } },
    { words: "with an owner", change: { owner: "some" } },
    { words: "never used", change: { never: true } },
    { words: "failing in the last 7 days", change: { failing: true } },
  ],
};

function joined(values: readonly string[], facet: Facet): string {
  return values.map((value) => facet.values.find(({ id }) => id === value)?.words ?? value).join(" or ");
}

/** The filters in force, each with its way out, and one way in. They live in the URL. */
export function FilterChips({
  search,
  now,
  ofPast,
  onChange,
  addRef,
}: {
  search: ClientsSearch;
  now: number;
  /** Whether the list is of a past day: owners, uses and failures are known of now alone. */
  ofPast: boolean;
  onChange: (change: Change) => void;
  addRef: Ref<HTMLButtonElement>;
}): ReactNode {
  const chips: Chip<Change>[] = [];
  for (const facet of FACETS) {
    const values = search[facet.key];
    if (values)
      chips.push({ name: facet.name, value: joined(values, facet), clear: { [facet.key]: undefined } });
  }
  if (search.owner && !ofPast) {
    chips.push({
      name: "Owner",
      value: search.owner === "none" ? "none" : "somebody",
      clear: { owner: undefined },
    });
  }
  if (search.never && !ofPast) chips.push({ name: "Use", value: "never used", clear: { never: undefined } });
  if (search.failing && !ofPast)
    chips.push({ name: "Failing", value: "last 7 days", clear: { failing: undefined } });
  if (search.since !== undefined && !ofPast) {
    chips.push({ name: "New since", value: date(search.since, now), clear: { since: undefined } });
  }
  return (
    <Chips
      chips={chips}
      facets={FACETS.map(({ key, name, values }) => ({
        name,
        values,
        selected: search[key] ?? [],
        choose: (value: string) => ({ [key]: toggled(search[key], value) }),
      }))}
      {...(ofPast ? {} : { singles: ONLY })}
      onChange={onChange}
      addRef={addRef}
    />
  );
}
