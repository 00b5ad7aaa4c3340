//! The one HTTP client: https (plain http on loopback), the operating system's trust, no redirects, timeouts, a size
//! limit. Nothing of a request or an answer is ever logged.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{Certificate, Client, ClientBuilder, Request, redirect};

use crate::endpoint::{Endpoint, is_loopback};
use crate::problem::NoAnswer;

/// Why no HTTP client could be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// `SSL_CERT_FILE` names a file that is not there.
    #[error("SSL_CERT_FILE names {path}, which cannot be read")]
    CertFileMissing {
        /// The path in the variable.
        path: PathBuf,
    },
    /// The chosen CA file cannot be read or holds no certificate.
    #[error("the CA file {path} {why}")]
    CaFile {
        /// The chosen path.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The operating system's trust store or TLS could not be set up.
    #[error("TLS could not be set up: {why}")]
    Tls {
        /// What the library says.
        why: String,
    },
}

/// Largest answer that is read, after decompression. A page of 100 log rows is some 200 kB.
const BODY_LIMIT: usize = 64 * 1024 * 1024;
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why there is no whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SendError {
    /// None at all. `sent`: whether the server may have seen the request.
    NoAnswer { why: NoAnswer, sent: bool },
    /// It broke off.
    Cut,
    /// It is larger than any answer of this API.
    TooLarge,
}

/// The client and how many requests it sent.
pub(crate) struct Transport {
    http: Client,
    sent: AtomicU64,
}

impl Transport {
    pub(crate) fn new(endpoint: &Endpoint) -> Result<Self, SetupError> {
        // a second connection finds the provider installed already, which is as good
        let _ = rustls::crypto::ring::default_provider().install_default();
        let base = Client::builder()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_WITHIN)
            .user_agent(concat!("Rollcall/", env!("CARGO_PKG_VERSION")))
            .https_only(endpoint.base_url.scheme() == "https");
        let base = if is_loopback(&endpoint.base_url) { base.no_proxy() } else { base };
        let http =
            trusted(base, endpoint)?.build().map_err(|error| SetupError::Tls { why: innermost(&error) })?;
        Ok(Self { http, sent: AtomicU64::new(0) })
    }

    /// How many requests were sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Sends one request once and reads its answer to the end, within `patience`.
    pub(crate) async fn send(&self, mut request: Request, patience: Duration) -> Result<Answer, SendError> {
        *request.timeout_mut() = Some(patience);
        self.sent.fetch_add(1, Ordering::Relaxed);
        let mut response = self.http.execute(request).await.map_err(|error| no_answer(&error))?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > BODY_LIMIT => return Err(SendError::TooLarge),
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => return Ok(Answer { status, headers, body }),
                Err(error) if error.is_timeout() => {
                    return Err(SendError::NoAnswer { why: NoAnswer::TimedOut, sent: true });
                }
                Err(_) => return Err(SendError::Cut),
            }
        }
    }
}

fn trusted(builder: ClientBuilder, endpoint: &Endpoint) -> Result<ClientBuilder, SetupError> {
    if endpoint.base_url.scheme() != "https" {
        return Ok(builder.tls_certs_only([]));
    }
    let mut extra = Vec::new();
    if let Some(path) = std::env::var_os("SSL_CERT_FILE").filter(|path| !path.is_empty()).map(PathBuf::from) {
        let pem = std::fs::read(&path).map_err(|_| SetupError::CertFileMissing { path: path.clone() })?;
        // on Linux the system's loader reads it itself; elsewhere nobody else would
        if cfg!(not(target_os = "linux")) {
            extra.extend(
                Certificate::from_pem_bundle(&pem).map_err(|_| SetupError::CertFileMissing { path })?,
            );
        }
    }
    if let Some(path) = &endpoint.ca_file {
        extra.extend(authorities(path)?);
    }
    Ok(if extra.is_empty() { builder } else { builder.tls_certs_merge(extra) })
}

fn authorities(path: &Path) -> Result<Vec<Certificate>, SetupError> {
    let refused = |why: String| SetupError::CaFile { path: path.to_owned(), why };
    let pem = std::fs::read(path).map_err(|error| refused(format!("cannot be read: {}", error.kind())))?;
    let found = Certificate::from_pem_bundle(&pem).map_err(|_| refused("is not PEM".to_owned()))?;
    if found.is_empty() {
        return Err(refused("holds no certificate".to_owned()));
    }
    Ok(found)
}

fn no_answer(error: &reqwest::Error) -> SendError {
    let sent = !(error.is_connect() || error.is_builder());
    let why = if is_about_trust(error) {
        NoAnswer::NotTrusted
    } else if error.is_timeout() {
        NoAnswer::TimedOut
    } else if error.is_dns() {
        NoAnswer::NameUnknown
    } else {
        NoAnswer::NotConnected
    };
    SendError::NoAnswer { why, sent }
}

fn is_about_trust(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(cause) = next {
        if matches!(cause.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
            return true;
        }
        // an I/O error hides what it wraps from `source`
        let wrapped = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner),
            None => cause.source(),
        };
    }
    false
}

fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint() -> Endpoint {
        Endpoint::of_domain("acme.eu.auth0.com").unwrap()
    }

    #[test]
    fn a_ca_file_that_is_missing_or_no_certificate_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("none.pem");
        let error = Transport::new(&endpoint().trusting(&missing)).err().unwrap();
        assert!(matches!(error, SetupError::CaFile { ref path, .. } if *path == missing), "{error}");

        let empty = folder.path().join("empty.pem");
        std::fs::write(&empty, "hello").unwrap();
        let error = Transport::new(&endpoint().trusting(&empty)).err().unwrap();
        assert_eq!(error, SetupError::CaFile { path: empty, why: "holds no certificate".into() });
    }
}
