import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { asProblem } from "../api/errors";
import { IconButton } from "./Button";
import { Mark } from "./Mark";
import styles from "./Toasts.module.css";

interface Toast {
  failed: boolean;
  title: string;
  text?: string;
  link?: { label: string; onClick: () => void };
}

interface Shown extends Toast {
  id: number;
}

interface ToastActions {
  say: (toast: Omit<Toast, "failed">) => void;
  /** Shows whatever a command threw, in its three parts, and stays until it is closed. */
  fail: (cause: unknown) => void;
}

const Context = createContext<ToastActions>({ say: () => undefined, fail: () => undefined });

export function useToasts(): ToastActions {
  return useContext(Context);
}

const LIFE_MS = 6_000;
/** One that can be answered, by Undo for instance, must be read and reached first. */
const LIFE_WITH_LINK_MS = 15_000;

/** What was done and one link; never the only place for a result. */
export function Toasts({ children }: { children: ReactNode }): ReactNode {
  const [shown, setShown] = useState<Shown[]>([]);
  const next = useRef(0);
  const add = useCallback((toast: Toast) => {
    next.current += 1;
    const id = next.current;
    setShown((list) => [...list.slice(-2), { ...toast, id }]);
  }, []);
  const close = useCallback((id: number) => setShown((list) => list.filter((toast) => toast.id !== id)), []);
  const actions = useMemo<ToastActions>(
    () => ({
      say: (toast) => add({ ...toast, failed: false }),
      fail: (cause) => {
        const { view } = asProblem(cause);
        add({ failed: true, title: view.happened, text: `${view.kept} ${view.todo}`.trim() });
      },
    }),
    [add],
  );
  return (
    <Context.Provider value={actions}>
      {children}
      <section className={styles.stack} aria-label="Messages">
        {shown.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={() => close(toast.id)} />
        ))}
      </section>
    </Context.Provider>
  );
}

function ToastCard({ toast, onClose }: { toast: Shown; onClose: () => void }): ReactNode {
  const [held, setHeld] = useState(toast.failed);
  const life = toast.link ? LIFE_WITH_LINK_MS : LIFE_MS;
  const closing = useRef(onClose);
  closing.current = onClose;
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => closing.current(), life);
    return () => clearTimeout(timer);
  }, [held, life]);
  return (
    <div
      className={styles.toast}
      role={toast.failed ? "alert" : "status"}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(toast.failed)}
    >
      <Mark name={toast.failed ? "failed" : "proven"} size={13} />
      <div>
        <b>{toast.title}</b>
        {toast.text && <p>{toast.text}</p>}
      </div>
      {toast.link && (
        <button
          type="button"
          className={styles.link}
          onClick={() => {
            toast.link?.onClick();
            onClose();
          }}
        >
          {toast.link.label}
        </button>
      )}
      <IconButton icon="x" label="Close this message" small onClick={onClose} />
    </div>
  );
}
