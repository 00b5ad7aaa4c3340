import { type FormEvent, type ReactNode, useEffect, useId, useState } from "react";
import { acceptChanges, undoAcceptance } from "../../api/actions";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import { SmallDialog } from "../../components/Sheet";
import { useToasts } from "../../components/Toasts";
import { Visible } from "../../components/Uri";
import { counted } from "../../words/number";
import type { Pick } from "./picks";

/** Why one change or many are right. Kept with person and time; it can be undone. */
export function AcceptDialog({
  picks,
  onClose,
  onDone,
}: {
  picks: readonly Pick[];
  onClose: () => void;
  /** These are accepted. */
  onDone: (numbers: readonly number[]) => void;
}): ReactNode {
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const toasts = useToasts();
  const form = useId();
  const numbers = picks.map(({ number }) => number);
  const isOpen = numbers.length > 0;
  useEffect(() => {
    if (isOpen) {
      setReason("");
      setProblem(null);
    }
  }, [isOpen]);
  const [only] = picks;
  const subject =
    numbers.length === 1 && only ? (
      <>
        the change of <Visible text={only.name} />
      </>
    ) : (
      counted(numbers.length, "change")
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") {
      setProblem("Say why it is right: the reason is what a later reader has.");
      return;
    }
    acceptChanges(numbers, reason.trim()).then(({ decision, accepted }) => {
      toasts.say({
        title: `${counted(accepted, "change")} accepted`,
        text: "Kept on this computer. Nothing was sent.",
        link: { label: "Undo", onClick: () => void undoAcceptance(decision).catch(toasts.fail) },
      });
      onDone(numbers);
    }, toasts.fail);
    onClose();
  };
  return (
    <SmallDialog
      title={<>Accept {subject}</>}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Leave open</Button>
          <Button look="primary" type="submit" form={form}>
            Accept {numbers.length === 1 ? "change" : counted(numbers.length, "change")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <TextField
          label="Why it is right"
          hint="Kept on this computer with your name and the time. The server is not changed. If a URI leaves and returns, its change is open again."
          problem={problem}
          value={reason}
          onChange={setReason}
        />
      </form>
    </SmallDialog>
  );
}
