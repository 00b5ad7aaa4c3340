import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./Button";
import styles from "./Sheet.module.css";

export interface SheetProps {
  title: ReactNode;
  /** What it is about: connection, counts. */
  subject?: ReactNode;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
}

export function OpenSheet({ title, subject, onClose, children, footer }: SheetProps): ReactNode {
  return (
    <ModalOverlay
      className={styles.scrim ?? ""}
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={styles.sheet ?? ""}>
        <Dialog className={styles.content ?? ""}>
          <header className={styles.head}>
            <div>
              <Heading slot="title" className={styles.title ?? ""}>
                {title}
              </Heading>
              {subject && <p className={styles.subject}>{subject}</p>}
            </div>
            <IconButton icon="x" label="Close" onClick={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {footer && <footer className={styles.foot}>{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

export function OpenSmallDialog({
  title,
  onClose,
  children,
  footer,
}: Omit<SheetProps, "subject">): ReactNode {
  return (
    <ModalOverlay
      className={`${styles.scrim} ${styles.centred}`}
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={styles.dialog ?? ""}>
        <Dialog className={styles.small ?? ""}>
          <Heading slot="title" className={styles.title ?? ""}>
            {title}
          </Heading>
          {children}
          {footer && <footer className={styles.row}>{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
