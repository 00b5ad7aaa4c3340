import type { ReactNode } from "react";
import { Button } from "../../components/Button";
import { TextField } from "../../components/Field";
import styles from "./ConnectScreen.module.css";

/** For corporate networks and private clouds: another host, another authority. */
export function Advanced({
  domain,
  baseUrl,
  onBaseUrl,
  caFile,
  onRemoveCaFile,
  onPickCaFile,
}: {
  domain: string;
  baseUrl: string;
  onBaseUrl: (text: string) => void;
  caFile: string;
  onRemoveCaFile: () => void;
  onPickCaFile: () => void;
}): ReactNode {
  return (
    <details className={styles.advanced}>
      <summary>Advanced: base URL and CA file</summary>
      <TextField
        label="Base URL"
        mono
        placeholder={`https://${domain || "your-tenant.eu.auth0.com"}/`}
        hint="For a custom host or a private cloud. Plain http works on this computer only."
        value={baseUrl}
        onChange={onBaseUrl}
      />
      <div className={styles.file}>
        <span>CA file: {caFile === "" ? "none, the system's trust store alone" : <code>{caFile}</code>}</span>
        {caFile !== "" && (
          <Button size="small" onClick={onRemoveCaFile}>
            Remove
          </Button>
        )}
        <Button size="small" icon="folder" onClick={onPickCaFile}>
          Choose…
        </Button>
      </div>
      <p className={styles.hint}>HTTPS_PROXY and SSL_CERT_FILE are honoured.</p>
    </details>
  );
}
