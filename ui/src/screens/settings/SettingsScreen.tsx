import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { openFolder, saveSettings, setTimer } from "../../api/actions";
import type { FolderName, SettingsResponse, SettingsValues, ThemeView } from "../../api/contract.gen";
import { asProblem } from "../../api/errors";
import * as queries from "../../api/queries";
import { Failure, Skeleton } from "../../components/Blank";
import { Button } from "../../components/Button";
import { Segmented } from "../../components/Choice";
import { CopyButton } from "../../components/CopyButton";
import { useToasts } from "../../components/Toasts";
import { Ago } from "../../components/When";
import { bytes, count, counted } from "../../words/number";
import { date } from "../../words/time";
import { useFrame } from "../frame/FrameContext";
import { TopBar } from "../frame/TopBar";
import { Connections } from "./Connections";
import { Draft } from "./Draft";
import styles from "./SettingsScreen.module.css";

export function SettingsScreen(): ReactNode {
  const settings = useQuery(queries.settings());
  const toasts = useToasts();
  const data = settings.data;
  const save = (values: SettingsValues) => {
    saveSettings(values).catch(toasts.fail);
  };
  return (
    <>
      <TopBar title="Settings" subject={data ? `Rollcall ${data.version}` : undefined} />
      <div className={styles.page}>
        {settings.error && (
          <Failure problem={asProblem(settings.error)} onRetry={() => void settings.refetch()} />
        )}
        {!data && !settings.error && <Skeleton rows={8} label="Reading the settings" />}
        <Connections storage={data?.storage ?? null} />
        {data && (
          <>
            <Person values={data.values} onSave={save} />
            <Judging values={data.values} onSave={save} />
            <Watching data={data} />
            <Keeping data={data} onSave={save} />
            <Storage data={data} />
            <Egress data={data} />
          </>
        )}
      </div>
    </>
  );
}

export function SettingsSection({
  title,
  says,
  children,
}: {
  title: string;
  says: string;
  children: ReactNode;
}): ReactNode {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.about}>
        <h2>{title}</h2>
        <p>{says}</p>
      </div>
      <div className={styles.content}>{children}</div>
    </section>
  );
}

type Part = { values: SettingsValues; onSave: (values: SettingsValues) => void };

function Person({ values, onSave }: Part): ReactNode {
  return (
    <SettingsSection title="You" says="Written beside the owners and notes that you keep.">
      <Draft
        label="Your name"
        value={values.your_name}
        onSave={(your_name) => onSave({ ...values, your_name })}
      />
      <Segmented<ThemeView>
        label="Theme"
        value={values.theme}
        onChange={(theme) => onSave({ ...values, theme })}
        options={[
          { value: "system", label: "As the system" },
          { value: "light", label: "Light" },
          { value: "dark", label: "Dark" },
        ]}
      />
    </SettingsSection>
  );
}

function wholeNumber(text: string, least: number, most: number): string | null {
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most
    ? null
    : `A whole number from ${count(least)} to ${count(most)}.`;
}

function Judging({ values, onSave }: Part): ReactNode {
  return (
    <SettingsSection
      title="Verdict window"
      says="How many days without use make a client inactive, unless the Inactive screen says otherwise."
    >
      <Draft
        label="Days"
        value={String(values.window_days)}
        check={(text) => wholeNumber(text, 1, 365)}
        onSave={(text) => onSave({ ...values, window_days: Number(text) })}
      />
    </SettingsSection>
  );
}

function Watching({ data }: { data: SettingsResponse }): ReactNode {
  const toasts = useToasts();
  const [busy, setBusy] = useState(false);
  const { timer } = data;
  const change = (on: boolean) => {
    setBusy(true);
    setTimer(on)
      .catch(toasts.fail)
      .finally(() => setBusy(false));
  };
  return (
    <SettingsSection
      title="Keep watching while closed"
      says="A tenant keeps its log for a few days only. A timer of your system can sync when Rollcall is not open."
    >
      <p className={styles.words}>{timer.words}</p>
      {timer.state !== "not_here" && (
        <Button disabled={busy} onClick={() => change(timer.state === "off")}>
          {timer.state === "on" ? "Remove the timer" : "Install the timer"}
        </Button>
      )}
    </SettingsSection>
  );
}

