//! Signing in: a token in memory, renewed before it ends and once when the server refuses it.

use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::ClientId;
use domain::time::Timestamp;
use futures_util::future::BoxFuture;
use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::{AsyncHttpClient, AuthType, HttpRequest, HttpResponse, TokenResponse as _, TokenUrl};
use secrecy::{ExposeSecret as _, SecretString};

use super::token::{can_widen, host};
use super::{Auth0, TokenInfo, assertion, refusal};
use crate::credentials::Credential;
use crate::problem::{EndpointClass, NoAnswer, Problem, Trouble};
use crate::transport::SendError;

/// A token is renewed this long before it ends, or after nine tenths of a shorter life.
const RENEW_BEFORE_MS: i64 = 60_000;
/// A clock that is off by more than this makes assertions invalid (facts/auth0.md 1.2: 10 s are tolerated).
const TOLERATED_MS: i64 = 5_000;
/// How often a 429 of the token endpoint is waited out.
const REFUSALS: usize = 2;

/// A token in use.
pub(super) struct Session {
    pub(super) token: SecretString,
    pub(super) info: TokenInfo,
    renew_at: Timestamp,
    was_pasted: bool,
}

impl Session {
    pub(super) fn was_pasted(&self) -> bool {
        self.was_pasted
    }
}

/// How a client with a secret shows it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SecretIn {
    Body,
    Header,
}

/// An answer of the token endpoint other than a success.
struct Failure {
    status: u16,
    body: Vec<u8>,
}

/// The one HTTP client as `oauth2` wants it; keeps the server's refusal, which `oauth2` would only describe.
struct TokenEndpoint {
    reader: Auth0,
    failure: Mutex<Option<Failure>>,
}

