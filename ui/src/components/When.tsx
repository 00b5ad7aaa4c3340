import type { ReactNode } from "react";
import { ago, moment, utc } from "../words/time";

/** A moment in local time; UTC on hover. */
export function When({ at, now }: { at: number; now: number }): ReactNode {
  return (
    <time dateTime={new Date(at).toISOString()} title={utc(at)}>
      {moment(at, now)}
    </time>
  );
}

/** How long ago; the moment in UTC on hover. */
export function Ago({ at, now }: { at: number; now: number }): ReactNode {
  return (
    <time dateTime={new Date(at).toISOString()} title={utc(at)}>
      {ago(now - at)}
    </time>
  );
}
