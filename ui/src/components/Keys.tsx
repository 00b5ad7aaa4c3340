import type { ReactNode } from "react";
import styles from "./Keys.module.css";
import { Sheet } from "./Sheet";

export interface KeyHelp {
  /** Keys pressed one after the other or, joined with `+`, together. */
  keys: readonly string[];
  does: string;
}

export function Key({ children }: { children: string }): ReactNode {
  return <kbd className={styles.key}>{children}</kbd>;
}

/** The `?` sheet: every key that works on this screen. */
export function KeySheet({
  screen,
  groups,
  isOpen,
  onClose,
}: {
  screen: string;
  groups: readonly { title: string; keys: readonly KeyHelp[] }[];
  isOpen: boolean;
  onClose: () => void;
}): ReactNode {
  return (
    <Sheet title="Keys on this screen" subject={screen} isOpen={isOpen} onClose={onClose}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: in a low window a scrolling region, reached by keyboard */}
      <div className={styles.groups} role="group" aria-label="Keys" tabIndex={0}>
        {groups.map((group) => (
          <section key={group.title} className={styles.group}>
            <h3>{group.title}</h3>
            <dl>
              {group.keys.map((help) => (
                <div key={help.does}>
                  <dt>
                    {help.keys.map((key) => (
                      <Key key={key}>{key}</Key>
                    ))}
                  </dt>
                  <dd>{help.does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Sheet>
  );
}
