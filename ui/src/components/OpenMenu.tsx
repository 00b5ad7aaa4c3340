import { type ReactNode, type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { Button, MenuTrigger, Popover } from "react-aria-components";

/** The button that a menu was first asked for with, and how. */
export interface MenuOpener {
  className: string | undefined;
  ref: Ref<HTMLButtonElement> | undefined;
  asked: "pointer" | "keys";
  children: ReactNode;
}

/** The same button as React Aria draws it, with its menu open. */
export function OpenMenu({
  opener,
  popover,
  offset,
  children,
}: {
  opener: MenuOpener;
  popover: string | undefined;
  offset?: number;
  children: ReactNode;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useImperativeHandle(opener.ref, () => button.current as HTMLButtonElement);
  // Only now has the button the focus, which comes back to it. Asked for with keys, a menu begins at its first line.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    if (opener.asked === "pointer") setOpen(true);
    else button.current?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
  }, []);
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button ref={button} autoFocus className={opener.className ?? ""}>
        {opener.children}
      </Button>
      <Popover
        className={popover ?? ""}
        placement="bottom start"
        {...(offset === undefined ? {} : { offset })}
      >
        {children}
      </Popover>
    </MenuTrigger>
  );
}
