import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import styles from "./Button.module.css";
import { Icon, type IconName } from "./Icon";

type Look = "primary" | "secondary" | "quiet" | "danger" | "danger-solid";

interface Shared extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children" | "className" | "style"> {
  ref?: Ref<HTMLButtonElement>;
}

interface ButtonProps extends Shared {
  look?: Look;
  size?: "small" | "medium" | "large";
  icon?: IconName;
  children: ReactNode;
}

export function Button({
  look = "secondary",
  size = "medium",
  icon,
  type = "button",
  children,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <button {...rest} type={type} className={styles.button} data-look={look} data-size={size}>
      {icon && <Icon name={icon} size={size === "small" ? 14 : 15} />}
      {children}
    </button>
  );
}

interface IconButtonProps extends Shared {
  icon: IconName;
  label: string;
  small?: boolean;
}

export function IconButton({ icon, label, small = false, ...rest }: IconButtonProps): ReactNode {
  return (
    <button
      {...rest}
      type="button"
      className={styles.icon}
      aria-label={label}
      title={label}
      data-small={small}
    >
      <Icon name={icon} size={small ? 14 : 16} />
    </button>
  );
}
