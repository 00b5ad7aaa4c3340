import type { ReactNode } from "react";
import { Tag } from "../../components/Tag";
import { moment, utc } from "../../words/time";
import { useFrame } from "./FrameContext";
import { dataAt } from "./syncState";
import styles from "./TopBar.module.css";

/** The title row of a screen: what it is, what it is about, how old it is, what can be done. */
export function TopBar({
  title,
  subject,
  children,
}: {
  title: string;
  subject?: ReactNode;
  children?: ReactNode;
}): ReactNode {
  const { connections, now, fade } = useFrame();
  const at = dataAt(connections);
  return (
    <header className={styles.top}>
      <h1>{title}</h1>
      {subject && <span className={styles.subject}>{subject}</span>}
      {fade > 0 && at !== null && (
        <Tag tone="unknown" title={utc(at)}>
          as of {moment(at, now)}
        </Tag>
      )}
      <span className={styles.space} />
      {children}
    </header>
  );
}
