import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";
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
import { SecretField, TextField } from "../../components/Field";
import { Icon } from "../../components/Icon";
import { Mark } from "../../components/Mark";
import { EnvironmentTag } from "../../components/Tag";
import { useToasts } from "../../components/Toasts";
import { count, counted } from "../../words/number";
import styles from "./ConnectScreen.module.css";
import { Readiness } from "./Readiness";
import { SetupGuide } from "./SetupGuide";

type Method = "client_secret" | "private_key_jwt" | "pasted_token";
type Environment = ConnectionView["environment"];

const DOMAIN = /^(?=.{3,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

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
  const [kind, setKind] = useState<"auth0" | "demo">("auth0");
  const [domain, setDomain] = useState(changing?.domain ?? "");
  const [name, setName] = useState("");
  const [environment, setEnvironment] = useState<Environment>(changing?.environment ?? "production");
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
  const [fieldProblems, setFieldProblems] = useState<{
    domain?: string;
    clientId?: string;
    credential?: string;
  }>({});
  const [busy, setBusy] = useState<"checking" | "connecting" | null>(null);
  const credential = useRef<HTMLInputElement | HTMLTextAreaElement>(null);
  const guide = useQuery(queries.setupGuide(DOMAIN.test(domain) ? domain : ""));
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
    if (field) field.value = "";
    const id = clientId.trim();
    const wrong: typeof fieldProblems = {};
    if (!DOMAIN.test(domain)) wrong.domain = "A tenant domain looks like northmere-prod.eu.auth0.com.";
    if (method !== "pasted_token" && id === "")
      wrong.clientId = "The id of the client that Rollcall signs in as.";
    if (typed === "" && !(method === "private_key_jwt" && keyFile)) {
      wrong.credential = "Nothing was typed here. A field that was sent is cleared, so type it again.";
    }
    setFieldProblems(wrong);
    if (Object.keys(wrong).length > 0) return null;
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
        const { connection_id } = await addDemo();
        queries.refetchAll(client);
        void navigate({ to: "/overview", search: { in: [connection_id] } });
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
        permission: "read_only",
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
      <nav className={styles.side} aria-label="Kind of connection">
        <header>
          <button type="button" className={styles.back} onClick={back}>
            <Icon name="left" /> Back
          </button>
          <h1>{changing ? "Change credential" : "Add connection"}</h1>
        </header>
        {!changing && (
          <RadioGroup
            className={styles.kinds ?? ""}
            aria-label="Kind of server"
            value={kind}
            onChange={(value) => setKind(value === "demo" ? "demo" : "auth0")}
          >
            <Radio value="auth0" className={styles.kind ?? ""}>
              <span className={styles.radio} />
              <span className={styles.glyph}>A</span>
              <span>
                <b>Auth0 tenant</b>
                <small>Clients, grants, log</small>
              </span>
            </Radio>
            <Radio value="demo" className={styles.kind ?? ""}>
              <span className={styles.radio} />
              <span className={styles.glyph}>D</span>
              <span>
                <b>Demo tenant</b>
                <small>Made-up clients, works offline</small>
              </span>
            </Radio>
          </RadioGroup>
        )}
        <div className={styles.kept}>
          <h2>Where things are kept</h2>
          <p>
            {keychain
              ? "Credentials: sealed in the vault; its key is in the system keychain. "
              : "Credentials: in memory until Rollcall closes. "}
            Everything else: SQLite files on this computer. Rollcall has no server.
          </p>
          {connections.length > 0 && (
            <>
              <h2>Connected</h2>
              <ul>
                {connections.map((connection) => (
                  <li key={connection.id}>
                    <span>{connection.name}</span>
                    <EnvironmentTag environment={connection.is_demo ? "demo" : connection.environment} />
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      </nav>
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
                      value="read_only"
                      onChange={() => undefined}
                      options={[{ value: "read_only", label: "Read only" }]}
                      hint="Read only never sends a request that changes the tenant."
                    />
                  </>
                )}
              </div>
              <div className={styles.block}>
                <h2 id="sign-in">Sign in with</h2>
                <RadioGroup
                  className={styles.methods ?? ""}
                  aria-labelledby="sign-in"
                  value={method}
                  onChange={(value) => {
                    setMethod(value as Method);
                    setFieldProblems({});
                    forget();
                  }}
                >
                  <MethodChoice
                    value="client_secret"
                    chosen={method}
                    title="Client credentials"
                    text="Acts as an app in the tenant. Good for steady syncing."
                  >
                    <ClientIdField value={clientId} onChange={setClientId} problem={fieldProblems.clientId} />
                    <SecretField
                      label="Client secret"
                      fieldRef={credential}
                      {...(checked ? { placeholder: "Sent once and cleared" } : {})}
                      problem={fieldProblems.credential ?? null}
                      hint={sealedHint(keychain)}
                    />
                  </MethodChoice>
                  <MethodChoice
                    value="private_key_jwt"
                    chosen={method}
                    title="Private key JWT"
                    text="No shared secret: the tenant holds the public half of your key."
                  >
                    <ClientIdField value={clientId} onChange={setClientId} problem={fieldProblems.clientId} />
                    {keyFile ? (
                      <p className={styles.file}>
                        <code title={keyFile}>{keyFile}</code>
                        <Button size="small" onPress={() => setKeyFile(null)}>
                          Paste instead
                        </Button>
                      </p>
                    ) : (
                      <SecretField
                        label="Private key, PEM in PKCS#8"
                        tall
                        fieldRef={credential}
                        placeholder="-----BEGIN PRIVATE KEY-----"
                        problem={fieldProblems.credential ?? null}
                        hint={sealedHint(keychain)}
                      />
                    )}
                    {!keyFile && (
                      <Button size="small" icon="folder" onPress={() => pick("private_key")}>
                        Choose a file…
                      </Button>
                    )}
                  </MethodChoice>
                  <MethodChoice
                    value="pasted_token"
                    chosen={method}
                    title="Paste a token"
                    text="Works until the token ends. Good for a first look."
                  >
                    <SecretField
                      label="Management API token"
                      tall
                      fieldRef={credential}
                      problem={fieldProblems.credential ?? null}
                      hint="Read for its audience, its scopes and its end; the check shows them."
                    />
                  </MethodChoice>
                </RadioGroup>
                <details className={styles.advanced}>
                  <summary>Advanced: base URL and CA file</summary>
                  <TextField
                    label="Base URL"
                    mono
                    placeholder={`https://${domain || "your-tenant.eu.auth0.com"}/`}
                    hint="For a custom host or a private cloud. Plain http works on this computer only."
                    value={baseUrl}
                    onChange={(text) => {
                      setBaseUrl(text);
                      forget();
                    }}
                  />
                  <div className={styles.file}>
                    <span>
                      CA file:{" "}
                      {caFile === "" ? "none, the system's trust store alone" : <code>{caFile}</code>}
                    </span>
                    {caFile !== "" && (
                      <Button size="small" onPress={() => setCaFile("")}>
                        Remove
                      </Button>
                    )}
                    <Button size="small" icon="folder" onPress={() => pick("ca_file")}>
                      Choose…
                    </Button>
                  </div>
                  <p className={styles.hint}>HTTPS_PROXY and SSL_CERT_FILE are honoured.</p>
                </details>
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
                />
              ) : (
                <SetupGuide guide={guide.data} isChecking={busy === "checking"} error={guide.error} />
              )}
            </section>
          </div>
        )}
        <footer className={styles.foot}>
          <p>{footText(kind, checked, changing !== undefined)}</p>
          <Button onPress={back}>Cancel</Button>
          {kind === "demo" || checked ? (
            <Button look="primary" type="submit" isDisabled={!ready || busy !== null}>
              {kind === "demo"
                ? "Open the demo tenant"
                : changing
                  ? "Use this credential"
                  : "Connect and sync"}
            </Button>
          ) : (
            <Button look="primary" type="submit" isDisabled={busy !== null}>
              {busy === "checking" ? "Checking" : "Check"}
            </Button>
          )}
        </footer>
      </main>
    </form>
  );
}

