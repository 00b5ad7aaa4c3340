import { useMemo, useState } from "react";
import type { ClientKey } from "../../api/contract.gen";
import { keyText } from "./model";

/** The clients that are ticked. */
export interface Selection {
  keys: ReadonlyMap<string, ClientKey>;
  toggle: (key: ClientKey) => void;
  add: (keys: readonly ClientKey[]) => void;
  clear: () => void;
}

export function useSelection(): Selection {
  const [keys, setKeys] = useState<ReadonlyMap<string, ClientKey>>(() => new Map());
  return useMemo(
    () => ({
      keys,
      toggle: (key) =>
        setKeys((before) => {
          const after = new Map(before);
          if (!after.delete(keyText(key))) after.set(keyText(key), key);
          return after;
        }),
      add: (more) =>
        setKeys((before) => new Map([...before, ...more.map((key) => [keyText(key), key] as const)])),
      clear: () => setKeys((before) => (before.size ? new Map() : before)),
    }),
    [keys],
  );
}
