import type { CountView } from "../api/contract.gen";
import { count } from "./number";

/** `214`, or `≥ 214` until a complete list proves it; `?` while not even one is known. */
export function totalText(total: CountView): string {
  if (total.n === 0 && !total.proven) return "?";
  return total.proven ? count(total.n) : `≥ ${count(total.n)}`;
}
