import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { cancelSync, deleteConnection, setDemoNetwork, syncNow, updateConnection } from "../../api/actions";
import type { Commands, ConnectionView, StorageView } from "../../api/contract.gen";
import { refetchAll } from "../../api/queries";
import { Button } from "../../components/Button";
import { Segmented } from "../../components/Choice";
import { Field } from "../../components/Field";
import fieldStyles from "../../components/Field.module.css";
import { Mark } from "../../components/Mark";
import { SmallDialog } from "../../components/Sheet";
import { EnvironmentTag, Tag } from "../../components/Tag";
import { useToasts } from "../../components/Toasts";
import { When } from "../../components/When";
import { counted } from "../../words/number";
import { moment } from "../../words/time";
import { useFrame } from "../frame/FrameContext";
import { Draft } from "./Draft";
import styles from "./SettingsScreen.module.css";

const PLACES: Record<ConnectionView["credential"], string> = {
  vault: "sealed in the vault",
  session: "in memory until Rollcall closes",
  missing: "not here; it has to be typed again",
  not_needed: "none needed",
};

export function Connections({ storage }: { storage: StorageView | null }): ReactNode {
  const { frame } = useFrame();
  const navigate = useNavigate();
  return (
    <section className={styles.section} aria-label="Connections">
      <div className={styles.about}>
        <h2>Connections</h2>
        <p>Each has its own schedule, its own share of the rate limit and its own file.</p>
        <Button icon="plus" onClick={() => void navigate({ to: "/connect" })}>
          Add connection…
        </Button>
      </div>
      <ul className={styles.content}>
        {frame.connections.map((connection) => (
          <ConnectionItem
            key={connection.id}
            connection={connection}
            rows={storage?.connections.find((row) => row.connection_id === connection.id)?.log_rows ?? null}
          />
        ))}
      </ul>
    </section>
  );
}

