use std::process::Command;
use std::sync::Arc;

use domain::ids::ClientId;
use domain::listing::Unread;
use domain::time::DAY_MS;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use provider::auth0::Auth0;
use provider::problem::NoAnswer;
use provider::scopes::{Warning, features, warnings};
use provider::{Credential, Credentials, CredentialsError, Endpoint, OBSERVE, Share, Trouble};
use simulator::Settings;

use crate::stage::{START, Stage};

fn trouble(result: Result<provider::auth0::TokenInfo, provider::Problem>) -> Trouble {
    result.unwrap_err().trouble
}

#[tokio::test]
async fn a_client_secret_signs_in_and_the_scopes_are_told() {
    let stage = Stage::set(Settings::default()).await;
    let info = stage.reader(Share::FULL).sign_in().await.unwrap();
    assert!(OBSERVE.iter().all(|scope| info.holds(scope)));
    assert_eq!(info.client_id.map(|id| id.to_string()), Some(stage.tenant.management_client().client_id));
    assert_eq!(info.ends_at.millis(), START + DAY_MS);
    assert!(!info.can_widen_itself);
}

#[tokio::test]
async fn a_missing_scope_is_told_as_what_one_cannot_do() {
    let stage = Stage::set(Settings::default()).await;
    stage.with_scopes(&["read:clients", "read:client_keys", "update:client_grants"]);
    let info = stage.reader(Share::FULL).sign_in().await.unwrap();
    let lost: Vec<String> =
        features(&info).into_iter().filter(|one| !one.held).map(|one| one.sentence).collect();
    assert_eq!(lost.len(), 8);
    for missing in ["read:logs", "update:clients"] {
        let words = format!("because the token lacks {missing}.");
        assert!(lost.iter().any(|sentence| sentence.ends_with(&words)), "{lost:?}");
    }
    assert_eq!(
        warnings(&info),
        [
            Warning::WidensItself { scopes: vec!["update:client_grants".into()] },
            Warning::SeesSecrets { scopes: vec!["read:client_keys".into()] },
        ]
    );
}

/// Keeps no credential that could be had.
struct Without(CredentialsError);

impl Credentials for Without {
    fn credential(&self) -> BoxFuture<'_, Result<Credential, CredentialsError>> {
        let error = self.0.clone();
        async move { Err(error) }.boxed()
    }
}

#[tokio::test]
async fn a_credential_that_cannot_be_had_is_no_refusal_by_the_server() {
    let stage = Stage::set(Settings::default()).await;
    let locked = CredentialsError::Unavailable { why: "the keychain is locked".into() };
    for (error, unread) in
        [(CredentialsError::Absent, Unread::CredentialAbsent), (locked, Unread::CredentialLocked)]
    {
        let kept = Arc::new(Without(error));
        let reader = Auth0::new(stage.endpoint(), kept, stage.clock.clone(), Share::FULL).unwrap();
        assert_eq!(reader.sign_in().await.unwrap_err().unread(), unread);
        assert_eq!(reader.calls(), 0);
    }
}

#[tokio::test]
async fn a_wrong_secret_and_a_wrong_address_are_told_apart() {
    let stage = Stage::set(Settings::default()).await;
    let client_id = ClientId::new(stage.tenant.management_client().client_id);
    stage.sign_in_with(Credential::ClientSecret { client_id, secret: "wrong".into() });
    assert!(matches!(trouble(stage.reader(Share::FULL).sign_in().await), Trouble::SignInRefused { .. }));

    let closed = Endpoint::of_domain("acme.eu.auth0.com").unwrap().at("http://127.0.0.1:9").unwrap();
    assert_eq!(
        trouble(stage.reader_at(closed, Share::FULL).sign_in().await),
        Trouble::Unreachable(NoAnswer::NotConnected)
    );
}

