import { type ReactNode, useState } from "react";
import { annotate, copyText, type Export, exportClients, undoAnnotation } from "../api/actions";
import type { ClientKey } from "../api/contract.gen";
import { counted } from "../words/number";
import { AnnotateDialog } from "./AnnotateDialog";
import styles from "./BulkBar.module.css";
import { Button, IconButton } from "./Button";
import type { Selection } from "./grid/selection";
import { useToasts } from "./Toasts";

/** Writes an owner or a note, says so, and offers to undo it. */
export function useAnnotate(): (
  clients: ClientKey[],
  field: "owner" | "note",
  text: string,
) => Promise<void> {
  const toasts = useToasts();
  return async (clients, field, text) => {
    try {
      const { undo_id, changed } = await annotate(clients, { field, text });
      toasts.say({
        title:
          text === ""
            ? `${field === "owner" ? "Owner" : "Note"} removed`
            : `${field === "owner" ? "Owner" : "Note"} written`,
        text: `${counted(changed, "client")}. Kept on this computer, with your name and the time.`,
        link: {
          label: "Undo",
          onClick: () => {
            undoAnnotation(undo_id).then(() => toasts.say({ title: "Undone" }), toasts.fail);
          },
        },
      });
    } catch (cause) {
      toasts.fail(cause);
    }
  };
}

/** Writes a CSV file and says where. */
export function useExport(): (what: Export) => void {
  const toasts = useToasts();
  return (what) => {
    exportClients(what).then(({ path, rows }) => {
      if (path !== null) toasts.say({ title: `${counted(rows, "row")} exported`, text: path });
    }, toasts.fail);
  };
}

/** Floats over the foot of a list while something is selected. */
export function BulkBar({
  selection,
  exporting,
}: {
  selection: Selection;
  /** What an export of the selection would ask. `null`: the list is of a past day, where ids can be copied and no more. */
  exporting: Omit<Export, "only"> | null;
}): ReactNode {
  const [asking, setAsking] = useState<"owner" | "note" | null>(null);
  const toasts = useToasts();
  const write = useAnnotate();
  const save = useExport();
  const clients = [...selection.keys.values()];
  if (clients.length === 0) return null;
  const copy = () => {
    copyText(clients.map(({ client_id }) => client_id).join("\n")).then(
      () => toasts.say({ title: `${counted(clients.length, "id")} copied` }),
      toasts.fail,
    );
  };
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selected clients">
      <b aria-live="polite">{clients.length} selected</b>
      <i />
      {exporting && (
        <>
          <Button look="quiet" icon="person" onClick={() => setAsking("owner")}>
            Set owner…
          </Button>
          <Button look="quiet" icon="note" onClick={() => setAsking("note")}>
            Note…
          </Button>
        </>
      )}
      <Button look="quiet" icon="copy" onClick={copy}>
        Copy ids
      </Button>
      {exporting && (
        <Button look="quiet" icon="export" onClick={() => save({ ...exporting, only: clients })}>
          Export
        </Button>
      )}
      <i />
      <IconButton icon="x" label="Clear the selection" onClick={selection.clear} />
      <AnnotateDialog
        field={asking ?? "owner"}
        subject={counted(clients.length, "client")}
        initial={null}
        isOpen={asking !== null}
        onClose={() => setAsking(null)}
        onWrite={(text) => void write(clients, asking ?? "owner", text)}
      />
    </div>
  );
}
