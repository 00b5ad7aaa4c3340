import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { syncNow } from "../../api/actions";
import type { CardAction, CardView, SeverityView } from "../../api/contract.gen";
import { Button } from "../../components/Button";
import { Mark } from "../../components/Mark";
import { useToasts } from "../../components/Toasts";
import { Ago } from "../../components/When";
import { useKeys } from "../../useKeys";
import { counted } from "../../words/number";
import { searchOf } from "../clients/search";
import { useFrame } from "../frame/FrameContext";
import styles from "./Cards.module.css";

const SEVERITIES: Record<SeverityView, string> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

/** What needs attention, most urgent first. J and K walk it; Enter does what the card offers. */
export function Cards({ cards }: { cards: readonly CardView[] }): ReactNode {
  const { now } = useFrame();
  const [active, setActive] = useState(0);
  const act = useAct();
  const at = Math.min(active, cards.length - 1);
  useKeys({
    j: () => setActive(Math.min(cards.length - 1, at + 1)),
    k: () => setActive(Math.max(0, at - 1)),
    Enter: (event) => {
      const card = cards[at];
      if (card && !(event.target as HTMLElement).closest("button, a")) act(card.action);
    },
  });
  return (
    <>
      <div className={styles.head}>
        <h2>Needs attention</h2>
        <span>{counted(cards.length, "card")}, most urgent first</span>
      </div>
      <ol>
        {cards.map((card, index) => (
          <li
            key={card.id}
            className={styles.card}
            data-active={index === at || undefined}
            onPointerEnter={() => setActive(index)}
          >
            <Mark name={card.severity} />
            <div className={styles.text}>
              <div className={styles.titleRow}>
                <h3>{card.title}</h3>
                {card.at !== null && <Ago at={card.at} now={now} />}
              </div>
              <p className={styles.why}>{card.why}</p>
              <p className={styles.evidence}>
                <b data-severity={card.severity}>{SEVERITIES[card.severity]}</b>
                {card.evidence.map((fact) => (
                  <span key={fact}>{fact}</span>
                ))}
              </p>
            </div>
            <div className={styles.action}>
              <Button look={index === at ? "primary" : "secondary"} onClick={() => act(card.action)}>
                {card.action.label}
              </Button>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

function useAct(): (action: CardAction) => void {
  const navigate = useNavigate();
  const toasts = useToasts();
  return (action) => {
    switch (action.kind) {
      case "show_clients":
        void navigate({ to: "/clients", search: searchOf(action.filter) });
        break;
      case "show_client":
        void navigate({
          to: "/clients",
          search: { open: [action.client.connection_id, action.client.client_id] },
        });
        break;
      case "show_inactive":
        void navigate({ to: "/inactive" });
        break;
      case "show_connection":
        void navigate({ to: "/settings", search: { connection: action.connection_id } });
        break;
      case "show_change":
        void navigate({ to: "/redirects", search: { change: action.change } });
        break;
      case "show_changes":
        void navigate({ to: "/redirects", search: { risk: action.risks } });
        break;
      case "sync_now":
        syncNow({ connections: [action.connection_id] }).then(({ refused }) => {
          for (const problem of refused) toasts.fail({ problem });
        }, toasts.fail);
        break;
    }
  };
}