impl<'c> AsyncHttpClient<'c> for TokenEndpoint {
    type Error = NotSent;
    type Future = BoxFuture<'c, Result<HttpResponse, NotSent>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { self.reader.exchange(request, &self.failure).await.map_err(NotSent) })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("no answer from the token endpoint")]
struct NotSent(SendError);

impl Auth0 {
    /// The token to use now. `refused`: the one that the server just refused.
    pub(super) async fn session(&self, refused: Option<&Arc<Session>>) -> Result<Arc<Session>, Problem> {
        let mut current = self.state.session.lock().await;
        if let Some(session) = current.as_ref() {
            let was_refused = refused.is_some_and(|refused| Arc::ptr_eq(refused, session));
            if !was_refused && self.server_now() < session.renew_at {
                return Ok(Arc::clone(session));
            }
        }
        let fresh = Arc::new(
            self.open_session(refused)
                .await
                .map_err(|trouble| self.problem(EndpointClass::Token, trouble))?,
        );
        *current = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    async fn open_session(&self, refused: Option<&Arc<Session>>) -> Result<Session, Trouble> {
        match self.state.credentials.credential().await? {
            Credential::Token(token) => {
                let session = self.pasted(token)?;
                if let Some(old) = refused.filter(|old| old.was_pasted && same(&old.token, &session.token)) {
                    return Err(if old.info.ends_at <= self.server_now() {
                        Trouble::TokenEnded { at: old.info.ends_at }
                    } else {
                        Trouble::SignInRefused { code: "401".to_owned() }
                    });
                }
                Ok(session)
            }
            Credential::ClientSecret { client_id, secret } => self.with_secret(&client_id, &secret).await,
            Credential::PrivateKeyJwt { client_id, pem } => self.with_key(&client_id, &pem).await,
        }
    }

    /// Takes a pasted token as it is: its audience wins over what was typed, unless it is another tenant's.
    fn pasted(&self, token: SecretString) -> Result<Session, Trouble> {
        let info = TokenInfo::of_pasted(&token)?;
        let endpoint = &self.state.endpoint;
        let found = info.domain().ok_or(Trouble::NotAToken { why: "its audience has no host" })?;
        let issuer = host(&info.issuer);
        // a token that was issued at the custom host names that host as its issuer
        let ours = found == endpoint.domain
            || issuer.is_some_and(|issuer| {
                issuer == endpoint.domain || Some(issuer.as_str()) == endpoint.base_url.host_str()
            });
        if !ours {
            return Err(Trouble::ForeignToken { expected: endpoint.domain.clone(), found });
        }
        if self.state.server_offset().is_some() && info.ends_at <= self.server_now() {
            return Err(Trouble::TokenEnded { at: info.ends_at });
        }
        Ok(Session { token, renew_at: Timestamp::from_millis(i64::MAX), info, was_pasted: true })
    }

    async fn with_secret(&self, client_id: &ClientId, secret: &SecretString) -> Result<Session, Trouble> {
        let mut refused = None;
        for place in [SecretIn::Body, SecretIn::Header] {
            // a client of `client_secret_basic` refuses the body, and only then the header is tried
            match self.request_token(client_id, Some((secret, place)), None).await? {
                Ok(session) => return Ok(session),
                Err(failure) if failure.status == 401 => refused = refused.or(Some(failure)),
                Err(failure) => return Err(self.trouble(&failure)),
            }
        }
        Err(refused
            .map_or(Trouble::SignInRefused { code: "401".to_owned() }, |failure| self.trouble(&failure)))
    }

    async fn with_key(&self, client_id: &ClientId, pem: &SecretString) -> Result<Session, Trouble> {
        let audience = format!("https://{}/", self.state.endpoint.domain);
        let before = self.state.server_offset();
        let assertion = assertion::sign(client_id, pem, &audience, self.server_now())?;
        let failure = match self.request_token(client_id, None, Some(&assertion)).await? {
            Ok(session) => return Ok(session),
            Err(failure) => failure,
        };
        let learned = self.state.server_offset().unwrap_or(0) - before.unwrap_or(0);
        if failure.status != 401 || learned.abs() <= TOLERATED_MS {
            return Err(self.trouble(&failure));
        }
        // the refusal told the server's time, and by it the assertion was not valid
        let assertion = assertion::sign(client_id, pem, &audience, self.server_now())?;
        self.request_token(client_id, None, Some(&assertion)).await?.map_err(|failure| self.trouble(&failure))
    }

    fn trouble(&self, failure: &Failure) -> Trouble {
        let endpoint = &self.state.endpoint;
        refusal::of_token_endpoint(failure.status, &failure.body, &endpoint.audience, &endpoint.domain)
    }

    /// One client-credentials request (RFC 6749 section 4.4.2). The inner error is the server's refusal.
    async fn request_token(
        &self,
        client_id: &ClientId,
        secret: Option<(&SecretString, SecretIn)>,
        assertion: Option<&SecretString>,
    ) -> Result<Result<Session, Failure>, Trouble> {
        let endpoint = &self.state.endpoint;
        let url = endpoint
            .base_url
            .join("oauth/token")
            .map_err(|_| Trouble::NoTenant { domain: endpoint.domain.clone() })?;
        let mut client = BasicClient::new(oauth2::ClientId::new(client_id.to_string()))
            .set_token_uri(TokenUrl::from_url(url))
            .set_auth_type(match secret {
                Some((_, SecretIn::Header)) => AuthType::BasicAuth,
                _ => AuthType::RequestBody,
            });
        if let Some((secret, _)) = secret {
            client = client.set_client_secret(oauth2::ClientSecret::new(secret.expose_secret().to_owned()));
        }
        let mut request =
            client.exchange_client_credentials().add_extra_param("audience", endpoint.audience.as_str());
        if let Some(assertion) = assertion {
            request = request
                .add_extra_param(
                    "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                )
                .add_extra_param("client_assertion", assertion.expose_secret());
        }
        let http = TokenEndpoint { reader: self.clone(), failure: Mutex::new(None) };
        let answer = request.request_async(&http).await;
        if let Some(failure) = http.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Ok(Err(failure));
        }
        match answer {
            Ok(token) => Ok(Ok(self.session_of(client_id, &token))),
            Err(oauth2::RequestTokenError::Request(NotSent(error))) => Err(super::call::trouble_of(error)),
            Err(oauth2::RequestTokenError::Parse(_, body)) => Err(refusal::not_json(200, &body)),
            Err(_) => Err(Trouble::NotUnderstood { what: "a token answer without a token".to_owned() }),
        }
    }

    fn session_of(&self, client_id: &ClientId, token: &BasicTokenResponse) -> Session {
        let secret = SecretString::from(token.access_token().secret().as_str());
        let lifetime_ms = token
            .expires_in()
            .and_then(|lifetime| i64::try_from(lifetime.as_millis()).ok())
            .unwrap_or(86_400_000);
        let ends_at = self.server_now().plus_millis(lifetime_ms);
        let decoded = TokenInfo::of_pasted(&secret).ok();
        let scopes = token
            .scopes()
            .map(|scopes| scopes.iter().map(|scope| scope.to_string()).collect())
            .or_else(|| decoded.as_ref().map(|info| info.scopes.clone()));
        let endpoint = &self.state.endpoint;
        let scopes_are_told = scopes.is_some();
        let scopes: Vec<String> = scopes.unwrap_or_default();
        let info = TokenInfo {
            can_widen_itself: can_widen(&scopes),
            scopes,
            scopes_are_told,
            ends_at,
            client_id: Some(client_id.clone()),
            audience: endpoint.audience.clone(),
            issuer: decoded.map_or_else(|| format!("https://{}/", endpoint.domain), |info| info.issuer),
        };
        let renew_at = ends_at.plus_millis(-RENEW_BEFORE_MS.min(lifetime_ms / 10));
        Session { token: secret, info, renew_at, was_pasted: false }
    }

    /// Sends one token request. It is sent again only when the server cannot have seen it, or refused it by 429.
    async fn exchange(
        &self,
        request: HttpRequest,
        failure: &Mutex<Option<Failure>>,
    ) -> Result<HttpResponse, SendError> {
        let mut pauses = crate::retry::pauses(self.priority);
        let mut refusals = 0;
        loop {
            let not_built = SendError::NoAnswer { why: NoAnswer::NotConnected, sent: false };
            let request = reqwest::Request::try_from(request.clone()).map_err(|_| not_built)?;
            match self.send(EndpointClass::Token, request).await {
                Ok(answer) if answer.status == 429 && refusals < REFUSALS => refusals += 1,
                Ok(answer) => {
                    let mut response = HttpResponse::new(answer.body);
                    *response.status_mut() = oauth2::http::StatusCode::from_u16(answer.status)
                        .unwrap_or(oauth2::http::StatusCode::BAD_GATEWAY);
                    if answer.status != 200 {
                        let body = response.body().clone();
                        *failure.lock().unwrap_or_else(PoisonError::into_inner) =
                            Some(Failure { status: answer.status, body });
                    }
                    return Ok(response);
                }
                Err(error @ SendError::NoAnswer { sent: false, why: NoAnswer::NotConnected }) => {
                    match pauses.next() {
                        Some(pause) => self.state.clock.sleep(pause).await,
                        None => return Err(error),
                    }
                }
                Err(error) => return Err(error),
            }
        }
    }
}

fn same(one: &SecretString, two: &SecretString) -> bool {
    one.expose_secret() == two.expose_secret()
}
