import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./Button";
import styles from "./Sheet.module.css";

interface Props {
  title: ReactNode;
  /** What it is about: connection, counts. */
  subject?: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
}

/** From the right edge, over a scrim. Focus is trapped and goes back; Esc closes. */
export function Sheet({ title, subject, isOpen, onClose, children, footer }: Props): ReactNode {
  return (
    <ModalOverlay
      className={styles.scrim ?? ""}
      isOpen={isOpen}
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
            <IconButton icon="x" label="Close" onPress={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
          {footer && <footer className={styles.foot}>{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** A small question in the middle of the window, for a line of text or the last step of something that cannot be undone. */
export function SmallDialog({ title, isOpen, onClose, children, footer }: Omit<Props, "subject">): ReactNode {
  return (
    <ModalOverlay
      className={`${styles.scrim} ${styles.centred}`}
      isOpen={isOpen}
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
