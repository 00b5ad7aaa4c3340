import type { ReactNode } from "react";
import { Header, Menu, MenuItem, MenuSection, Popover, SubmenuTrigger } from "react-aria-components";
import styles from "./Chips.module.css";
import { Icon } from "./Icon";
import { type MenuOpener, OpenMenu } from "./OpenMenu";
import { Visible } from "./Uri";

interface FilterMenuProps {
  opener: MenuOpener;
  facets: readonly {
    name: string;
    values: readonly { id: string; words: string }[];
    selected: readonly string[];
    onChoose: (value: string) => void;
  }[];
  singles: { title: string; items: readonly { words: string; onChoose: () => void }[] } | null;
}

/** What a list can be filtered by: properties with their values, and what has none. */
export default function FilterMenu({ opener, facets, singles }: FilterMenuProps): ReactNode {
  const [popover, menu, item] = [styles.popover ?? "", styles.menu ?? "", styles.item ?? ""];
  return (
    <OpenMenu opener={opener} popover={popover}>
      <Menu className={menu} aria-label="Add a filter">
        {facets
          .filter(({ values }) => values.length > 0)
          .map((facet) => (
            <SubmenuTrigger key={facet.name}>
              <MenuItem className={item} id={facet.name} textValue={facet.name}>
                {facet.name}
                <Icon name="right" size={13} />
              </MenuItem>
              <Popover className={popover}>
                <Menu
                  className={menu}
                  aria-label={facet.name}
                  selectionMode="multiple"
                  selectedKeys={facet.selected}
                  onAction={(value) => facet.onChoose(String(value))}
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
            {singles.items.map(({ words, onChoose }) => (
              <MenuItem key={words} className={item} onAction={onChoose}>
                {words}
              </MenuItem>
            ))}
          </MenuSection>
        )}
      </Menu>
    </OpenMenu>
  );
}
