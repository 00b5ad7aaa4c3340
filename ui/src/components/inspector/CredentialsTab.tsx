import type { ReactNode } from "react";
import type { ShowClientResponse } from "../../api/contract.gen";
import { CREDENTIALS_LONG } from "../../words/client";
import { Remark } from "./Inspector";
import styles from "./Inspector.module.css";

/** The method only: what a secret is, or how old it is, never comes here. */
export function CredentialsTab({ shown }: { shown: ShowClientResponse }): ReactNode {
  const { credential, row } = shown;
  return (
    <section>
      <div className={styles.heading}>
        <h3>How it proves itself</h3>
      </div>
      <p>{credential.words || CREDENTIALS_LONG[row.credential]}</p>
      {credential.why && <Remark mark="unknown">{credential.why}</Remark>}
      {credential.key_ids.length > 0 && (
        <>
          <div className={styles.heading}>
            <h3>Keys</h3>
            <span>by id</span>
          </div>
          <ul className={styles.uris}>
            {credential.key_ids.map((id) => (
              <li key={id}>{id}</li>
            ))}
          </ul>
        </>
      )}
      <p className={styles.small}>Rollcall never asks for a client's secret, so none is on this computer.</p>
    </section>
  );
}
