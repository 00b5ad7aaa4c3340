//! How fast the Redirect changes screen is told, in a store with very many clients and changes: the very commands of the window.

use std::time::{Duration, Instant};

use acceptance::connection::connection;
use acceptance::verdicts::play::Failure;
use domain::change::{Actor, Attribution, Change, Channel, Tool, Trace, When};
use domain::history::TrustedHost;
use domain::ids::{ClientId, ConnectionId, LogId};
use domain::member::Member;
use domain::past::Past;
use domain::snapshot::{Snapshot, SnapshotKind};
use domain::time::{DAY_MS, Timestamp};
use provider::Endpoint;
use rollcall::commands::redirects;
use rollcall::state::App;
use rollcall::views::Scope;
use rollcall::views::hosts::{ListHostsRequest, MarkHostRequest};
use rollcall::views::redirects::{
    AcceptChangesRequest, ChangeFilter, ChannelView, ListChangesRequest, RiskView,
};
use serde_json::json;
use store::{ClientChanges, Store};

/// Clients in a page of a listing.
const PAGE: u32 = 1_000;
/// One client in so many has a change.
const CHANGED: u32 = 5;
/// So many domains are those of the first listing; changes bring others.
const DOMAINS: u32 = 20_000;
/// Times that each thing is asked for.
const ASKED: u32 = 200;
/// Lines of a page, as the window asks for them.
const LINES: u32 = 50;
/// Hosts of a page, as the window asks for them.
const HOSTS: u32 = 100;
const START: i64 = 20_000 * DAY_MS;

/// One figure: what was asked for, and the 95th percentile of the time that it took.
pub(crate) struct Figure {
    /// What, in words.
    pub what: &'static str,
    /// Its name in the JSON.
    pub key: &'static str,
    /// Milliseconds.
    pub p95_ms: f64,
    /// Whether the demand of the screen is about it; the others are told beside it.
    pub is_demanded: bool,
}

/// Fills a store, and asks as the window does.
pub(crate) async fn figures(clients: u32) -> Result<Vec<Figure>, Failure> {
    let folder = tempfile::tempdir()?;
    let app = App::open(folder.path()).await?;
    let id = fill(&app.store, clients).await?;
    let cold = timed(async { redirects::list_changes(app.clone(), page(0)).await.map(drop) }).await?;
    let cold_hosts =
        timed(async { redirects::list_hosts(app.clone(), host_page(0, clients)).await.map(drop) }).await?;
    let mut found = vec![
        figure("first page after the start", "first_page_ms", vec![cold], false),
        figure("first page of hosts after the start", "first_hosts_ms", vec![cold_hosts], false),
    ];
    let (mut pages, mut hosts, mut after) = (Vec::new(), Vec::new(), Vec::new());
    let total = redirects::list_changes(app.clone(), page(0)).await?.total;
    for number in 0..ASKED {
        let request = varied(number, total);
        pages.push(timed(async { redirects::list_changes(app.clone(), request).await.map(drop) }).await?);
        let request = host_page(number, clients);
        hosts.push(timed(async { redirects::list_hosts(app.clone(), request).await.map(drop) }).await?);
    }
    let open = redirects::list_changes(app.clone(), page(0)).await?;
    for row in open.rows.iter().take(40) {
        decide(&app, row.number).await?;
        let request = varied(0, total);
        after.push(timed(async { redirects::list_changes(app.clone(), request).await.map(drop) }).await?);
    }
    let mut after_news = Vec::new();
    for number in 0..20 {
        // a change brings a host that nobody had before: all verdicts may be others
        news(&app.store, &id, number).await?;
        let request = varied(number, total);
        after_news
            .push(timed(async { redirects::list_changes(app.clone(), request).await.map(drop) }).await?);
    }
    let request = MarkHostRequest {
        connection_id: id.to_string(),
        host: format!("app7.{}other.net", word(7)),
        is_domain: false,
    };
    redirects::mark_host(app.clone(), request).await?;
    let started = Instant::now();
    for connection in app.store.connections().await? {
        app.risks.of(&connection).await?;
    }
    let judged_anew = started.elapsed();
    found.extend([
        figure("a page of the timeline with its counts", "page_p95_ms", pages, true),
        figure("a page of hosts", "hosts_p95_ms", hosts, true),
        figure("a page right after a decision", "page_after_decision_p95_ms", after, true),
        figure("a page right after a change with a new host", "page_after_news_p95_ms", after_news, true),
        figure("until everything is judged anew after a mark", "judged_anew_ms", vec![judged_anew], false),
    ]);
    app.tasks.close();
    app.tasks.wait().await;
    Ok(found)
}

