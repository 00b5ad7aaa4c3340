import { useEffect, useRef } from "react";

/** Keys to what they do. A key is written as `k`, `Shift+X`, `Ctrl+R`, or `g o` for two in a row. Ctrl also means Cmd. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const SEQUENCE_MS = 1200;

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const control = event.ctrlKey || event.metaKey ? "Ctrl+" : "";
  const shift = event.shiftKey && /^[a-z]$/.test(key) ? "Shift+" : "";
  return `${control}${shift}${key}`;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])"))
  );
}

/**
 * Listens to the keys of a screen. Plain letters are left alone while a person types, and every key is left alone while
 * a dialog or a menu is open.
 */
export function useKeys(map: KeyMap): void {
  const current = useRef(map);
  current.current = map;
  useEffect(() => {
    let first = "";
    let firstAt = 0;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || document.querySelector('[role="dialog"], [role="menu"]'))
        return;
      const name = nameOf(event);
      if (!name.startsWith("Ctrl+") && isTyping(event.target)) return;
      const pair = `${first} ${name}`;
      const act =
        (first && event.timeStamp - firstAt < SEQUENCE_MS ? current.current[pair] : undefined) ??
        current.current[name];
      if (act) {
        event.preventDefault();
        first = "";
        act(event);
        return;
      }
      first = name;
      firstAt = event.timeStamp;
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}
