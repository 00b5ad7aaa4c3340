import { createContext, useContext } from "react";
import type { ConnectionView, FrameResponse, Scope } from "../../api/contract.gen";

/** What every screen inside the frame needs to know. */
export interface FrameFacts {
  frame: FrameResponse;
  /** The connections in scope, as sent to the core; empty means all. */
  scope: Scope;
  /** The same, as shown. Never empty. */
  connections: readonly ConnectionView[];
  /** Name of the scope: a connection, or `All connections`. */
  scopeName: string;
  windowDays: number;
  /** The clock, moving on between two answers of the core. */
  now: number;
  /** How old the data is: 0 fresh, 1 over an hour, 2 over a day, 3 over a week. */
  fade: 0 | 1 | 2 | 3;
  /** Opens the sheet of keys. */
  showKeys: () => void;
  syncNow: () => void;
}

export const FrameContext = createContext<FrameFacts | null>(null);

export function useFrame(): FrameFacts {
  const facts = useContext(FrameContext);
  if (!facts) throw new Error("a screen is drawn outside the frame");
  return facts;
}
