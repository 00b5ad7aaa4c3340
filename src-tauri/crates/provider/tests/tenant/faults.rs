use std::time::Duration;

use domain::ids::{ClientId, LogId};
use domain::listing::{Listing, Unread};
use domain::time::Timestamp;
use provider::Share;
use provider::auth0::{Auth0, RowRules};
use simulator::{Endpoint, Fault, Settings};

use crate::stage::{START, Stage};

fn faults() -> Vec<Fault> {
    vec![
        Fault::Unauthorized,
        Fault::Forbidden,
        Fault::NotFound,
        Fault::TooManyRequests { retry_after_s: 30 },
        Fault::ServerError(500),
        Fault::ServerError(503),
        Fault::Hang,
        Fault::CutBody,
        Fault::Html(200),
        Fault::Html(403),
        Fault::WrongType,
    ]
}

/// Whether the endpoint's reading failed visibly; every list, row and answer must.
async fn fails(reader: &Auth0, endpoint: Endpoint) -> Result<(), String> {
    let rules = RowRules::default();
    let id = LogId::new("90020260901101502123000000000000000001223372036854775807");
    let cut = |listing: Listing<domain::snapshot::Snapshot>| match listing {
        Listing::CutShort { .. } => Ok(()),
        Listing::Complete { items, .. } => Err(format!("{} items claimed complete", items.len())),
    };
    match endpoint {
        Endpoint::Token => reader.sign_in().await.map_or(Ok(()), |_| Err("signed in".to_owned())),
        Endpoint::Clients => cut(reader.list_clients(&mut |_| {}).await),
        Endpoint::Client => {
            reader.client(&ClientId::new("x")).await.map_or(Ok(()), |found| Err(format!("{found:?}")))
        }
        Endpoint::ClientGrants => cut(reader.client_grants().await),
        Endpoint::ResourceServers => cut(reader.resource_servers().await),
        Endpoint::Connections => cut(reader.identity_connections().await),
        Endpoint::TenantSettings => cut(reader.tenant_settings().await),
        Endpoint::NetworkAcls => cut(reader.network_acls().await),
        Endpoint::LogStreams => cut(reader.log_streams().await),
        Endpoint::LogSearch => {
            let newest = reader.newest_logs(100, &rules, &mut |_| {}).await;
            let first = reader.first_log_at_or_after(Timestamp::from_millis(START), &rules).await;
            let of_client = reader.logs_of_client(&ClientId::new("x"), &rules).await;
            if newest.is_ok() || first.is_ok() || matches!(of_client, Listing::Complete { .. }) {
                return Err(format!("{newest:?} {first:?} {of_client:?}"));
            }
            Ok(())
        }
        Endpoint::LogCheckpoint => {
            reader.logs_after(&id, &rules).await.map_or(Ok(()), |page| Err(format!("{page:?}")))
        }
        _ => Ok(()),
    }
}

#[tokio::test]
async fn no_fault_of_any_endpoint_is_taken_for_emptiness() {
    let stage = Stage::set(Settings { clients: 130, ..Settings::default() }).await;
    for endpoint in [
        Endpoint::Token,
        Endpoint::Clients,
        Endpoint::Client,
        Endpoint::ClientGrants,
        Endpoint::ResourceServers,
        Endpoint::Connections,
        Endpoint::TenantSettings,
        Endpoint::NetworkAcls,
        Endpoint::LogStreams,
        Endpoint::LogSearch,
        Endpoint::LogCheckpoint,
    ] {
        for fault in faults() {
            let reader = stage.reader(Share::FULL).interactive().answering_within(Duration::from_millis(150));
            stage.tenant.faults().set(endpoint, fault.clone());
            let failed = fails(&reader, endpoint).await;
            stage.tenant.faults().clear_all();
            assert_eq!(failed, Ok(()), "{endpoint:?} {fault:?}");
        }
    }
}

#[tokio::test]
async fn each_fault_is_told_by_its_cause() {
    let stage = Stage::set(Settings { clients: 130, ..Settings::default() }).await;
    for (fault, expected) in [
        (Fault::Unauthorized, Unread::SignInRefused),
        (Fault::Forbidden, Unread::ScopeMissing { any_of: vec!["read:everything".into()] }),
        (Fault::TooManyRequests { retry_after_s: 3_600 }, Unread::RateLimited),
        (Fault::ServerError(502), Unread::ServerFailed { status: 502 }),
        (Fault::Hang, Unread::Unreachable),
    ] {
        let reader = stage.reader(Share::FULL).interactive().answering_within(Duration::from_millis(150));
        stage.tenant.faults().set(Endpoint::Clients, fault.clone());
        let listing = reader.list_clients(&mut |_| {}).await;
        stage.tenant.faults().clear_all();
        let Listing::CutShort { why, .. } = listing else { panic!("{fault:?}") };
        assert_eq!(why, expected, "{fault:?}");
    }
}

#[tokio::test]
async fn a_sync_outlasts_faults_that_pass() {
    let stage = Stage::set(Settings { clients: 330, ..Settings::default() }).await;
    for fault in [
        Fault::ServerError(503),
        Fault::CutBody,
        Fault::TooManyRequests { retry_after_s: 7 },
        Fault::Unauthorized,
    ] {
        let times = if fault == Fault::Unauthorized { 1 } else { 2 };
        stage.tenant.faults().set_after(Endpoint::Clients, 2, fault.clone(), Some(times));
        let listing = stage.reader(Share::FULL).list_clients(&mut |_| {}).await;
        assert!(matches!(listing, Listing::Complete { .. }), "{fault:?}");
        stage.tenant.faults().clear_all();
    }
}

#[tokio::test]
async fn a_fault_in_the_middle_keeps_what_was_read() {
    let stage = Stage::set(Settings { clients: 330, ..Settings::default() }).await;
    for fault in [Fault::Html(200), Fault::WrongType, Fault::Forbidden, Fault::NotFound] {
        stage.tenant.faults().set_after(Endpoint::Clients, 2, fault.clone(), None);
        let listing = stage.reader(Share::FULL).list_clients(&mut |_| {}).await;
        stage.tenant.faults().clear_all();
        let Listing::CutShort { items, .. } = listing else { panic!("{fault:?} claimed complete") };
        assert_eq!(items.len(), 200);
    }
}
