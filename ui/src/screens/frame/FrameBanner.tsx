import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Banner } from "../../components/Banner";
import { Button } from "../../components/Button";
import { When } from "../../components/When";
import { counted } from "../../words/number";
import { useFrame } from "./FrameContext";
import { syncState } from "./syncState";

/** The one banner above every screen: the worst of what stands in the way of fresh data. */
export function FrameBanner(): ReactNode {
  const { frame, connections, now, syncNow } = useFrame();
  const navigate = useNavigate();
  const state = syncState(connections);
  if (frame.notice) {
    return (
      <Banner
        tone="problem"
        icon="folder"
        fact={frame.notice.happened}
        consequence={`${frame.notice.kept} ${frame.notice.todo}`}
      />
    );
  }
  const asOf = (at: number | null) =>
    at === null ? (
      "Nothing was read before."
    ) : (
      <>
        You are looking at your own copy, as of <When at={at} now={now} />.
      </>
    );
  const change = (id: string) => void navigate({ to: "/connect", search: { change: id } });
  switch (state.kind) {
    case "stopped": {
      const needsCredential = ["sign_in_refused", "scope_missing", "keychain"].includes(state.problem.code);
      return (
        <Banner
          tone="problem"
          icon="x"
          fact={`${state.connection.name}: ${state.problem.happened}`}
          consequence={`${state.problem.kept} ${state.problem.todo}`}
          action={
            needsCredential ? (
              <Button size="small" onClick={() => change(state.connection.id)}>
                Change credential…
              </Button>
            ) : (
              <Button size="small" icon="sync" onClick={syncNow}>
                Try now
              </Button>
            )
          }
        />
      );
    }
    case "offline":
      return (
        <Banner
          tone="unknown"
          icon="offline"
          fact={
            <>
              {state.connections.length === connections.length
                ? "Offline"
                : `${counted(state.connections.length, "connection")} of ${connections.length} offline`}
              {state.since !== null && (
                <>
                  {" "}
                  since <When at={state.since} now={now} />
                </>
              )}
              .
            </>
          }
          consequence={<>{asOf(state.dataAt)} Nothing is sent.</>}
          action={
            <Button size="small" icon="sync" onClick={syncNow}>
              Try now
            </Button>
          }
        />
      );
    case "credential":
      return (
        <Banner
          tone="unknown"
          icon="lock"
          fact={`${state.connection.name} has no credential here.`}
          consequence={
            <>
              {frame.keychain.available
                ? "It has to be typed again before the next sync."
                : frame.keychain.why}{" "}
              {asOf(state.dataAt)}
            </>
          }
          action={
            <Button size="small" onClick={() => change(state.connection.id)}>
              Enter it…
            </Button>
          }
        />
      );
    default:
      return null;
  }
}