#[tokio::test]
async fn a_token_is_renewed_in_the_middle_and_only_when_needed() {
    let stage = Stage::set(Settings { clients: 30, ..Settings::default() }).await;
    let reader = stage.reader(Share::FULL);
    reader.tenant_settings().await;
    reader.tenant_settings().await;
    assert_eq!(reader.calls(), 3);
    stage.clock.clock.advance(DAY_MS);
    assert_eq!(reader.tenant_settings().await.items().len(), 1);
    assert_eq!(reader.calls(), 5);
}

#[tokio::test]
async fn a_private_key_signs_in_also_with_a_clock_that_is_an_hour_off() {
    let stage = Stage::set(Settings::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let made = Command::new("openssl")
        .args(["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out"])
        .arg(&path)
        .status()
        .unwrap();
    assert!(made.success());
    let public = Command::new("openssl").args(["rsa", "-pubout", "-in"]).arg(&path).output().unwrap();
    let client_id = stage.tenant.management_client().client_id;
    let public = String::from_utf8(public.stdout).unwrap();
    stage.tenant.edit().add_public_key(&client_id, &public).unwrap();
    let pem = std::fs::read_to_string(&path).unwrap();
    stage.sign_in_with(Credential::PrivateKeyJwt { client_id: ClientId::new(client_id), pem: pem.into() });
    stage.reader(Share::FULL).sign_in().await.unwrap();

    let late = Arc::new(Late(stage.clock.clone()));
    let reader = Auth0::new(stage.endpoint(), stage.credentials.clone(), late, Share::FULL).unwrap();
    reader.sign_in().await.unwrap();
    assert!((reader.server_now().millis() - START).abs() < 1_500);
}

#[derive(Debug)]
struct Late(Arc<crate::stage::Jumping>);

impl domain::time::Clock for Late {
    fn now(&self) -> domain::time::Timestamp {
        self.0.now().plus_millis(-3_600_000)
    }

    fn sleep(
        &self,
        duration: std::time::Duration,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.sleep(duration)
    }
}

/// A token as a person would copy it.
async fn copied(stage: &Stage) -> String {
    let management = stage.tenant.management_client();
    let body = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&audience=https%3A%2F%2F{}%2Fapi%2Fv2%2F",
        management.client_id,
        management.client_secret,
        stage.tenant.domain()
    );
    let answer = reqwest::Client::builder()
        .tls_certs_only([])
        .build()
        .unwrap()
        .post(format!("{}/oauth/token", stage.tenant.base_url()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_pasted_token_is_checked_and_ends() {
    let stage = Stage::set(Settings::default()).await;
    let reader = stage.reader(Share::FULL);
    let token = copied(&stage).await;
    stage.sign_in_with(Credential::Token(token.clone().into()));
    let info = reader.sign_in().await.unwrap();
    assert_eq!(info.ends_at.millis(), START + DAY_MS);
    assert_eq!(info.domain().as_deref(), Some(stage.tenant.domain()));

    let foreign = Endpoint::of_domain("other.eu.auth0.com").unwrap().at(stage.tenant.base_url()).unwrap();
    assert_eq!(
        trouble(stage.reader_at(foreign, Share::FULL).sign_in().await),
        Trouble::ForeignToken { expected: "other.eu.auth0.com".into(), found: stage.tenant.domain().into() }
    );

    stage.clock.clock.advance(DAY_MS + 1_000);
    assert_eq!(reader.sign_in().await.unwrap_err().unread(), Unread::TokenEnded);
    assert!(matches!(trouble(stage.reader(Share::FULL).sign_in().await), Trouble::TokenEnded { .. }));
    stage.sign_in_with(Credential::Token("hello".into()));
    assert!(matches!(trouble(stage.reader(Share::FULL).sign_in().await), Trouble::NotAToken { .. }));
}

#[tokio::test]
async fn a_private_authority_is_trusted_by_its_file_only() {
    let stage = Stage::set(Settings { tls: true, ..Settings::default() }).await;
    stage.reader(Share::FULL).sign_in().await.unwrap();
    let untrusting = Endpoint { ca_file: None, ..stage.endpoint() };
    assert_eq!(
        trouble(stage.reader_at(untrusting, Share::FULL).sign_in().await),
        Trouble::Unreachable(NoAnswer::NotTrusted)
    );
}
