import type { ReactNode } from "react";
import type { ShowClientResponse } from "../../api/contract.gen";
import { count } from "../../words/number";
import { CopyButton } from "../CopyButton";
import { Findings } from "../Findings";
import { Visible } from "../Uri";
import { Remark } from "./Inspector";
import styles from "./Inspector.module.css";

/** Every list of URIs and origins that the client holds, exact and in the server's order, with what rules say about each today. */
export function UrisTab({ shown }: { shown: ShowClientResponse }): ReactNode {
  if (shown.uris === null) {
    return (
      <section>
        <Remark mark="unknown">
          Which URIs it holds cannot be told: they were not read, or Rollcall's token does not show them.
        </Remark>
      </section>
    );
  }
  return shown.uris.map((list, place) => (
    <section key={list.what}>
      <div className={styles.heading}>
        <h3>{list.what}</h3>
        <span>{count(list.total)}</span>
      </div>
      {list.total === 0 && <p className={styles.quiet}>None.</p>}
      <ol className={styles.entries}>
        {list.entries.map(({ uri, punycode, risks }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a server may list one URI twice, and the order is its own
          <li key={`${index} ${uri}`}>
            <div className={styles.entry}>
              <code className={styles.wrap}>
                <Visible text={uri} />
              </code>
              <CopyButton text={uri} label="Copy the URI" />
            </div>
            {punycode !== null && (
              <p className={styles.small}>
                resolved as <code>{punycode}</code>
              </p>
            )}
            <Findings findings={risks} full />
          </li>
        ))}
      </ol>
      {list.total > list.entries.length && (
        <p className={styles.small}>{count(list.total - list.entries.length)} more stand in JSON.</p>
      )}
      {place === 0 && <p className={styles.small}>{shown.uri_rule}</p>}
    </section>
  ));
}
