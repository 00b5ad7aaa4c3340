import type { ReactNode } from "react";
import type { ActorKind, ChangeRow } from "../../api/contract.gen";
import { Icon, type IconName } from "../../components/Icon";
import { Visible } from "../../components/Uri";
import { moment } from "../../words/time";
import styles from "./Timeline.module.css";

const ACTOR_ICONS: Record<ActorKind, IconName> = {
  person: "person",
  client: "code",
  nobody: "plus",
  rollcall: "check",
  unnamed: "person",
};

/** When it can have happened, when that is a stretch. */
export function between(row: ChangeRow, now: number): string {
  return `changed between ${moment(row.from_at, now)} and ${moment(row.until_at, now)}`;
}

/** Who made a change, by which way and from where, as far as the log tells. */
export function Who({ row, now }: { row: ChangeRow; now: number }): ReactNode {
  const [first] = row.traces;
  if (!first) {
    return (
      <>
        <span className={styles.actor} data-unknown />
        <span>Not in the log</span>
        <span>{between(row, now)}</span>
      </>
    );
  }
  const unsure = row.attribution === "by_one_of" || row.attribution === "by_row_or_earlier";
  return (
    <>
      <span className={styles.actor} data-unknown={unsure || undefined}>
        {!unsure && <Icon name={ACTOR_ICONS[first.kind]} size={11} />}
      </span>
      <span>
        <Visible text={actors(row, first.actor)} />
      </span>
      <span>
        <Visible text={first.channel} />
      </span>
      <span>
        <Visible text={first.address ?? ""} />
        {first.new_address && " · first seen"}
      </span>
    </>
  );
}

/** Who made it, or may have. */
function actors(row: ChangeRow, first: string): string {
  if (row.attribution === "by_one_of") {
    return `one of ${row.traces.length}: ${[...new Set(row.traces.map(({ actor }) => actor))].join(" or ")}`;
  }
  return row.attribution === "by_row_or_earlier" ? `${first}, or somebody in the gap before` : first;
}