async fn timed<E: Into<Failure>>(asked: impl Future<Output = Result<(), E>>) -> Result<Duration, Failure> {
    let started = Instant::now();
    asked.await.map_err(Into::into)?;
    Ok(started.elapsed())
}

fn figure(what: &'static str, key: &'static str, mut times: Vec<Duration>, is_demanded: bool) -> Figure {
    times.sort_unstable();
    let p95 =
        times.get((times.len() * 95 / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default();
    Figure { what, key, p95_ms: p95.as_secs_f64() * 1_000.0, is_demanded }
}

fn page(offset: u64) -> ListChangesRequest {
    let filter = ChangeFilter { is_reviewed: Some(false), ..ChangeFilter::default() };
    ListChangesRequest { scope: Scope::default(), filter, open_floods: Vec::new(), offset, limit: LINES }
}

/// Every filter of the screen in turn, at every depth.
fn varied(number: u32, total: u64) -> ListChangesRequest {
    let open = ChangeFilter { is_reviewed: Some(false), ..ChangeFilter::default() };
    let filter = match number % 8 {
        0 => open,
        1 => ChangeFilter::default(),
        2 => ChangeFilter { risks: vec![RiskView::Medium], ..open },
        3 => ChangeFilter { risks: vec![RiskView::High, RiskView::Critical], ..open },
        4 => ChangeFilter { channels: vec![ChannelView::SelfRegistration], ..open },
        5 => ChangeFilter { actor: Some("client deploy".into()), ..open },
        6 => ChangeFilter { since_at: Some(START + 60 * DAY_MS), ..open },
        _ => ChangeFilter {
            text: ["app1", "client 77", "new.net", "callback"][number as usize / 8 % 4].into(),
            ..open
        },
    };
    let offset = [0, 50, total / 2, total.saturating_sub(50)][number as usize / 8 % 4];
    ListChangesRequest { scope: Scope::default(), filter, open_floods: Vec::new(), offset, limit: LINES }
}

fn host_page(number: u32, clients: u32) -> ListHostsRequest {
    let text = ["", "app7", "client 77", "kalo"][number as usize % 4];
    let offset = [0, 100, u64::from(clients / 2)][number as usize / 4 % 3];
    ListHostsRequest { scope: Scope::default(), text: text.into(), offset, limit: HOSTS }
}

async fn decide(app: &App, number: i64) -> Result<(), Failure> {
    let request = AcceptChangesRequest { changes: vec![number], reason: "planned".into() };
    redirects::accept_changes(app.clone(), request).await?;
    Ok(())
}

fn name(number: u32) -> String {
    format!("client{number:026}")
}

/// A word that looks like a name, and like few others.
fn word(number: u32) -> String {
    const SYLLABLES: [&str; 16] = [
        "ka", "lo", "mi", "ren", "su", "vat", "zo", "bri", "den", "fu", "gal", "hi", "jor", "pel", "qua",
        "tes",
    ];
    (0..4).map(|place| SYLLABLES[(number >> (4 * place)) as usize % 16]).collect()
}

fn host(number: u32) -> String {
    format!("app{number}.{}.com", word(number % DOMAINS))
}

fn snapshot(number: u32, version: u32) -> Snapshot {
    let body = json!({
        "client_id": name(number), "name": format!("Client {number}"), "app_type": "regular_web", "is_first_party": true,
        "description": version, "callbacks": [format!("https://{}/callback", host(number))], "allowed_logout_urls": [],
        "grant_types": ["authorization_code"], "token_endpoint_auth_method": "client_secret_post",
    });
    Snapshot { kind: SnapshotKind::Client, key: name(number), body }
}

fn trace(number: u32, at: Timestamp, actor: Actor, channel: Channel) -> Trace {
    Trace {
        log_id: LogId::new(format!("900{number:053}")),
        at,
        actor,
        channel,
        address: Some(format!("192.0.2.{}", number / 5_000 % 250)),
        user_agent: Some("bench".into()),
        correlation_id: None,
    }
}

/// Registrations in floods, changes through the API with new domains among them, and changes that no row tells.
fn change(number: u32) -> (Change, Vec<TrustedHost>) {
    let at = Timestamp::from_millis(START + i64::from(number) * 90 * DAY_MS / 100_000);
    let known = TrustedHost { host: host(number), first_at: Timestamp::from_millis(START), is_trusted: true };
    let of = |before: Option<Vec<String>>, after: Vec<String>, when, attribution| Change {
        member: Member::RedirectUris,
        before,
        after: Some(after),
        when,
        attribution,
        written_again_by: None,
    };
    let held = vec![format!("https://{}/callback", host(number))];
    match number / CHANGED % 5 {
        0 | 1 => {
            let row = trace(number, at, Actor::SelfRegistration, Channel::SelfRegistration);
            let uri = format!("http://localhost:{}/oauth/callback", 6_000 + number / 2_000);
            let local = TrustedHost { host: "localhost".into(), first_at: at, is_trusted: true };
            (of(None, vec![uri], When::At { at }, Attribution::ByRow { trace: row }), vec![local])
        }
        2 | 3 => {
            let actor = Actor::Client { id: ClientId::new("deploy"), name: Some("Deploy".into()) };
            let row = trace(number, at, actor, Channel::ManagementApi { tool: Tool::Terraform });
            let came = if number / CHANGED % 50 == 2 {
                format!("app.{}new.net", word(number))
            } else {
                format!("b.{}", host(number))
            };
            let after = held.iter().cloned().chain([format!("https://{came}/callback")]).collect();
            let new = TrustedHost { host: came, first_at: at, is_trusted: true };
            (of(Some(held), after, When::At { at }, Attribution::ByRow { trace: row }), vec![known, new])
        }
        _ => {
            let when = When::Between { after: at.plus_millis(-DAY_MS), until: at };
            (
                of(Some(held), vec![format!("http://{}/cb", host(number))], when, Attribution::NotInLog),
                vec![known],
            )
        }
    }
}

async fn fill(store: &Store, clients: u32) -> Result<ConnectionId, Failure> {
    let day = |number: i64| Timestamp::from_millis(START + number * DAY_MS);
    let endpoint = Endpoint::of_domain("timeline.eu.auth0.com")?;
    let connection = connection("timeline", &endpoint, ClientId::new("rollcall"), day(0));
    let id = connection.id.clone();
    store.add_connection(connection).await?;
    for first in (0..clients).step_by(usize::try_from(PAGE)?) {
        let page = (first..clients.min(first + PAGE)).map(|number| snapshot(number, 0)).collect();
        store.apply_page(&id, SnapshotKind::Client, page, day(0)).await?;
        let underived = store.underived(&id, None, PAGE).await?;
        let derived = underived.into_iter().map(|of| {
            let number: u32 = of.history.client.as_str()["client".len()..].parse().unwrap_or(0);
            let (change, hosts) = change(number);
            let known = TrustedHost { host: host(number), first_at: day(0), is_trusted: true };
            let (changes, hosts) = if number.is_multiple_of(CHANGED) {
                (vec![change], hosts)
            } else {
                (Vec::new(), vec![known])
            };
            ClientChanges { of, changes, hosts, past: Past::default() }
        });
        store.put_changes(&id, derived.collect(), day(90)).await?;
    }
    let keys = (0..clients).map(name).collect();
    store.apply_listing(&id, SnapshotKind::Client, keys, day(0), day(0)).await?;
    Ok(id)
}

/// One more change of a client that has none, with a host that nobody trusted before.
async fn news(store: &Store, id: &ConnectionId, number: u32) -> Result<(), Failure> {
    let client = number * CHANGED + 1;
    let at = Timestamp::from_millis(START + 95 * DAY_MS + i64::from(number));
    store.apply_page(id, SnapshotKind::Client, vec![snapshot(client, 1)], at).await?;
    let of = store.underived(id, None, 1).await?.pop().ok_or("nothing is new of a client that was read")?;
    let came = format!("app{number}.{}other.net", word(number));
    let held = vec![format!("https://{}/callback", host(client))];
    let change = Change {
        member: Member::RedirectUris,
        before: Some(held.clone()),
        after: Some(held.into_iter().chain([format!("https://{came}/callback")]).collect()),
        when: When::Between { after: Timestamp::from_millis(START), until: at },
        attribution: Attribution::NotInLog,
        written_again_by: None,
    };
    let known = TrustedHost { host: host(client), first_at: Timestamp::from_millis(START), is_trusted: true };
    let new = TrustedHost { host: came, first_at: at, is_trusted: true };
    let derived = ClientChanges { of, changes: vec![change], hosts: vec![new, known], past: Past::default() };
    store.put_changes(id, vec![derived], at).await?;
    Ok(())
}