function ConnectionItem({
  connection,
  rows,
}: {
  connection: ConnectionView;
  rows: number | null;
}): ReactNode {
  const { now } = useFrame();
  const search = useSearch({ from: "/frame/settings" });
  const navigate = useNavigate();
  const toasts = useToasts();
  const [deleting, setDeleting] = useState(false);
  const [editing, setEditing] = useState(false);
  const item = useRef<HTMLLIElement>(null);
  const pointedAt = search.connection === connection.id;
  useEffect(() => {
    if (pointedAt) item.current?.scrollIntoView({ block: "nearest" });
  }, [pointedAt]);
  const update = (change: Partial<Commands["update_connection"]["request"]>) => {
    updateConnection({
      connection_id: connection.id,
      name: null,
      environment: null,
      permission: null,
      paused: null,
      ...change,
    }).catch(toasts.fail);
  };
  const { sync } = connection;
  return (
    <li ref={item} className={styles.connection} data-pointed={pointedAt || undefined}>
      <div className={styles.connectionHead}>
        <h3>{connection.name}</h3>
        <EnvironmentTag connection={connection} />
        {connection.permission === "read_only" && <Tag>Read only</Tag>}
        {connection.paused && <Tag>Paused</Tag>}
        {connection.demo_reachable === false && <Tag tone="unknown">Disconnected</Tag>}
      </div>
      <dl className={styles.pairs}>
        <dt>Domain</dt>
        <dd>
          <code>{connection.domain}</code>
        </dd>
        {connection.base_url !== `https://${connection.domain}/` && !connection.is_demo && (
          <>
            <dt>Requests go to</dt>
            <dd>
              <code>{connection.base_url}</code>
            </dd>
          </>
        )}
        <dt>Signs in by</dt>
        <dd>
          {connection.sign_in}
          {connection.signs_in_as && (
            <>
              {" "}
              as <code>{connection.signs_in_as}</code>
            </>
          )}
        </dd>
        <dt>Credential</dt>
        <dd>
          {connection.credential === "missing" && <Mark name="high" />} {PLACES[connection.credential]}
          {connection.token_ends_at !== null && (
            <>
              ; the token ends <When at={connection.token_ends_at} now={now} />
            </>
          )}
        </dd>
        <dt>Last good sync</dt>
        <dd>{sync.last_success_at === null ? "none yet" : <When at={sync.last_success_at} now={now} />}</dd>
        {sync.problem && (
          <>
            <dt>Since then</dt>
            <dd>
              {sync.problem.happened} {sync.problem.kept} {sync.problem.todo}
            </dd>
          </>
        )}
        <dt>Next sync</dt>
        <dd>
          {connection.paused
            ? "when you resume it"
            : sync.next_at === null
              ? "not planned"
              : moment(sync.next_at, now)}
        </dd>
      </dl>
      <div className={styles.actions}>
        {sync.running ? (
          <Button
            size="small"
            icon="x"
            disabled={sync.running.stopping}
            onClick={() => {
              cancelSync(connection.id).catch(toasts.fail);
            }}
          >
            {sync.running.stopping ? "Stopping" : "Stop the sync"}
          </Button>
        ) : (
          <Button
            size="small"
            icon="sync"
            onClick={() => {
              syncNow({ connections: [connection.id] }).then(({ refused }) => {
                for (const problem of refused) toasts.fail({ problem });
              }, toasts.fail);
            }}
          >
            Sync now
          </Button>
        )}
        <Button
          size="small"
          icon={connection.paused ? "play" : "pause"}
          onClick={() => update({ paused: !connection.paused })}
        >
          {connection.paused ? "Resume" : "Pause"}
        </Button>
        {connection.is_demo ? (
          <Button
            size="small"
            icon="offline"
            onClick={() => {
              setDemoNetwork(connection.id, connection.demo_reachable === false).catch(toasts.fail);
            }}
          >
            {connection.demo_reachable === false ? "Connect again" : "Disconnect"}
          </Button>
        ) : (
          <Button
            size="small"
            icon="lock"
            onClick={() => void navigate({ to: "/connect", search: { change: connection.id } })}
          >
            Change credential…
          </Button>
        )}
        <Button size="small" onClick={() => setEditing(!editing)} aria-expanded={editing}>
          {editing ? "Done" : "Edit"}
        </Button>
        <span className={styles.space} />
        <Button size="small" look="danger" onClick={() => setDeleting(true)}>
          Delete…
        </Button>
      </div>
      {editing && (
        <div className={styles.editing}>
          <Draft
            label="Name"
            value={connection.name}
            check={(text) => (text === "" ? "A connection needs a name." : null)}
            onSave={(name) => update({ name })}
          />
          <Segmented
            label="Rollcall may"
            value={connection.permission}
            onChange={(permission) => update({ permission })}
            options={[
              { value: "read_only", label: "Read only" },
              { value: "read_and_act", label: "Read and act" },
            ]}
            hint="Read only never sends a request that changes the tenant."
          />
          {!connection.is_demo && (
            <Segmented
              label="Environment"
              value={connection.environment}
              onChange={(environment) => update({ environment })}
              options={[
                { value: "production", label: "Production" },
                { value: "staging", label: "Staging" },
                { value: "development", label: "Development" },
              ]}
            />
          )}
        </div>
      )}
      <DeleteDialog
        connection={connection}
        rows={rows}
        isOpen={deleting}
        onClose={() => setDeleting(false)}
      />
    </li>
  );
}

/** The one thing here that cannot be undone: it asks for a phrase, and Enter does not confirm it. */
function DeleteDialog({
  connection,
  rows,
  isOpen,
  onClose,
}: {
  connection: ConnectionView;
  rows: number | null;
  isOpen: boolean;
  onClose: () => void;
}): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const toasts = useToasts();
  const [typed, setTyped] = useState("");
  const phrase = `delete ${connection.name}`;
  const matches = typed.trim() === phrase;
  const remove = () => {
    deleteConnection(connection.id).then(() => {
      onClose();
      toasts.say({ title: `${connection.name} deleted here`, text: "Nothing was changed in the tenant." });
      refetchAll(client);
      void navigate({ to: "/overview", search: { in: "all" } });
    }, toasts.fail);
  };
  return (
    <SmallDialog
      title={`Delete ${connection.name} from this computer`}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="danger-solid" disabled={!matches} onClick={remove}>
            Delete connection
          </Button>
        </>
      }
    >
      <p>
        Its credential, {rows === null ? "its log" : `${counted(rows, "log row")}`}, its snapshots, owners and
        notes are deleted here. Nothing is sent to the tenant. The tenant keeps only a few days of log, so
        most of this history cannot be read again.
      </p>
      <Field label={`Type “${phrase}” to enable the button`}>
        {({ id }) => (
          <input
            id={id}
            className={fieldStyles.input}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter") event.preventDefault();
            }}
            autoComplete="off"
            spellCheck={false}
          />
        )}
      </Field>
    </SmallDialog>
  );
}
