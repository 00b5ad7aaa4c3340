import type { ReactNode, Ref } from "react";
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  SubmenuTrigger,
} from "react-aria-components";
import type { CredentialKindView, OriginView, PartyView, Verdict } from "../../api/contract.gen";
import { Icon } from "../../components/Icon";
import { CREDENTIALS } from "../../words/client";
import { date } from "../../words/time";
import { VERDICT_WORDS, VERDICTS } from "../../words/verdict";
import styles from "./FilterChips.module.css";
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
  values: readonly { value: string; words: string }[];
}

const FACETS: readonly Facet[] = [
  {
    key: "verdict",
    name: "Verdict",
    values: VERDICTS.map((value: Verdict) => ({ value, words: VERDICT_WORDS[value] })),
  },
  {
    key: "party",
    name: "Party",
    values: PARTY_VALUES.map((value: PartyView) => ({ value, words: PARTY_WORDS[value] })),
  },
  {
    key: "origin",
    name: "Origin",
    values: ORIGIN_VALUES.map((value: OriginView) => ({ value, words: ORIGIN_WORDS[value] })),
  },
  {
    key: "credential",
    name: "Credential",
    values: CREDENTIAL_VALUES.map((value: CredentialKindView) => ({ value, words: CREDENTIALS[value] })),
  },
];

function joined(values: readonly string[], facet: Facet): string {
  return values
    .map((value) => facet.values.find((entry) => entry.value === value)?.words ?? value)
    .join(" or ");
}

/** The filters in force, each with its way out, and one way in. They live in the URL. */
export function FilterChips({
  search,
  now,
  onChange,
  addRef,
}: {
  search: ClientsSearch;
  now: number;
  onChange: (change: Change) => void;
  addRef: Ref<HTMLButtonElement>;
}): ReactNode {
  const chips: { name: string; value: string; clear: Change }[] = [];
  for (const facet of FACETS) {
    const values = search[facet.key];
    if (values)
      chips.push({ name: facet.name, value: joined(values, facet), clear: { [facet.key]: undefined } });
  }
  if (search.owner) {
    chips.push({
      name: "Owner",
      value: search.owner === "none" ? "none" : "somebody",
      clear: { owner: undefined },
    });
  }
  if (search.never) chips.push({ name: "Use", value: "never used", clear: { never: undefined } });
  if (search.failing) chips.push({ name: "Failing", value: "last 7 days", clear: { failing: undefined } });
  if (search.since !== undefined) {
    chips.push({ name: "New since", value: date(search.since, now), clear: { since: undefined } });
  }
  const toggle = (facet: Facet, value: string) => {
    const before: readonly string[] = search[facet.key] ?? [];
    const after = before.includes(value) ? before.filter((entry) => entry !== value) : [...before, value];
    onChange({ [facet.key]: after.length ? after : undefined });
  };
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
            <Menu
              className={styles.menu ?? ""}
              aria-label="Add a filter"
              onAction={(key) => {
                if (key === "owner none") onChange({ owner: "none" });
                if (key === "owner some") onChange({ owner: "some" });
                if (key === "never") onChange({ never: true });
                if (key === "failing") onChange({ failing: true });
              }}
            >
              {FACETS.map((facet) => (
                <SubmenuTrigger key={facet.key}>
                  <MenuItem className={styles.item ?? ""} id={facet.key} textValue={facet.name}>
                    {facet.name}
                    <Icon name="right" size={13} />
                  </MenuItem>
                  <Popover className={styles.popover ?? ""}>
                    <Menu
                      className={styles.menu ?? ""}
                      aria-label={facet.name}
                      selectionMode="multiple"
                      selectedKeys={search[facet.key] ?? []}
                      onAction={(value) => toggle(facet, String(value))}
                    >
                      {facet.values.map(({ value, words }) => (
                        <MenuItem key={value} id={value} className={styles.item ?? ""} textValue={words}>
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
              <MenuSection className={styles.section ?? ""}>
                <Header className={styles.header ?? ""}>Only clients</Header>
                <MenuItem className={styles.item ?? ""} id="owner none">
                  without an owner
                </MenuItem>
                <MenuItem className={styles.item ?? ""} id="owner some">
                  with an owner
                </MenuItem>
                <MenuItem className={styles.item ?? ""} id="never">
                  never used
                </MenuItem>
                <MenuItem className={styles.item ?? ""} id="failing">
                  failing in the last 7 days
                </MenuItem>
              </MenuSection>
            </Menu>
          </Popover>
        </MenuTrigger>
      </li>
    </ul>
  );
}
