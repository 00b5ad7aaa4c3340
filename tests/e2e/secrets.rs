//! Planted secrets and the window: neither what it shows, nor what the core tells it, nor what the web view keeps holds one.

use acceptance::canaries::{Search, canaries, careless_tenant, files};
use acceptance::window::{Desk, Outcome, PATIENCE, ROW, Trouble, Window, program, until};
use simulator::{ManagementClient, Running};
use std::path::Path;

/// Something that the web view surely keeps, to see that the search reaches where it keeps it.
const KEPT: &str = "kept-by-the-web-view";
/// Clients that are opened.
const OPENED: usize = 12;

/// Types what a person types, the secret among it, and connects.
fn connect(window: &Window, tenant: &Running, us: &ManagementClient) -> Outcome<()> {
    window.click("button", "Connect an Auth0 tenant")?;
    window.wait_for("h1", "Add connection")?;
    window.click("summary", "Advanced")?;
    for (label, text) in [
        ("Domain", tenant.domain()),
        ("Name", "Careless"),
        ("Client ID", &us.client_id),
        ("Client secret", &us.client_secret),
        ("Base URL", tenant.base_url()),
    ] {
        window.type_into("input", label, text)?;
    }
    window.click("button", "Check")?;
    window.wait_for("footer", "The first sync reads")?;
    window.click("button", "Connect and sync")
}

/// Keeps every event of the core from now on.
fn listen(window: &Window) -> Outcome<()> {
    let script = "
        const done = arguments[arguments.length - 1];
        window.heard = [];
        const core = window.__TAURI_INTERNALS__;
        const handler = core.transformCallback((event) => window.heard.push(event));
        core.invoke('plugin:event|listen', { event: 'changed', target: { kind: 'Any' }, handler }).then(() => done(null));";
    window.await_answer(script, &[]).map(|_| ())
}

/// What the page shows now, as it stands in the document, with what is in its fields.
fn document(window: &Window) -> Outcome<String> {
    let script = "
        const fields = [...document.querySelectorAll('input, textarea')].map((field) => field.value);
        return document.documentElement.outerHTML + fields.join(' ');";
    Ok(window.evaluate(script)?.to_string())
}

/// Everything that scripts of the page can keep, and every event that was heard.
fn storage(window: &Window) -> Outcome<String> {
    let script = "
        const done = arguments[arguments.length - 1];
        (async () => JSON.stringify({
            local: { ...localStorage },
            session: { ...sessionStorage },
            cookies: document.cookie,
            address: location.href,
            state: history.state,
            databases: (await indexedDB.databases?.()) ?? [],
            caches: window.caches ? await caches.keys() : [],
            heard: window.heard,
        }))().then(done, (error) => done(String(error)));";
    Ok(window.await_answer(script, &[])?.as_str().unwrap_or_default().to_owned())
}

/// Every screen, and some clients with every tab.
fn look_everywhere(window: &Window) -> Outcome<Vec<String>> {
    let mut shown = Vec::new();
    for screen in ["Overview", "Inactive", "Settings", "Clients"] {
        window.go_to(screen)?;
        window.settle()?;
        shown.push(document(window)?);
    }
    window.wait_for(ROW, "")?;
    for line in 0..OPENED {
        window.click(&format!("[role=row][data-line='{line}']"), "")?;
        for tab in ["Credentials", "Access", "History", "JSON", "Summary"] {
            window.click("[role=tab]", tab)?;
            window.wait_for("[role=tab][aria-selected=true]", tab)?;
            window.settle()?;
            shown.push(document(window)?);
        }
    }
    Ok(shown)
}

fn visit(
    desk: &Desk,
    data: &Path,
    tenant: &Running,
    us: &ManagementClient,
) -> Outcome<Vec<(String, String)>> {
    let window = Window::open(desk, &program("rollcall")?, data)?;
    window.wait_for("button", "demo tenant")?;
    listen(&window)?;
    connect(&window, tenant, us)?;
    window.wait_for("h1", "Overview")?;
    window.wait_until_calm(PATIENCE * 4)?;
    let mut seen: Vec<(String, String)> =
        look_everywhere(&window)?.into_iter().map(|page| ("a page".to_owned(), page)).collect();
    window.evaluate_with("localStorage.setItem('control', arguments[0])", &[KEPT.into()])?;
    let heard = until(PATIENCE, || storage(&window).ok().filter(|text| text.contains("tags")));
    let heard = heard.ok_or_else(|| Trouble::new("no event was heard"))?;
    seen.push(("what scripts can keep, and events".to_owned(), heard));
    window.close()?;
    Ok(seen)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_planted_secret_reaches_the_page_the_events_or_what_the_web_view_keeps() {
    let tenant = careless_tenant().await.unwrap();
    let us = tenant.management_client();
    let (desk, data) =
        (tokio::task::block_in_place(Desk::with_keyring).unwrap(), tempfile::tempdir().unwrap());
    let seen = tokio::task::block_in_place(|| visit(&desk, data.path(), &tenant, &us))
        .unwrap_or_else(|trouble| panic!("{trouble}"));

    let mut secrets = canaries();
    secrets.push(us.client_secret);
    let search = Search::new(&secrets);
    let kept = [files(desk.home()), files(data.path())].concat();
    let places = seen
        .iter()
        .map(|(place, text)| (place.clone(), text.as_bytes()))
        .chain(kept.iter().map(|(file, bytes)| (file.display().to_string(), bytes.as_slice())));
    let hits: Vec<String> = places
        .flat_map(|(place, bytes)| {
            search.hits(bytes).into_iter().map(|canary| format!("{canary} in {place}")).collect::<Vec<_>>()
        })
        .collect();
    println!("{} pages and answers, {} files: {} hits", seen.len(), kept.len(), hits.len());
    assert_eq!(hits, Vec::<String>::new());

    // the search reaches what was sent, and where the web view keeps
    assert!(seen.iter().any(|(_, text)| text.contains("marker-")), "no planted remark came to the window");
    let spellings = [KEPT.as_bytes().to_vec(), KEPT.encode_utf16().flat_map(u16::to_le_bytes).collect()];
    let holds = |bytes: &[u8]| {
        spellings.iter().any(|kept| bytes.windows(kept.len()).any(|piece| piece == kept.as_slice()))
    };
    assert!(kept.iter().any(|(_, bytes)| holds(bytes)), "the search does not reach the web view's storage");
}
