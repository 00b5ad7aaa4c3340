import type { ReactNode } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import styles from "./Choice.module.css";

interface Option<T extends string> {
  value: T;
  label: ReactNode;
}

/** One of a few, side by side. */
export function Segmented<T extends string>(props: {
  label: string;
  hideLabel?: boolean;
  hint?: ReactNode;
  value: T;
  options: readonly Option<T>[];
  onChange: (value: T) => void;
}): ReactNode {
  return (
    <RadioGroup
      className={styles.group ?? ""}
      value={props.value}
      onChange={(value) => props.onChange(value as T)}
      orientation="horizontal"
      {...(props.hideLabel ? { "aria-label": props.label } : {})}
    >
      {!props.hideLabel && <Label className={styles.label ?? ""}>{props.label}</Label>}
      <div className={styles.segments}>
        {props.options.map(({ value, label }) => (
          <Radio key={value} value={value} className={styles.segment ?? ""}>
            {label}
          </Radio>
        ))}
      </div>
      {props.hint && <p className={styles.hint}>{props.hint}</p>}
    </RadioGroup>
  );
}
