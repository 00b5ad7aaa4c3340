import { type ReactNode, type Ref, startTransition, useState } from "react";
import type { MenuOpener } from "./OpenMenu";

interface MenuButtonProps {
  className: string | undefined;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
  /** The menu, which takes the place of the button and opens itself: a component that is read when it is first asked for. */
  menu: (opener: MenuOpener) => ReactNode;
}

/** A button with a menu. Until it is first pressed it is a button alone: nothing needs the code of menus while Rollcall starts. */
export function MenuButton({ className, ref, children, menu }: MenuButtonProps): ReactNode {
  const [asked, setAsked] = useState<"pointer" | "keys" | null>(null);
  // until the menu is read the button stays, with the focus
  const ask = (by: "pointer" | "keys") => startTransition(() => setAsked(by));
  if (asked !== null) return menu({ className, ref, asked, children });
  return (
    <button
      type="button"
      ref={ref}
      className={className}
      aria-haspopup="true"
      aria-expanded="false"
      onClick={(event) => ask(event.detail === 0 ? "keys" : "pointer")}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        ask("keys");
      }}
    >
      {children}
    </button>
  );
}