function sealedHint(keychain: boolean): string {
  return keychain
    ? "Sealed in the vault; its key is in the system keychain. Sent once, then this field is cleared."
    : "Kept in memory until Rollcall closes. Sent once, then this field is cleared.";
}

function footText(
  kind: "auth0" | "demo",
  checked: CheckConnectionResponse | null,
  changing: boolean,
): string {
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

function MethodChoice({
  value,
  chosen,
  title,
  text,
  children,
}: {
  value: Method;
  chosen: Method;
  title: string;
  text: string;
  children: ReactNode;
}): ReactNode {
  return (
    <div className={styles.method} data-chosen={chosen === value || undefined}>
      <Radio value={value} className={styles.methodHead ?? ""}>
        <span className={styles.radio} />
        <span>
          <b>{title}</b>
          <small>{text}</small>
        </span>
      </Radio>
      {chosen === value && <div className={styles.methodBody}>{children}</div>}
    </div>
  );
}

function ClientIdField({
  value,
  onChange,
  problem,
}: {
  value: string;
  onChange: (value: string) => void;
  problem: string | undefined;
}): ReactNode {
  return <TextField label="Client ID" mono value={value} onChange={onChange} problem={problem ?? null} />;
}

function DemoDoor(): ReactNode {
  return (
    <div className={styles.demo}>
      <h2>Demo tenant</h2>
      <p>
        A pretend Auth0 tenant inside this window: a hospital group with healthcare, finance and agent
        clients. Rollcall reads it over real HTTP on this computer, plays through some 90 days, and goes on
        living while the window is open. It shows all five verdicts.
      </p>
      <ul>
        <li>
          <Mark name="proven" /> It works offline and needs no account and no keychain.
        </li>
        <li>
          <Mark name="proven" /> It has days without log, so you see what cannot be proven.
        </li>
        <li>
          <Mark name="proven" /> In Settings it can be disconnected, to try Rollcall without a network.
        </li>
      </ul>
    </div>
  );
}
