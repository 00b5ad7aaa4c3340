import { type ReactNode, type Ref, useId } from "react";
import styles from "./Field.module.css";
import { Icon } from "./Icon";

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong with it, said to screen readers too. */
  problem?: string | null;
  children: (ids: { id: string; describedBy: string | undefined; invalid: boolean }) => ReactNode;
}

/** A label, a control, and a line of help or complaint tied to it. */
export function Field({ label, hint, problem, children }: FieldProps): ReactNode {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(hint) || Boolean(problem);
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({ id, describedBy: hasNote ? noteId : undefined, invalid: Boolean(problem) })}
      {hasNote && (
        <p id={noteId} className={problem ? styles.problem : styles.hint}>
          {problem ?? hint}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps {
  label: string;
  hint?: ReactNode;
  problem?: string | null;
  value: string;
  onChange: (value: string) => void;
  mono?: boolean;
  placeholder?: string;
  onBlur?: () => void;
}

export function TextField(props: TextFieldProps): ReactNode {
  return (
    <Field label={props.label} hint={props.hint} problem={props.problem ?? null}>
      {({ id, describedBy, invalid }) => (
        <input
          id={id}
          className={props.mono ? `${styles.input} ${styles.mono}` : styles.input}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
          onBlur={props.onBlur}
          placeholder={props.placeholder}
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          spellCheck={false}
          autoComplete="off"
        />
      )}
    </Field>
  );
}

interface SecretFieldProps {
  label: string;
  hint?: ReactNode;
  problem?: string | null;
  /** The element itself: what is typed is read from it once, when it is sent, and never kept elsewhere. */
  fieldRef: Ref<HTMLInputElement | HTMLTextAreaElement>;
  /** Several lines, for a PEM. */
  tall?: boolean;
  placeholder?: string;
}

/** One way in: uncontrolled, masked, without autofill. Whoever sends it clears it. */
export function SecretField(props: SecretFieldProps): ReactNode {
  return (
    <Field label={props.label} hint={props.hint} problem={props.problem ?? null}>
      {({ id, describedBy, invalid }) =>
        props.tall ? (
          <textarea
            id={id}
            ref={props.fieldRef as Ref<HTMLTextAreaElement>}
            className={`${styles.area} ${styles.masked}`}
            rows={4}
            placeholder={props.placeholder}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            spellCheck={false}
            autoComplete="off"
          />
        ) : (
          <input
            id={id}
            ref={props.fieldRef as Ref<HTMLInputElement>}
            type="password"
            className={`${styles.input} ${styles.mono}`}
            placeholder={props.placeholder}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            spellCheck={false}
            autoComplete="new-password"
          />
        )
      }
    </Field>
  );
}

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  fieldRef?: Ref<HTMLInputElement>;
  onLeave?: () => void;
}

export function SearchField(props: SearchFieldProps): ReactNode {
  return (
    <div className={styles.search}>
      <Icon name="search" />
      <input
        ref={props.fieldRef}
        type="text"
        role="searchbox"
        aria-label={props.label}
        placeholder={props.placeholder}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          if (props.value) props.onChange("");
          else props.onLeave?.();
        }}
        spellCheck={false}
        autoComplete="off"
      />
      {props.value && (
        <button type="button" aria-label="Clear the search" onClick={() => props.onChange("")}>
          <Icon name="x" size={13} />
        </button>
      )}
    </div>
  );
}
