import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { Scope } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { Failure } from "../../components/Blank";
import { Segmented } from "../../components/Choice";
import { TextField } from "../../components/Field";
import { Findings } from "../../components/Findings";
import { Mark } from "../../components/Mark";
import { Sheet } from "../../components/Sheet";
import styles from "./TestBox.module.css";

const TYPING_MS = 150;

/** Paste a URI: what rules say about it, and what each connected server would compare. Nothing is sent. */
export function TestBox({
  scope,
  isOpen,
  onClose,
}: {
  scope: Scope;
  isOpen: boolean;
  onClose: () => void;
}): ReactNode {
  const [typed, setTyped] = useState({ uri: "", requested: "" });
  const [kind, setKind] = useState<"web" | "spa" | "native">("web");
  const [asked, setAsked] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const answer = useQuery({
    ...queries.testUri({ scope, uri: asked.uri, requested: asked.requested || null, app_type: kind }),
    enabled: isOpen && asked.uri !== "",
  });
  return (
    <Sheet
      title="Test a redirect URI"
      subject="Nothing is sent and nothing is kept."
      isOpen={isOpen}
      onClose={onClose}
    >
      <div className={styles.form}>
        <TextField
          label="URI, as it would be registered"
          mono
          value={typed.uri}
          onChange={(uri) => setTyped((before) => ({ ...before, uri }))}
        />
        <TextField
          label="URI that arrives, to be compared"
          hint="May stay empty."
          mono
          value={typed.requested}
          onChange={(requested) => setTyped((before) => ({ ...before, requested }))}
        />
        <Segmented
          label="Whose"
          value={kind}
          options={[
            { value: "web", label: "Web" },
            { value: "spa", label: "Single-page" },
            { value: "native", label: "Native" },
          ]}
          onChange={setKind}
        />
      </div>
      {answer.error && <Failure problem={asProblem(answer.error)} />}
      {asked.uri !== "" &&
        answer.data?.servers.map((server) => (
          <section
            key={`${server.connection_name} ${server.clients}`}
            className={styles.server}
            aria-label={`${server.connection_name}, ${server.clients}`}
          >
            <h3>
              {server.connection_name} <span>{server.clients}</span>
            </h3>
            <p>{server.rule}</p>
            {asked.requested !== "" && (
              <p className={styles.matches}>
                <Mark
                  name={server.matches === null ? "unknown" : server.matches ? "proven" : "failed"}
                  size={13}
                />
                {server.matches === null
                  ? "The two texts alone do not tell."
                  : server.matches
                    ? "It matches: a code would be sent there."
                    : "It does not match: the server refuses."}
              </p>
            )}
            {server.risks.length > 0 ? (
              <Findings findings={server.risks} full />
            ) : (
              <p className={styles.calm}>No rule objects.</p>
            )}
          </section>
        ))}
    </Sheet>
  );
}
