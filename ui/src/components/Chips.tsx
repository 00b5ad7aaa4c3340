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
import styles from "./Chips.module.css";
import { Icon } from "./Icon";
import { Visible } from "./Uri";

/** One filter in force, and the change that takes it away. */
export interface Chip<Change> {
  name: string;
  value: string;
  clear: Change;
}

/** A property to filter by, with the values that a person can choose from. */
export interface Facet<Change> {
  name: string;
  values: readonly { id: string; words: string }[];
  selected: readonly string[];
  choose: (value: string) => Change;
}

/** A filter without values. */
export interface Single<Change> {
  words: string;
  change: Change;
}

/** The values with this one added, or taken out; none at all is no filter. */
export function toggled(before: readonly string[] | undefined, value: string): string[] | undefined {
  const kept = before ?? [];
  const after = kept.includes(value) ? kept.filter((entry) => entry !== value) : [...kept, value];
  return after.length > 0 ? after : undefined;
}

/** The filters in force, each with its way out, and one way in. They live in the URL. */
export function Chips<Change>({
  chips,
  facets,
  singles,
  onChange,
  addRef,
}: {
  chips: readonly Chip<Change>[];
  facets: readonly Facet<Change>[];
  /** Under one heading below the facets. */
  singles?: { title: string; items: readonly Single<Change>[] };
  onChange: (change: Change) => void;
  addRef: Ref<HTMLButtonElement>;
}): ReactNode {
  const item = styles.item ?? "";
  return (
    <ul className={styles.chips} aria-label="Filters">
      {chips.map((chip) => (
        <li key={chip.name} className={styles.chip}>
          <span className={styles.key}>{chip.name}</span>
          <span className={styles.value} title={chip.value}>
            <Visible text={chip.value} />
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
                  <SubmenuTrigger key={facet.name}>
                    <MenuItem className={item} id={facet.name} textValue={facet.name}>
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
                          <MenuItem key={id} id={id} className={item} textValue={words}>
                            {({ isSelected }) => (
                              <>
                                <Visible text={words} />
                                {isSelected && <Icon name="check" size={13} />}
                              </>
                            )}
                          </MenuItem>
                        ))}
                      </Menu>
                    </Popover>
                  </SubmenuTrigger>
                ))}
              {singles && (
                <MenuSection className={styles.section ?? ""}>
                  <Header className={styles.header ?? ""}>{singles.title}</Header>
                  {singles.items.map(({ words, change }) => (
                    <MenuItem key={words} className={item} onAction={() => onChange(change)}>
                      {words}
                    </MenuItem>
                  ))}
                </MenuSection>
              )}
            </Menu>
          </Popover>
        </MenuTrigger>
      </li>
    </ul>
  );
}
