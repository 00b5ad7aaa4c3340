import { lazy, type ReactNode, Suspense } from "react";
import type { SheetProps } from "./OpenSheet";

// Read when one is opened: nothing needs a dialog while Rollcall starts.
const OpenSheet = lazy(async () => ({ default: (await import("./OpenSheet")).OpenSheet }));
const OpenSmallDialog = lazy(async () => ({ default: (await import("./OpenSheet")).OpenSmallDialog }));

/** From the right edge, over a scrim. Focus is trapped and goes back; Esc closes. */
export function Sheet({ isOpen, ...sheet }: SheetProps & { isOpen: boolean }): ReactNode {
  return <Suspense>{isOpen && <OpenSheet {...sheet} />}</Suspense>;
}

/** A small question in the middle of the window, for a line of text or the last step of something that cannot be undone. */
export function SmallDialog({
  isOpen,
  ...dialog
}: Omit<SheetProps, "subject"> & { isOpen: boolean }): ReactNode {
  return <Suspense>{isOpen && <OpenSmallDialog {...dialog} />}</Suspense>;
}
