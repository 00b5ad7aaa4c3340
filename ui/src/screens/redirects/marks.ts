import { markHost, unmarkHost } from "../../api/actions";
import { useToasts } from "../../components/Toasts";

/** Marks a host, or its whole domain, as ours; the message offers the way back. */
export function useMarkHost(): (connection: string, host: string, isDomain: boolean) => void {
  const toasts = useToasts();
  return (connection, host, isDomain) => {
    markHost(connection, host, isDomain).then(
      ({ mark, host: marked }) =>
        toasts.say({
          title: `${marked}${isDomain ? " and everything below it" : ""} is marked as ours`,
          text: "Kept on this computer with your name and the time.",
          link: { label: "Undo", onClick: () => void unmarkHost(mark).catch(toasts.fail) },
        }),
      toasts.fail,
    );
  };
}
