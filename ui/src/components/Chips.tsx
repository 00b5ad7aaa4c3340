import { lazy, type ReactNode, type Ref } from "react";
import styles from "./Chips.module.css";
import { Icon } from "./Icon";
import { MenuButton } from "./MenuButton";
import { Visible } from "./Uri";

const FilterMenu = lazy(() => import("./FilterMenu"));

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
        <MenuButton
          className={styles.add}
          ref={addRef}
          menu={(opener) => (
            <FilterMenu
              opener={opener}
              facets={facets.map(({ choose, ...facet }) => ({
                ...facet,
                onChoose: (value: string) => onChange(choose(value)),
              }))}
              singles={
                singles
                  ? {
                      title: singles.title,
                      items: singles.items.map(({ words, change }) => ({
                        words,
                        onChoose: () => onChange(change),
                      })),
                    }
                  : null
              }
            />
          )}
        >
          <Icon name="plus" size={13} /> Filter
        </MenuButton>
      </li>
    </ul>
  );
}