function Keeping({
  data,
  onSave,
}: {
  data: SettingsResponse;
  onSave: (values: SettingsValues) => void;
}): ReactNode {
  const { values } = data;
  return (
    <SettingsSection
      title="What is kept"
      says="Day counts and the coverage ledger stay for good; they hold no person."
    >
      <Draft
        label="Days to keep raw log rows"
        hint="After that a number still stands, but its row can no longer be opened."
        value={String(values.keep_raw_days)}
        check={(text) => wholeNumber(text, 1, 3650)}
        onSave={(text) => onSave({ ...values, keep_raw_days: Number(text) })}
      />
      <Segmented
        label="User names, e-mails and addresses of people's sign-ins"
        value={values.keep_personal ? "keep" : "drop"}
        onChange={(choice) => onSave({ ...values, keep_personal: choice === "keep" })}
        options={[
          { value: "drop", label: "Do not keep" },
          { value: "keep", label: "Keep" },
        ]}
        hint="Rows of admins and machines keep theirs: they explain who changed what. The choice holds for rows read from now on."
      />
    </SettingsSection>
  );
}

function FolderLine({ name, path, folder }: { name: string; path: string; folder: FolderName }): ReactNode {
  const toasts = useToasts();
  return (
    <div className={styles.folder}>
      <div>
        <span>{name}</span>
        <code>{path}</code>
      </div>
      <CopyButton text={path} label={`Copy the path of the ${name.toLowerCase()}`} />
      <Button
        size="small"
        icon="folder"
        onClick={() => {
          openFolder(folder).catch(toasts.fail);
        }}
      >
        Open
      </Button>
    </div>
  );
}

function Storage({ data }: { data: SettingsResponse }): ReactNode {
  const { now, frame } = useFrame();
  const { storage } = data;
  const total = storage.precious_bytes + storage.connections.reduce((sum, row) => sum + row.bytes, 0);
  const nameOf = (id: string) => frame.connections.find((connection) => connection.id === id)?.name ?? id;
  return (
    <SettingsSection
      title="Storage"
      says={`${bytes(total)} on this computer, in SQLite files that only you can read.`}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th>File</th>
            <th data-align="end">Size</th>
            <th data-align="end">Log rows</th>
            <th data-align="end">Snapshots</th>
            <th>Oldest row</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td>Connections, snapshots, owners and notes</td>
            <td data-align="end">{bytes(storage.precious_bytes)}</td>
            <td />
            <td />
            <td />
          </tr>
          {storage.connections.map((row) => (
            <tr key={row.connection_id}>
              <td>Log of {nameOf(row.connection_id)}</td>
              <td data-align="end">{bytes(row.bytes)}</td>
              <td data-align="end">{count(row.log_rows)}</td>
              <td data-align="end">{count(row.snapshots)}</td>
              <td>{row.oldest_at === null ? "none" : date(row.oldest_at, now)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <FolderLine name="Data folder" path={storage.folder} folder="data" />
      <FolderLine name="Log folder" path={data.log_folder} folder="logs" />
    </SettingsSection>
  );
}

function Egress({ data }: { data: SettingsResponse }): ReactNode {
  const { now } = useFrame();
  return (
    <SettingsSection
      title="Where requests went"
      says="Every host that Rollcall ever sent a request to. Nothing else leaves."
    >
      {data.egress.length === 0 ? (
        <p className={styles.words}>No request was ever sent.</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th>Host</th>
              <th data-align="end">Requests</th>
              <th>Last</th>
            </tr>
          </thead>
          <tbody>
            {data.egress.map((row) => (
              <tr key={row.host}>
                <td>
                  <code>{row.host}</code>
                </td>
                <td data-align="end">{count(row.requests)}</td>
                <td>
                  <Ago at={row.last_at} now={now} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className={styles.words}>{counted(data.egress.length, "host")} in all.</p>
    </SettingsSection>
  );
}
