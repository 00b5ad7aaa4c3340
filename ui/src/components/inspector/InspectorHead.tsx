import type { ReactNode } from "react";
import { IconButton } from "../Button";
import { CopyButton } from "../CopyButton";
import { Visible, visibleText } from "../Uri";
import styles from "./Inspector.module.css";

/** Which client it is about; `children` are its tags. */
export function InspectorHead({
  name,
  clientId,
  onClose,
  children,
}: {
  name: string;
  clientId: string;
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  return (
    <header className={styles.head}>
      <div className={styles.title}>
        <h2 title={visibleText(name)}>
          <Visible text={name} />
        </h2>
        <IconButton icon="x" label="Close" small onClick={onClose} />
      </div>
      <div className={styles.identity}>
        <code>
          <Visible text={clientId} />
        </code>
        <CopyButton text={clientId} label="Copy the client id" />
      </div>
      <div className={styles.tags}>{children}</div>
    </header>
  );
}
