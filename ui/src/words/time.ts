/** How moments, days and ages are written (DESIGN-LANGUAGE.md, section 6). Moments are milliseconds UTC; days count from 1970-01-01 UTC. */

export const DAY_MS = 86_400_000;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const two = (value: number) => String(value).padStart(2, "0");

/** `20 Nov`, with the year when it is more than twelve months away from `now`. Local time. */
export function date(at: number, now: number): string {
  const local = new Date(at);
  const text = `${local.getDate()} ${MONTHS[local.getMonth()]}`;
  return Math.abs(now - at) > 365 * DAY_MS ? `${text} ${local.getFullYear()}` : text;
}

/** `14:02`, local time. */
export function clock(at: number): string {
  const local = new Date(at);
  return `${two(local.getHours())}:${two(local.getMinutes())}`;
}

/** `14:02:11`, local time. */
export function clockWithSeconds(at: number): string {
  return `${clock(at)}:${two(new Date(at).getSeconds())}`;
}

/** `14:02` on the same local day, else `20 Nov, 14:02`. */
export function moment(at: number, now: number): string {
  return new Date(at).toDateString() === new Date(now).toDateString()
    ? clock(at)
    : `${date(at, now)}, ${clock(at)}`;
}

/** `Friday 20 November 2026`, local. */
export function longDate(at: number): string {
  const local = new Date(at);
  const month = local.toLocaleString("en-GB", { month: "long" });
  return `${WEEKDAYS[local.getDay()]} ${local.getDate()} ${month} ${local.getFullYear()}`;
}

/** The moment in UTC, for the title of everything that is shown in local time: `2026-11-20 14:02:11 UTC`. */
export function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `20 Nov` for a UTC day. */
export function dayDate(day: number, today: number): string {
  const start = new Date(day * DAY_MS);
  const text = `${start.getUTCDate()} ${MONTHS[start.getUTCMonth()]}`;
  return Math.abs(today - day) > 365 ? `${text} ${start.getUTCFullYear()}` : text;
}

/** `3 Oct 2026` for a UTC day. */
export function fullDay(day: number): string {
  const start = new Date(day * DAY_MS);
  return `${start.getUTCDate()} ${MONTHS[start.getUTCMonth()]} ${start.getUTCFullYear()}`;
}

/** `2026-10-03`: the UTC day of a moment, as it is written into fields. */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The first moment of a UTC day that is written like `2026-10-03`. `null`: it is none. */
export function dayStart(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const start = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(start) || dayText(start) !== text ? null : start;
}

/** The month of a UTC day, as an axis shows it. */
export function monthOf(day: number): string {
  return MONTHS[new Date(day * DAY_MS).getUTCMonth()] ?? "";
}

/** Whether a UTC day is the first of its month. */
export function startsMonth(day: number): boolean {
  return new Date(day * DAY_MS).getUTCDate() === 1;
}

/** The UTC day that holds a moment. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS);
}

/** `now`, `38 min`, `5 h`, `62 d`, `1.7 y`: how long ago, without "ago". */
export function age(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h`;
  const days = Math.floor(hours / 24);
  return days < 1000 ? `${days} d` : `${(days / 365.25).toFixed(1)} y`;
}

/** `38 min ago`, or `just now`. */
export function ago(ms: number): string {
  const text = age(ms);
  return text === "now" ? "just now" : `${text} ago`;
}

/** A length of time in its two largest units: `9 d 22 h`, `4 h 10 min`, `36 s`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor((seconds % 86_400) / 3_600);
  const minutes = Math.floor((seconds % 3_600) / 60);
  const parts: string[] = [];
  if (days) parts.push(`${days} d`);
  if (hours) parts.push(`${hours} h`);
  if (minutes && !days) parts.push(`${minutes} min`);
  if (!days && !hours && (seconds % 60 || !minutes)) parts.push(`${seconds % 60} s`);
  return parts.slice(0, 2).join(" ");
}

/** Days with one decimal when they are not whole: `9.9`, `30`. */
export function decimalDays(ms: number): string {
  const days = ms / DAY_MS;
  const floored = Math.floor(days * 10) / 10;
  return Number.isInteger(floored) ? String(floored) : floored.toFixed(1);
}
