import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { Button } from "./Button";
import { TextField } from "./Field";
import { SmallDialog } from "./Sheet";

interface Props {
  field: "owner" | "note";
  subject: string;
  /** What is written now; empty: nothing. `null`: of several, and some may have something. */
  initial: string | null;
  isOpen: boolean;
  onClose: () => void;
  onWrite: (text: string) => void;
}

/** One line of text that stays on this computer: who answers for clients, or what to remember. */
export function AnnotateDialog({ field, subject, initial, isOpen, onClose, onWrite }: Props): ReactNode {
  const [text, setText] = useState(initial ?? "");
  const form = useId();
  useEffect(() => {
    if (isOpen) setText(initial ?? "");
  }, [isOpen, initial]);
  const isEmpty = text.trim() === "";
  const isNothing = isEmpty && initial === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isNothing) return;
    onWrite(text.trim());
    onClose();
  };
  return (
    <SmallDialog
      title={field === "owner" ? `Owner of ${subject}` : `Note on ${subject}`}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Leave as it is</Button>
          <Button look="primary" type="submit" form={form} disabled={isNothing}>
            {`${isEmpty && !isNothing ? "Remove" : "Write"} ${field}`}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <TextField
          label={field === "owner" ? "Who answers for it" : "What to remember"}
          hint={`Kept on this computer with your name and the time.${initial === "" ? "" : " Empty removes it."} It can be undone.`}
          value={text}
          onChange={setText}
        />
      </form>
    </SmallDialog>
  );
}
