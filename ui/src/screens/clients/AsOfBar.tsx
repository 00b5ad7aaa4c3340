import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useState } from "react";
import type { PastListView } from "../../api/contract.gen";
import { Button } from "../../components/Button";
import { DayField } from "../../components/DayField";
import { Icon } from "../../components/Icon";
import { Mark } from "../../components/Mark";
import { count, counted } from "../../words/number";
import { DAY_MS, dayOf, dayStart, dayText, fullDay } from "../../words/time";
import styles from "./AsOfBar.module.css";

/** Says that the list shows a past day and not now, how much of it is known, and how to leave. */
export function AsOfBar({
  day,
  past,
  now,
  fieldRef,
  onDay,
  onNow,
}: {
  day: string;
  past: PastListView | undefined;
  now: number;
  fieldRef: Ref<HTMLInputElement>;
  onDay: (day: string) => void;
  onNow: () => void;
}): ReactNode {
  const id = useId();
  const [typed, setTyped] = useState(day);
  useEffect(() => setTyped(day), [day]);
  const start = dayStart(day) ?? now;
  const yesterday = now - DAY_MS;
  const isLast = start + 2 * DAY_MS > now;
  const written = dayStart(typed);
  const isAhead = written !== null && written + DAY_MS > now;
  const type = (text: string) => {
    setTyped(text);
    const chosen = dayStart(text);
    if (chosen !== null && chosen + DAY_MS <= now) onDay(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onNow();
  };
  return (
    <section className={styles.bar} aria-label="As of a day">
      <Icon name="history" size={15} />
      <p role="status">
        <b>As of {fullDay(dayOf(start))}, by today’s knowledge</b>{" "}
        <span className={styles.known}>
          {past && (
            <>
              {past.is_complete ? "" : "at least "}
              {counted(past.existed, "client")} existed at the end of that UTC day
              {past.not_known > 0 && (
                <>
                  {", "}
                  <Mark name="unknown" size={10} /> of {count(past.not_known)} more it is not known
                </>
              )}
            </>
          )}
        </span>
      </p>
      <label htmlFor={id} className="visually-hidden">
        Day, UTC
      </label>
      <DayField
        id={id}
        written={typed}
        example={yesterday}
        onWrite={type}
        onStep={(days) => onDay(dayText(start + days * DAY_MS))}
        isLast={isLast}
        isWrong={written === null || isAhead}
        title={`A UTC day that has ended, written like ${dayText(yesterday)}`}
        fieldRef={fieldRef}
        onKeyDown={onKeyDown}
      />
      <Button size="small" icon="undo" onClick={onNow}>
        Back to now
      </Button>
    </section>
  );
}
