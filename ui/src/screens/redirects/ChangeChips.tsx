import type { ReactNode, Ref } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover, SubmenuTrigger } from "react-aria-components";
import type { AuthorView } from "../../api/contract.gen";
import { Icon } from "../../components/Icon";
import { RISK_WORDS, RISKS } from "../../words/risk";
import { DAY_MS, date } from "../../words/time";
import styles from "../clients/FilterChips.module.css";
import { CHANNEL_WORDS, CHANNELS, type RedirectsSearch } from "./search";

type Change = Partial<Record<keyof RedirectsSearch, unknown>>;

/** How many days back a person can ask for with one press. */
const SINCE_DAYS = [1, 7, 30, 90];
/** How many actors the menu names. */
const ACTORS = 20;

interface Facet {
  id: string;
  name: string;
  values: readonly { id: string; words: string }[];
  selected: readonly string[];
  choose: (value: string) => Change;
}

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
  const toggled = (before: readonly string[] | undefined, value: string) => {
    const kept = before ?? [];
    const after = kept.includes(value) ? kept.filter((entry) => entry !== value) : [...kept, value];
    return after.length > 0 ? after : undefined;
  };
  const today = Math.floor(now / DAY_MS) * DAY_MS;
  const facets: readonly Facet[] = [
    {
      id: "risk",
      name: "Risk",
      values: RISKS.map((id) => ({ id, words: RISK_WORDS[id] })),
      selected: search.risk ?? [],
      choose: (value) => ({ risk: toggled(search.risk, value) }),
    },
    {
      id: "channel",
      name: "Channel",
      values: CHANNELS.map((id) => ({ id, words: CHANNEL_WORDS[id] })),
      selected: search.channel ?? [],
      choose: (value) => ({ channel: toggled(search.channel, value) }),
    },
    {
      id: "actor",
      name: "Actor",
      values: authors.slice(0, ACTORS).map(({ key, words }) => ({ id: key, words })),
      selected: search.actor ? [search.actor] : [],
      choose: (value) => ({ actor: value }),
    },
    {
      id: "since",
      name: "Since",
      values: SINCE_DAYS.map((days) => ({
        id: String(today - days * DAY_MS),
        words: `${date(today - days * DAY_MS, now)} (${days === 1 ? "1 day" : `${days} days`})`,
      })),
      selected: search.since === undefined ? [] : [String(search.since)],
      choose: (value) => ({ since: Number(value) }),
    },
  ];
  const chips: { name: string; value: string; clear: Change }[] = [];
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
  return (
    <ul className={styles.chips} aria-label="Filters">
      {chips.map((chip) => (
        <li key={chip.name} className={styles.chip}>
          <span className={styles.key}>{chip.name}</span>
          <span className={styles.value} title={chip.value}>
            {chip.value}
          </span>
          <button
            type="button"
            aria-label={`Remove the filter ${chip.name}: ${chip.value}`}
            onClick={() => onChange(chip.clear)}
          >
            <Icon name="x" size={12} />
          </button>
        </li>
      ))}
      <li>
        <MenuTrigger>
          <Button ref={addRef} className={styles.add ?? ""}>
            <Icon name="plus" size={13} /> Filter
          </Button>
          <Popover className={styles.popover ?? ""} placement="bottom start">
            <Menu className={styles.menu ?? ""} aria-label="Add a filter">
              {facets
                .filter(({ values }) => values.length > 0)
                .map((facet) => (
                  <SubmenuTrigger key={facet.id}>
                    <MenuItem className={styles.item ?? ""} id={facet.id} textValue={facet.name}>
                      {facet.name}
                      <Icon name="right" size={13} />
                    </MenuItem>
                    <Popover className={styles.popover ?? ""}>
                      <Menu
                        className={styles.menu ?? ""}
                        aria-label={facet.name}
                        selectionMode="multiple"
                        selectedKeys={facet.selected}
                        onAction={(value) => onChange(facet.choose(String(value)))}
                      >
                        {facet.values.map(({ id, words }) => (
                          <MenuItem key={id} id={id} className={styles.item ?? ""} textValue={words}>
                            {({ isSelected }) => (
                              <>
                                {words}
                                {isSelected && <Icon name="check" size={13} />}
                              </>
                            )}
                          </MenuItem>
                        ))}
                      </Menu>
                    </Popover>
                  </SubmenuTrigger>
                ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      </li>
    </ul>
  );
}
