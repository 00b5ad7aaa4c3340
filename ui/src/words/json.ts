/** JSON for the eye and for the clipboard: the same value, and what cannot be seen or turns the line stands as an escape. */
export function visibleJson(value: unknown): string {
  const escaped = (letter: string) =>
    letter
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join("");
  return JSON.stringify(value, null, 2).replace(
    /[\p{Cf}\p{Zl}\p{Zp}\u007f-\u009f\u115f\u1160\u3164\uffa0]/gu,
    escaped,
  );
}
