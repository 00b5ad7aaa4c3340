import { type ReactNode, useMemo } from "react";
import type { ShowClientResponse } from "../../api/contract.gen";
import { visibleJson } from "../../words/json";
import { CopyButton } from "../CopyButton";
import { When } from "../When";
import { Remark } from "./Inspector";
import styles from "./Inspector.module.css";

export function JsonTab({ shown, now }: { shown: ShowClientResponse; now: number }): ReactNode {
  const text = useMemo(() => (shown.json === null ? null : visibleJson(shown.json)), [shown.json]);
  return (
    <section>
      <div className={styles.heading}>
        <h3>As last read</h3>
        <span>{shown.read_at !== null && <When at={shown.read_at} now={now} />}</span>
        <span className={styles.aside} />
        {text !== null && <CopyButton text={text}>Copy JSON</CopyButton>}
      </div>
      {text === null ? (
        <Remark mark="unknown">
          Not read yet: this client is known from the log alone. Its JSON comes with the next listing.
        </Remark>
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
          <pre className={styles.json} tabIndex={0}>
            {text}
          </pre>
          <p className={styles.small}>Secrets were never asked for, so none is left out.</p>
        </>
      )}
    </section>
  );
}
