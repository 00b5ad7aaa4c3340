import { type FormEvent, type ReactNode, useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import type { InactiveResponse } from "../../api/contract.gen";
import { Button } from "../../components/Button";
import { Mark } from "../../components/Mark";
import { totalText } from "../../words/total";
import styles from "./Threshold.module.css";

const FIXED = [30, 60, 90];

/** How long without use counts, and what each length can prove before it is chosen. */
export function Threshold({
  data,
  days,
  onChoose,
}: {
  data: InactiveResponse;
  days: number;
  onChoose: (days: number) => void;
}): ReactNode {
  const custom = !FIXED.includes(days);
  const [typing, setTyping] = useState(false);
  const [text, setText] = useState(String(days));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = Math.round(Number(text));
    if (!(wanted >= 1 && wanted <= 365)) return;
    setTyping(false);
    onChoose(wanted);
  };
  const longest = data.longest_provable_days;
  return (
    <div className={styles.box}>
      <h2 id="threshold">Inactive means no use for</h2>
      <RadioGroup
        aria-labelledby="threshold"
        className={styles.options ?? ""}
        orientation="horizontal"
        value={custom || typing ? "custom" : String(days)}
        onChange={(value) => {
          if (value === "custom") setTyping(true);
          else {
            setTyping(false);
            onChoose(Number(value));
          }
        }}
      >
        {FIXED.map((length) => {
          const threshold = data.thresholds.find((entry) => entry.days === length);
          return (
            <Radio key={length} value={String(length)} className={styles.option ?? ""}>
              <b>{length} days</b>
              <span>
                {threshold && !threshold.can_prove && <Mark name="unknown" size={10} />}
                {threshold ? `${totalText(threshold.provable)} provable` : "not known"}
              </span>
            </Radio>
          );
        })}
        <Radio value="custom" className={styles.option ?? ""}>
          <b>{custom ? `${days} days` : "Custom…"}</b>
          <span>{longest > 0 ? `${longest} d is the limit` : "nothing yet"}</span>
        </Radio>
      </RadioGroup>
      {typing ? (
        <form className={styles.custom} onSubmit={submit}>
          <label htmlFor="threshold-days">Days without use, 1 to 365</label>
          <input
            id="threshold-days"
            // biome-ignore lint/a11y/noAutofocus: the field appears because a person asked for it
            autoFocus
            inputMode="numeric"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Button size="small" type="submit">
            Use
          </Button>
        </form>
      ) : (
        <p>
          A client is called inactive only if <b>every</b> moment of the window is in the log and none holds a
          use of it. A hatched day could hide a use, so it never counts as quiet.
        </p>
      )}
    </div>
  );
}
