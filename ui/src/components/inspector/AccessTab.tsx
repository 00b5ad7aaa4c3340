import type { ReactNode } from "react";
import type { ShowClientResponse } from "../../api/contract.gen";
import { duration } from "../../words/time";
import { Tag } from "../Tag";
import { Remark } from "./Inspector";
import styles from "./Inspector.module.css";

export function AccessTab({ shown }: { shown: ShowClientResponse; now: number }): ReactNode {
  const { access, unread } = shown;
  const hidden = unread.some(({ what }) => what.includes("grant"));
  const apisHidden = unread.some(({ what }) => what === "APIs");
  return (
    <>
      <section>
        <div className={styles.heading}>
          <h3>Grants</h3>
          <span>{hidden ? "not read" : access.grants.length}</span>
        </div>
        {access.grants.length === 0 &&
          (hidden ? (
            <Remark mark="unknown">
              Which APIs it was granted cannot be told: the grants were not read.
            </Remark>
          ) : (
            <p className={styles.quiet}>No API was granted to it.</p>
          ))}
        {access.grants.map((grant) => (
          <div key={grant.audience} className={styles.grant}>
            <div className={styles.grantHead}>
              <b>{grant.api}</b>
              {grant.by_default && <Tag title="Applies to every third-party client">by default</Tag>}
            </div>
            <code className={styles.wrap}>{grant.audience}</code>
            <p className={styles.scopes}>
              {grant.all_scopes ? "every scope" : grant.scopes.length ? grant.scopes.join(" ") : "no scope"}
            </p>
            <p className={styles.small}>
              {grant.token_lifetime_ms === null ? (
                <Tag tone="unknown">token lifetime not read</Tag>
              ) : (
                `A token lives ${duration(grant.token_lifetime_ms)}.`
              )}
            </p>
          </div>
        ))}
      </section>
      <section>
        <div className={styles.heading}>
          <h3>Open to every client</h3>
          <span>{access.open_apis.length || (apisHidden ? "not read" : "")}</span>
        </div>
        {access.open_apis.length === 0 && apisHidden ? (
          <Remark mark="unknown">Which APIs are open cannot be told: the APIs were not read.</Remark>
        ) : access.open_apis.length === 0 ? (
          <p className={styles.quiet}>No API lets every client in on behalf of a user.</p>
        ) : (
          <ul className={styles.uris}>
            {access.open_apis.map((api) => (
              <li key={api}>{api}</li>
            ))}
          </ul>
        )}
      </section>
      <section>
        <div className={styles.heading}>
          <h3>Longest token</h3>
        </div>
        <p>
          {duration(access.token_lifetime_ms)}
          {access.longest && `, for ${access.longest}`}
        </p>
        {access.lifetime_unreadable && (
          <Remark mark="unknown">The real lifetime could not be read, so thirty days are assumed.</Remark>
        )}
        <p className={styles.small}>
          Refresh tokens do not count here: redeeming one is a use, and the log shows it.
        </p>
      </section>
    </>
  );
}
