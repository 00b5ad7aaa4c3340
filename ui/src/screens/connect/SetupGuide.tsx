import type { ReactNode } from "react";
import type { ConnectionView, SetupGuideResponse } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import { Failure, Skeleton } from "../../components/Blank";
import { CopyButton } from "../../components/CopyButton";
import { Mark } from "../../components/Mark";
import styles from "./SetupGuide.module.css";

/** How to make the least-privilege client, in the Dashboard or with Auth0's own command line. */
export function SetupGuide({
  guide,
  permission,
  isChecking,
  error,
}: {
  guide: SetupGuideResponse | undefined;
  permission: ConnectionView["permission"];
  isChecking: boolean;
  error: unknown;
}): ReactNode {
  return (
    <div className={styles.box}>
      <div className={styles.head}>
        <h2>Readiness</h2>
        <span role="status">
          {isChecking ? (
            <>
              <Mark name="running" /> signing in and reading a few answers
            </>
          ) : (
            "not checked yet"
          )}
        </span>
      </div>
      {error !== null && error !== undefined && <Failure problem={asProblem(error)} />}
      {!guide && !error && <Skeleton rows={6} label="Reading the guide" />}
      {guide && (
        <>
          <section className={styles.part}>
            <div className={styles.title}>
              <h3>
                {permission === "read_only"
                  ? "A client that may only observe"
                  : "A client that may observe and act"}
              </h3>
              <CopyButton text={guide.scopes.join(" ")}>Copy scopes</CopyButton>
            </div>
            <p>
              Rollcall needs these scopes of the Management API and no others. With fewer it says what it
              cannot tell.
            </p>
            <ul className={styles.scopes}>
              {guide.scopes.map((scope) => (
                <li key={scope}>
                  <code>{scope}</code>
                </li>
              ))}
            </ul>
          </section>
          <section className={styles.part}>
            <div className={styles.title}>
              <h3>In the Auth0 Dashboard</h3>
            </div>
            <ol className={styles.steps}>
              {guide.dashboard_steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </section>
          <section className={styles.part}>
            <div className={styles.title}>
              <h3>Or with the Auth0 CLI</h3>
              <CopyButton text={guide.commands.join("\n")}>Copy commands</CopyButton>
            </div>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
            <pre className={styles.commands} tabIndex={0}>
              {guide.commands.join("\n\n")}
            </pre>
          </section>
        </>
      )}
    </div>
  );
}
