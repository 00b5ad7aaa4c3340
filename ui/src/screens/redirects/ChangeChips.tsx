import type { ReactNode, Ref } from "react";
import type { AuthorView } from "../../api/contract.gen";
import { type Chip, Chips, type Facet, toggled } from "../../components/Chips";
import { RISK_WORDS, RISKS } from "../../words/risk";
import { DAY_MS, date } from "../../words/time";
import { CHANNEL_WORDS, CHANNELS, type RedirectsSearch } from "./search";

type Change = Partial<Record<keyof RedirectsSearch, unknown>>;

/** How many days back a person can ask for with one press. */
const SINCE_DAYS = [1, 7, 30, 90];
/** How many actors the menu names. */
const ACTORS = 20;

/** The filters in force, each with its way out, and one way in. They live in the URL. */
export function ChangeChips({
  search,
  authors,
  now,
  onChange,
  addRef,
}: {
  search: RedirectsSearch;
  authors: readonly AuthorView[];
  now: number;
  onChange: (change: Change) => void;
  addRef: Ref<HTMLButtonElement>;
}): ReactNode {
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const facets: readonly Facet<Change>[] = [
    {
      name: "Risk",
      values: RISKS.map((id) => ({ id, words: RISK_WORDS[id] })),
      selected: search.risk ?? [],
      choose: (value) => ({ risk: toggled(search.risk, value) }),
    },
    {
      name: "Channel",
      values: CHANNELS.map((id) => ({ id, words: CHANNEL_WORDS[id] })),
      selected: search.channel ?? [],
      choose: (value) => ({ channel: toggled(search.channel, value) }),
    },
    {
      name: "Actor",
      values: authors.slice(0, ACTORS).map(({ key, words }) => ({ id: key, words })),
      selected: search.actor ? [search.actor] : [],
      choose: (value) => ({ actor: value }),
    },
    {
      name: "Since",
      values: SINCE_DAYS.map((days) => ({
        id: String(today - days * DAY_MS),
        words: `${date(today - days * DAY_MS, now)} (${days === 1 ? "1 day" : `${days} days`})`,
      })),
      selected: search.since === undefined ? [] : [String(search.since)],
      choose: (value) => ({ since: Number(value) }),
    },
  ];
  const chips: Chip<Change>[] = [];
  if (search.since !== undefined) {
    chips.push({ name: "Since", value: date(search.since, now), clear: { since: undefined } });
  }
  if (search.risk) {
    const value = search.risk.map((risk) => RISK_WORDS[risk]).join(" or ");
    chips.push({ name: "Risk", value, clear: { risk: undefined } });
  }
  if (search.channel) {
    const value = search.channel.map((channel) => CHANNEL_WORDS[channel]).join(" or ");
    chips.push({ name: "Channel", value, clear: { channel: undefined } });
  }
  if (search.actor !== undefined) {
    const known = authors.find(({ key }) => key === search.actor);
    chips.push({ name: "Actor", value: known?.words ?? search.actor, clear: { actor: undefined } });
  }
  if (search.client) {
    chips.push({ name: "Client", value: search.client[1], clear: { client: undefined } });
  }
  return <Chips chips={chips} facets={facets} onChange={onChange} addRef={addRef} />;
}
