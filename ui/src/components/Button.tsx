import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { copyText } from "../api/actions";
import styles from "./Button.module.css";
import { Icon, type IconName } from "./Icon";

type Look = "primary" | "secondary" | "quiet" | "danger" | "danger-solid";

interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  look?: Look;
  size?: "small" | "medium" | "large";
  icon?: IconName;
  children: ReactNode;
}

export function Button({
  look = "secondary",
  size = "medium",
  icon,
  children,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <AriaButton {...rest} className={styles.button ?? ""} data-look={look} data-size={size}>
      {icon && <Icon name={icon} size={size === "small" ? 14 : 15} />}
      {children}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  icon: IconName;
  label: string;
  small?: boolean;
}

export function IconButton({ icon, label, small = false, ...rest }: IconButtonProps): ReactNode {
  return (
    <AriaButton {...rest} className={styles.icon ?? ""} aria-label={label} data-small={small}>
      <span title={label}>
        <Icon name={icon} size={small ? 14 : 16} />
      </span>
    </AriaButton>
  );
}

interface CopyProps {
  /** What goes to the clipboard, whole. */
  text: string;
  label: string;
  /** Words beside the icon; without them only the icon is drawn. */
  children?: ReactNode;
}

/** Copies, then says so for two seconds in place. */
export function CopyButton({ text, label, children }: CopyProps): ReactNode {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    void copyText(text).then(() => setCopied(true));
  };
  if (children === undefined) {
    return (
      <IconButton icon={copied ? "check" : "copy"} label={copied ? "Copied" : label} small onPress={copy} />
    );
  }
  return (
    <Button
      size="small"
      icon={copied ? "check" : "copy"}
      aria-label={copied ? "Copied" : label}
      onPress={copy}
    >
      {copied ? "Copied" : children}
    </Button>
  );
}
