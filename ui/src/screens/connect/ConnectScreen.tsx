import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import {
  addConnection,
  addDemo,
  checkAgain,
  checkConnection,
  chooseFile,
  dropDraft,
  replaceCredential,
} from "../../api/actions";
import type { CheckConnectionResponse, ConnectionView, TypedCredential } from "../../api/contract.gen";
import { asProblem, type Problem } from "../../api/errors";
import * as queries from "../../api/queries";
import { Failure } from "../../components/Blank";
import { Button } from "../../components/Button";
import { Segmented } from "../../components/Choice";
import { TextField } from "../../components/Field";
import { Mark } from "../../components/Mark";
import { useToasts } from "../../components/Toasts";
import { count, counted } from "../../words/number";
import { Advanced } from "./Advanced";
import styles from "./ConnectScreen.module.css";
import { DemoDoor } from "./DemoDoor";
import { Readiness } from "./Readiness";
import { SetupGuide } from "./SetupGuide";
import { type Kind, Side } from "./Side";
import { type FieldProblems, type Method, SignInMethods } from "./SignInMethods";

type Environment = ConnectionView["environment"];
type Permission = ConnectionView["permission"];

const DOMAIN =
  /^(?:(?=.{3,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+|(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?)$/i;

/** What a person pastes is often a URL. */
function asDomain(text: string): string {
  return text
    .trim()
    .replace(/^https?:\/\//i, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
}

export function ConnectScreen(): ReactNode {
  const { change } = useSearch({ from: "/connect" });
  const frame = useQuery(queries.frame({ connections: [] }, 0));
  const connections = frame.data?.connections ?? [];
  const changing = connections.find(({ id }) => id === change);
  // The form begins with the connection's own values, so it waits for them.
  if (change !== undefined && !changing && frame.isPending) return null;
  return <Connect key={changing?.id ?? "new"} changing={changing} connections={connections} />;
}

function Connect({
  changing,
  connections,
}: {
  changing: ConnectionView | undefined;
  connections: readonly ConnectionView[];
}): ReactNode {
  const navigate = useNavigate();
  const router = useRouter();
  const client = useQueryClient();
  const toasts = useToasts();
  const [kind, setKind] = useState<Kind>("auth0");
  const [domain, setDomain] = useState(changing?.domain ?? "");
  const [name, setName] = useState("");
  const [environment, setEnvironment] = useState<Environment>(changing?.environment ?? "production");
  const [permission, setPermission] = useState<Permission>(changing?.permission ?? "read_only");
  const [method, setMethod] = useState<Method>("client_secret");
  const [clientId, setClientId] = useState(changing?.signs_in_as ?? "");
  const [keyFile, setKeyFile] = useState<string | null>(null);
  const [baseUrl, setBaseUrl] = useState(
    changing && changing.base_url !== `https://${changing.domain}/` ? changing.base_url : "",
  );
  const [caFile, setCaFile] = useState("");
  const [sessionOnly, setSessionOnly] = useState(false);
  const [checked, setChecked] = useState<CheckConnectionResponse | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [fieldProblems, setFieldProblems] = useState<FieldProblems>({});
  const [busy, setBusy] = useState<"checking" | "connecting" | null>(null);
  const credential = useRef<HTMLInputElement | HTMLTextAreaElement>(null);
  const guide = useQuery(queries.setupGuide(DOMAIN.test(domain) ? domain : "", permission));
  const keychain = guide.data ? guide.data.keychain_available : true;

  // A checked credential waits in the core; leaving without using it drops it there.
  const draft = useRef<string | null>(null);
  useEffect(
    () => () => {
      if (draft.current) dropDraft(draft.current).catch(() => undefined);
    },
    [],
  );
  const forget = () => {
    if (draft.current) dropDraft(draft.current).catch(() => undefined);
    draft.current = null;
    setChecked(null);
  };

  const back = () => {
    if (connections.length > 0) router.history.back();
    else void navigate({ to: "/overview" });
  };

  /** Reads what was typed, once, and clears the field. The value is in no state and no cache. */
  const takeCredential = (): TypedCredential | null => {
    const field = credential.current;
    const typed = field?.value.trim() ?? "";
    const id = clientId.trim();
    const wrong: FieldProblems = {};
    if (!DOMAIN.test(domain)) wrong.domain = "A tenant domain looks like northmere-prod.eu.auth0.com.";
    if (method !== "pasted_token" && id === "")
      wrong.clientId = "The id of the client that Rollcall signs in as.";
    if (typed === "" && !(method === "private_key_jwt" && keyFile)) {
      wrong.credential = "Nothing was typed here. A field that was sent is cleared, so type it again.";
    }
    setFieldProblems(wrong);
    if (Object.keys(wrong).length > 0) return null;
    if (field) field.value = "";
    if (method === "client_secret") return { method, client_id: id, secret: typed };
    if (method === "pasted_token") return { method, token: typed };
    return keyFile
      ? { method: "private_key_file", client_id: id, path: keyFile }
      : { method: "private_key_jwt", client_id: id, pem: typed };
  };

  const settle = (answer: CheckConnectionResponse) => {
    draft.current = answer.draft_id;
    setChecked(answer);
  };
  const check = async () => {
    const typed = takeCredential();
    if (!typed) return;
    forget();
    setProblem(null);
    setBusy("checking");
    try {
      settle(
        await checkConnection({
          domain,
          base_url: baseUrl.trim(),
          ca_file: caFile,
          credential: typed,
        }),
      );
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setBusy(null);
    }
  };
  const again = async () => {
    if (!checked) return;
    setProblem(null);
    setBusy("checking");
    try {
      settle(await checkAgain(checked.draft_id));
    } catch (cause) {
      setProblem(asProblem(cause));
    } finally {
      setBusy(null);
    }
  };
  const connect = async () => {
    if (kind === "auth0" && !checked) return;
    setBusy("connecting");
    try {
      if (kind === "demo") {
        const { connection_ids } = await addDemo();
        queries.refetchAll(client);
        void navigate({ to: "/overview", search: { in: connection_ids } });
        return;
      }
      if (!checked) return;
      if (changing) {
        await replaceCredential({
          connection_id: changing.id,
          draft_id: checked.draft_id,
          session_only: !keychain,
        });
        draft.current = null;
        toasts.say({ title: "Credential changed", text: `${changing.name} uses it from the next call on.` });
        queries.refetchAll(client);
        void navigate({ to: "/settings", search: { connection: changing.id } });
        return;
      }
      const { connection_id } = await addConnection({
        draft_id: checked.draft_id,
        name: name.trim() || checked.suggested_name,
        environment,
        permission,
        session_only: !keychain,
      });
      draft.current = null;
      queries.refetchAll(client);
      void navigate({ to: "/overview", search: { in: [connection_id] } });
    } catch (cause) {
      setProblem(asProblem(cause));
      setBusy(null);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kind === "demo" || checked) void connect();
    else void check();
  };
  const pick = (purpose: "ca_file" | "private_key") => {
    chooseFile(purpose).then(({ path }) => {
      if (path === null) return;
      if (purpose === "ca_file") setCaFile(path);
      else setKeyFile(path);
      forget();
    }, toasts.fail);
  };

  const ready = kind === "demo" || (checked?.can_connect === true && (keychain || sessionOnly));
  return (
    <form className={styles.page} onSubmit={submit}>
      <Side
        kind={kind}
        onKind={setKind}
        changing={changing !== undefined}
        connections={connections}
        keychain={keychain}
        onBack={back}
      />
      <main className={styles.main}>
        {kind === "demo" ? (
          <DemoDoor />
        ) : (
          <div className={styles.columns}>
            <section className={styles.fields} aria-label="Tenant and sign-in">
              <div className={styles.block}>
                <h2>Tenant</h2>
                {changing ? (
                  <p className={styles.fixed}>
                    <code>{changing.domain}</code>
                    <span>The domain of {changing.name} stays; only how Rollcall signs in changes.</span>
                  </p>
                ) : (
                  <TextField
                    label="Domain"
                    mono
                    placeholder="your-tenant.eu.auth0.com"
                    hint="The canonical domain of the tenant, not a custom one: it gives the audience."
                    problem={fieldProblems.domain ?? null}
                    value={domain}
                    onChange={(text) => {
                      setDomain(asDomain(text));
                      forget();
                    }}
                  />
                )}
                {!changing && (
                  <>
                    <TextField
                      label="Name"
                      placeholder={
                        checked?.suggested_name ?? (domain.split(".")[0] || "What to call it here")
                      }
                      value={name}
                      onChange={setName}
                    />
                    <Segmented
                      label="Environment"
                      value={environment}
                      onChange={setEnvironment}
                      options={[
                        { value: "production", label: "Production" },
                        { value: "staging", label: "Staging" },
                        { value: "development", label: "Development" },
                      ]}
                    />
                    <Segmented
                      label="Rollcall may"
                      value={permission}
                      onChange={setPermission}
                      options={[
                        { value: "read_only", label: "Read only" },
                        { value: "read_and_act", label: "Read and act" },
                      ]}
                      hint="You can switch later. Read only never sends a request that changes the tenant."
                    />
                  </>
                )}
              </div>
              <div className={styles.block}>
                <SignInMethods
                  method={method}
                  onMethod={(chosen) => {
                    setMethod(chosen);
                    setFieldProblems({});
                    forget();
                  }}
                  clientId={clientId}
                  onClientId={setClientId}
                  keyFile={keyFile}
                  onPasteKey={() => setKeyFile(null)}
                  onPickKey={() => pick("private_key")}
                  credential={credential}
                  wasSent={checked !== null}
                  keychain={keychain}
                  problems={fieldProblems}
                />
                <Advanced
                  domain={domain}
                  baseUrl={baseUrl}
                  onBaseUrl={(text) => {
                    setBaseUrl(text);
                    forget();
                  }}
                  caFile={caFile}
                  onRemoveCaFile={() => {
                    setCaFile("");
                    forget();
                  }}
                  onPickCaFile={() => pick("ca_file")}
                />
                {!keychain && (
                  <div className={styles.session}>
                    <Mark name="high" />
                    <div>
                      <p>
                        <b>No keychain.</b> {guide.data?.keychain_why} Rollcall never writes a credential to a
                        plain file.
                      </p>
                      <label>
                        <input
                          type="checkbox"
                          checked={sessionOnly}
                          onChange={(event) => setSessionOnly(event.target.checked)}
                        />
                        Keep it in memory until Rollcall closes
                      </label>
                    </div>
                  </div>
                )}
              </div>
            </section>
            <section className={styles.right} aria-label="Readiness">
              {problem && <Failure problem={problem} {...(checked ? { onRetry: () => void again() } : {})} />}
              {checked ? (
                <Readiness
                  checked={checked}
                  isChecking={busy === "checking"}
                  onAgain={() => void again()}
                  guide={guide.data}
                  permission={permission}
                />
              ) : (
                <SetupGuide
                  guide={guide.data}
                  permission={permission}
                  isChecking={busy === "checking"}
                  error={guide.error}
                />
              )}
            </section>
          </div>
        )}
        <footer className={styles.foot}>
          <p>{footText(kind, checked, changing !== undefined)}</p>
          <Button onClick={back}>Cancel</Button>
          {kind === "demo" || checked ? (
            <Button look="primary" type="submit" disabled={!ready || busy !== null}>
              {kind === "demo"
                ? "Open the demo tenant"
                : changing
                  ? "Use this credential"
                  : "Connect and sync"}
            </Button>
          ) : (
            <Button look="primary" type="submit" disabled={busy !== null}>
              {busy === "checking" ? "Checking" : "Check"}
            </Button>
          )}
        </footer>
      </main>
    </form>
  );
}

function footText(kind: Kind, checked: CheckConnectionResponse | null, changing: boolean): string {
  if (kind === "demo")
    return "Nothing leaves this computer. It needs no keychain and can be deleted in Settings.";
  if (!checked) return "The check signs in and reads a few answers. It changes nothing.";
  if (!checked.can_connect) return "This credential cannot be used yet: see what failed above.";
  if (changing) return "The next sync uses this credential. It changes nothing in the tenant.";
  const parts = [
    checked.clients === null ? "the clients" : counted(checked.clients, "client"),
    checked.log_days === null
      ? null
      : `${count(checked.log_days)} ${checked.log_days === 1 ? "day" : "days"} of log`,
  ].filter((part) => part !== null);
  return `The first sync reads ${parts.join(" and ")}. It changes nothing.`;
}
