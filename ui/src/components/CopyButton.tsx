import { type ReactNode, useEffect, useState } from "react";
import { copyText } from "../api/actions";
import { Button, IconButton } from "./Button";
import { useToasts } from "./Toasts";

type Props =
  | { text: string; label: string; children?: never }
  /** Words beside the icon, which name the button too. */
  | { text: string; label?: never; children: string };

/** Copies the whole text, then says so for two seconds in place. */
export function CopyButton({ text, label, children }: Props): ReactNode {
  const [copied, setCopied] = useState(false);
  const toasts = useToasts();
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    copyText(text).then(() => setCopied(true), toasts.fail);
  };
  const icon = copied ? "check" : "copy";
  return children === undefined ? (
    <IconButton icon={icon} label={copied ? "Copied" : label} small onClick={copy} />
  ) : (
    <Button size="small" icon={icon} onClick={copy}>
      {copied ? "Copied" : children}
    </Button>
  );
}
