import type { KeyboardEvent, Ref } from "react";
import { dayText } from "../words/time";
import { IconButton } from "./Button";
import styles from "./DayField.module.css";

/** A UTC day as it is written, with a step back and a step on. */
export function DayField({
  id,
  written,
  example,
  onWrite,
  onStep,
  isLast,
  isWrong = false,
  title,
  fieldRef,
  onKeyDown,
}: {
  /** Of the field, for its label. */
  id: string;
  written: string;
  /** A moment of the day that is written into the empty field, for its form. */
  example: number;
  onWrite: (text: string) => void;
  /** By so many days. */
  onStep: (days: -1 | 1) => void;
  /** Whether there is no day after this one. */
  isLast: boolean;
  isWrong?: boolean;
  title?: string;
  fieldRef?: Ref<HTMLInputElement>;
  onKeyDown?: (event: KeyboardEvent) => void;
}) {
  return (
    <span className={styles.day}>
      <IconButton icon="left" label="The day before" small onClick={() => onStep(-1)} />
      <input
        ref={fieldRef}
        id={id}
        value={written}
        onChange={(event) => onWrite(event.target.value.trim())}
        onKeyDown={onKeyDown}
        placeholder={dayText(example)}
        aria-invalid={isWrong}
        title={title}
        size={10}
        maxLength={10}
        spellCheck={false}
        autoComplete="off"
      />
      <IconButton icon="right" label="The day after" small disabled={isLast} onClick={() => onStep(1)} />
    </span>
  );
}
