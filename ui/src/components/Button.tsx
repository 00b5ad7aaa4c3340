import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import styles from "./Button.module.css";
import { Icon, type IconName } from "./Icon";

type Look = "primary" | "secondary" | "quiet" | "danger" | "danger-solid";

interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  look?: Look;
  size?: "small" | "medium" | "large";
  icon?: IconName;
  ref?: Ref<HTMLButtonElement>;
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
