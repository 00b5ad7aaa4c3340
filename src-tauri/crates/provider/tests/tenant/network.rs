//! What a company network does to a connection, read from the environment of a process of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::Duration;

use provider::{Endpoint, Share};
use simulator::{Endpoint as Call, Fault, Settings};

use crate::stage::Stage;

/// Set in the inner run of a test.
const INNER: &str = "ROLLCALL_PROVIDER_TEST_INNER";

/// Runs the test once more, in a process with this environment.
fn child(test: &str, name: &str, value: &str) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INNER, "1")
        .env(name, value)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

async fn reach_a_tenant_elsewhere() -> String {
    let stage = Stage::set(Settings::default()).await;
    let elsewhere = Endpoint::of_domain("acme.invalid").unwrap();
    match provider::auth0::Auth0::new(elsewhere, stage.credentials.clone(), stage.clock.clone(), Share::FULL)
    {
        Ok(reader) => reader.interactive().sign_in().await.unwrap_err().to_string(),
        Err(error) => error.to_string(),
    }
}

/// In the inner run: says what happens, and gives whether this is it.
fn says_what_happens() -> bool {
    let inner = std::env::var_os(INNER).is_some();
    if inner {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        println!("{}", runtime.block_on(reach_a_tenant_elsewhere()));
    }
    inner
}

#[test]
fn requests_to_other_computers_go_through_the_proxy() {
    if says_what_happens() {
        return;
    }
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let mut child =
        child("network::requests_to_other_computers_go_through_the_proxy", "HTTPS_PROXY", &address);
    let (mut stream, _) = proxy.accept().unwrap();
    let mut line = String::new();
    BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
    stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").unwrap();
    drop((stream, proxy));
    assert!(line.starts_with("CONNECT acme.invalid:443"), "{line}");
    child.wait().unwrap();
}

#[test]
fn a_missing_certificate_file_in_the_environment_is_said() {
    if says_what_happens() {
        return;
    }
    let test = "network::a_missing_certificate_file_in_the_environment_is_said";
    let child = child(test, "SSL_CERT_FILE", "/nowhere/ca.pem");
    let output = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    assert!(output.contains("SSL_CERT_FILE names /nowhere/ca.pem, which cannot be read"), "{output}");
}

#[tokio::test]
async fn a_call_that_is_given_up_leaves_the_reader_as_it_was() {
    let stage = Stage::set(Settings { plan: simulator::Plan::Free, ..Settings::default() }).await;
    let reader = stage.reader(Share::FULL);
    for endpoint in [Call::TenantSettings, Call::Token] {
        stage.tenant.faults().set(endpoint, Fault::Hang);
        let given_up = tokio::time::timeout(Duration::from_millis(80), reader.tenant_settings()).await;
        assert!(given_up.is_err() || endpoint == Call::Token);
        stage.tenant.faults().clear_all();
        assert_eq!(reader.tenant_settings().await.items().len(), 1);
    }
}
