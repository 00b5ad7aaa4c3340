import type { ReactNode } from "react";
import type { CountView } from "../api/contract.gen";
import { count } from "../words/number";

/** `214`, or `≥ 214` until a complete list proves it. */
export function totalText(total: CountView): string {
  return total.proven ? count(total.n) : `≥ ${count(total.n)}`;
}

export function Total({ total }: { total: CountView }): ReactNode {
  return <span title={total.proven ? undefined : "Not proven yet: at least this many"}>{totalText(total)}</span>;
}
