import type { ReactNode, RefObject } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import { Button } from "../../components/Button";
import { SecretField, TextField } from "../../components/Field";
import styles from "./ConnectScreen.module.css";

/** How Rollcall signs in (facts/auth0.md 1). */
export type Method = "client_secret" | "private_key_jwt" | "pasted_token";

/** What is wrong with what was typed, by field. */
export interface FieldProblems {
  domain?: string;
  clientId?: string;
  credential?: string;
}

/** The three ways to sign in; the fields of the chosen one. The credential's field is read once, by its reference. */
export function SignInMethods({
  method,
  onMethod,
  clientId,
  onClientId,
  keyFile,
  onPasteKey,
  onPickKey,
  credential,
  wasSent,
  keychain,
  problems,
}: {
  method: Method;
  onMethod: (method: Method) => void;
  clientId: string;
  onClientId: (id: string) => void;
  keyFile: string | null;
  onPasteKey: () => void;
  onPickKey: () => void;
  credential: RefObject<HTMLInputElement | HTMLTextAreaElement | null>;
  wasSent: boolean;
  keychain: boolean;
  problems: FieldProblems;
}): ReactNode {
  return (
    <>
      <h2 id="sign-in">Sign in with</h2>
      <RadioGroup
        className={styles.methods ?? ""}
        aria-labelledby="sign-in"
        value={method}
        onChange={(value) => onMethod(value as Method)}
      >
        <MethodChoice
          value="client_secret"
          chosen={method}
          title="Client credentials"
          text="Acts as an app in the tenant. Good for steady syncing."
        >
          <ClientIdField value={clientId} onChange={onClientId} problem={problems.clientId} />
          <SecretField
            label="Client secret"
            fieldRef={credential}
            {...(wasSent ? { placeholder: "Sent once and cleared" } : {})}
            problem={problems.credential ?? null}
            hint={sealedHint(keychain)}
          />
        </MethodChoice>
        <MethodChoice
          value="private_key_jwt"
          chosen={method}
          title="Private key JWT"
          text="No shared secret: the tenant holds the public half of your key."
        >
          <ClientIdField value={clientId} onChange={onClientId} problem={problems.clientId} />
          {keyFile ? (
            <p className={styles.file}>
              <code title={keyFile}>{keyFile}</code>
              <Button size="small" onClick={onPasteKey}>
                Paste instead
              </Button>
            </p>
          ) : (
            <SecretField
              label="Private key, PEM in PKCS#8"
              tall
              fieldRef={credential}
              placeholder="-----BEGIN PRIVATE KEY-----"
              problem={problems.credential ?? null}
              hint={sealedHint(keychain)}
            />
          )}
          {!keyFile && (
            <Button size="small" icon="folder" onClick={onPickKey}>
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
            problem={problems.credential ?? null}
            hint="Read for its audience, its scopes and its end; the check shows them."
          />
        </MethodChoice>
      </RadioGroup>
    </>
  );
}

function sealedHint(keychain: boolean): string {
  return keychain
    ? "Sealed in the vault; its key is in the system keychain. Sent once, then this field is cleared."
    : "Kept in memory until Rollcall closes. Sent once, then this field is cleared.";
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
