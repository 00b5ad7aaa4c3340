/** How counts, sizes and identifiers are written. */

/** `117,400`. Not by `toLocaleString`: WebKit builds a formatter at every call, 80 ms of a start on Clients. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `1.5k`, where an axis has little room. */
export function short(value: number): string {
  if (value >= 1_000_000) return `${value / 1_000_000}M`;
  return value >= 1000 ? `${value / 1000}k` : String(value);
}

/** `1 client`, `2 clients`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `4.2 MB`, in units of 1,000. */
export function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${units[unit]}`;
}

/** `tpc_4Qm…AgM`: an id too long for its column. The whole id stays in the title and in copies. */
export function shortId(id: string): string {
  return id.length > 13 ? `${id.slice(0, 7)}…${id.slice(-3)}` : id;
}

/** `98 %`, rounded towards what is not yet reached. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
