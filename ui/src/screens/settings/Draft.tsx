import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import styles from "./SettingsScreen.module.css";

/** A line of text that is saved when a person says so. */
export function Draft({
  label,
  hint,
  value,
  check,
  onSave,
}: {
  label: string;
  hint?: string;
  value: string;
  /** What is wrong with the text; `null` when nothing is. */
  check?: (text: string) => string | null;
  onSave: (text: string) => void;
}): ReactNode {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const problem = text === value ? null : (check?.(text.trim()) ?? null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text !== value && !problem) onSave(text.trim());
  };
  return (
    <form className={styles.draft} onSubmit={submit}>
      <TextField label={label} hint={hint} problem={problem} value={text} onChange={setText} />
      <Button type="submit" disabled={text === value || problem !== null}>
        Save
      </Button>
    </form>
  );
}
