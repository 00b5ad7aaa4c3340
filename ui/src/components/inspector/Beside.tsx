import { type ComponentProps, lazy, type ReactNode, Suspense } from "react";
import styles from "./Inspector.module.css";

// Read when one is opened: nothing needs them while Rollcall starts.
const Inspector = lazy(async () => ({ default: (await import("./Inspector")).Inspector }));
const PastInspector = lazy(async () => ({ default: (await import("./PastInspector")).PastInspector }));

/** Until an inspector is read, its room. */
const ROOM = <aside className={styles.inspector} aria-label="Client" />;

/** The inspector beside a list. */
export function InspectorBeside(props: ComponentProps<typeof Inspector>): ReactNode {
  return (
    <Suspense fallback={ROOM}>
      <Inspector {...props} />
    </Suspense>
  );
}

/** The same for a list of a past day. */
export function PastInspectorBeside(props: ComponentProps<typeof PastInspector>): ReactNode {
  return (
    <Suspense fallback={ROOM}>
      <PastInspector {...props} />
    </Suspense>
  );
}
