import { type ChangeEvent, type ReactNode, useRef, useState } from "react";
import { importOwners, previewOwners, undoAnnotation } from "../../api/actions";
import type { PreviewOwnersResponse } from "../../api/contract.gen";
import { asProblem, type Problem } from "../../api/errors";
import { Failure } from "../../components/Blank";
import { Button } from "../../components/Button";
import { Mark } from "../../components/Mark";
import { Sheet } from "../../components/Sheet";
import { useToasts } from "../../components/Toasts";
import { counted } from "../../words/number";
import { useFrame } from "../frame/FrameContext";
import styles from "./OwnersImport.module.css";

/** Owners from a CSV file: first what it would do, then one step that can be undone. */
export function OwnersImport({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): ReactNode {
  const { scope, scopeName } = useFrame();
  const toasts = useToasts();
  const [preview, setPreview] = useState<PreviewOwnersResponse | null>(null);
  const [file, setFile] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const close = () => {
    setPreview(null);
    setProblem(null);
    setFile("");
    onClose();
  };
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const chosen = event.target.files?.[0];
    event.target.value = "";
    if (!chosen) return;
    setFile(chosen.name);
    setProblem(null);
    setPreview(null);
    try {
      setPreview(await previewOwners(scope, await chosen.text()));
    } catch (cause) {
      setProblem(asProblem(cause));
    }
  };
  const write = () => {
    if (!preview) return;
    importOwners(preview.changes).then(
      ({ undo_id, changed }) => {
        toasts.say({
          title: `${counted(changed, "owner")} written`,
          text: `From ${file}. Kept on this computer, with your name and the time.`,
          link: {
            label: "Undo",
            onClick: () => {
              undoAnnotation(undo_id).then(() => toasts.say({ title: "Undone" }), toasts.fail);
            },
          },
        });
        close();
      },
      (cause) => setProblem(asProblem(cause)),
    );
  };
  return (
    <Sheet
      title="Import owners"
      subject={`From a CSV file into ${scopeName}`}
      isOpen={isOpen}
      onClose={close}
      footer={
        <>
          <span className={styles.foot}>Nothing is sent to the tenant.</span>
          <Button onClick={close}>Close</Button>
          <Button look="primary" disabled={!preview || preview.changes.length === 0} onClick={write}>
            {preview && preview.changes.length > 0
              ? `Write ${counted(preview.changes.length, "owner")}`
              : "Write owners"}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>
        The file needs the columns <code>client_id</code> and <code>owner</code>, and <code>connection</code>{" "}
        where an id exists in more than one. Its other columns are left alone.
      </p>
      <input
        ref={input}
        className="visually-hidden"
        type="file"
        accept=".csv,text/csv"
        aria-label="CSV file with owners"
        onChange={(event) => void read(event)}
      />
      <Button icon="folder" onClick={() => input.current?.click()}>
        {file === "" ? "Choose a file…" : `${file} · choose another…`}
      </Button>
      {problem && <Failure problem={problem} />}
      {preview && (
        <div className={styles.preview}>
          <p role="status">
            {counted(preview.changes.length, "owner")} would change, {counted(preview.unchanged, "row")}{" "}
            already so, {counted(preview.refused.length, "row")} cannot be used.
          </p>
          {preview.refused.length > 0 && (
            <ul className={styles.refused}>
              {preview.refused.map(({ line, why }) => (
                <li key={line}>
                  <Mark name="high" />
                  Line {line}: {why}
                </li>
              ))}
            </ul>
          )}
          {preview.changes.length > 0 && (
            <table className={styles.table}>
              <thead>
                <tr>
                  <th>Client</th>
                  <th>Owner now</th>
                  <th>Owner then</th>
                </tr>
              </thead>
              <tbody>
                {preview.changes.map((change) => (
                  <tr key={`${change.client.connection_id} ${change.client.client_id}`}>
                    <td title={change.client.client_id}>{change.name ?? change.client.client_id}</td>
                    <td>{change.before ?? "none"}</td>
                    <td>{change.after === "" ? "none" : change.after}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </Sheet>
  );
}
