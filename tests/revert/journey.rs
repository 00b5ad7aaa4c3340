//! The way back in the real window: a risky URI appears at a tenant, is told on Overview, reviewed, reverted, read back at the
//! server, and both changes stand in the timeline.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{Clock, Edit, Population, Program, Running, ScriptedClient, Settings, Tenant, Writer};
use tokio::runtime::Runtime;

use crate::window::{Desk, Outcome, Trouble, Window, until};

const CLIENT: &str = "tG7vKp2mQx9sLw4nRb6yHc8dJf3zAe5u";
const BEFORE: [&str; 2] = ["https://claims.northmere.example/cb", "https://login.northmere.example/cb"];
/// The `e` of its host is Cyrillic.
const EVIL: &str = "https://login.northm\u{435}re.example/callback";
const DAY_MS: i64 = 86_400_000;
/// The first sync of a small tenant, and a log row that is awaited by the schedule after an operation.
const LONGER: Duration = Duration::from_secs(90);
const TIMELINE: &str = "section[aria-label='Redirect changes'] article";

/// Goes the whole way once, with `program` on `desk`, in the fresh folder `data`; Connect, the request that is about to be sent
/// and the last screen are drawn into `pictures`.
///
/// # Errors
/// The first thing that is not as it should be.
pub fn go_back(desk: &Desk, program: &Path, data: &Path, pictures: &Path) -> Outcome<()> {
    let runtime = Runtime::new().map_err(Trouble::new)?;
    let tenant = runtime.block_on(begin())?;
    let window = Window::open(desk, program, data)?;
    connect(&window, &tenant, pictures)?;

    let deploy = Writer::Client {
        client_id: "Dpl0yC1ientThatWritesConfiguration".into(),
        program: Program::default(),
        address: "203.0.113.77".into(),
    };
    let edit = tenant.edit();
    edit.write_client(&deploy, CLIENT, &json!({"callbacks": [BEFORE[0], BEFORE[1], EVIL]}));
    sync_until_told(&window)?;

    window.go_to("Overview")?;
    window.wait_longer_for(LONGER, "section[aria-label='Needs attention']", "Look-alike host added")?;
    window.click(
        "section[aria-label='Needs attention'] a, section[aria-label='Needs attention'] button",
        "Review change",
    )?;
    window.wait_for("h1", "Redirect changes")?;
    window.wait_for("aside[aria-label='Selected change']", "Where the host differs")?;
    window.click("aside[aria-label='Selected change'] button", "Revert…")?;
    window.wait_for("section[aria-label='Revert sends']", "PATCH")?;
    window.picture(&pictures.join("revert-plan.png"))?;
    if held(&edit) != json!([BEFORE[0], BEFORE[1], EVIL]) {
        return Err(Trouble::new("the tenant was changed before the yes"));
    }
    window.click("aside[aria-label='Selected change'] button", "Send revert")?;
    window.wait_for("section[aria-label=Reverts]", "the server holds exactly what was asked for")?;
    if held(&edit) != json!(BEFORE) {
        return Err(Trouble::new(format!("after the revert the tenant holds {}", held(&edit))));
    }

    window.click("label", "All")?;
    until(LONGER, || {
        let rows = window.count(TIMELINE, "Claims Intake Agent").ok()?;
        let ours = window.count(TIMELINE, "Rollcall").ok()?;
        let settled = window.count(TIMELINE, "Reverted by").ok()?;
        (rows >= 2 && ours >= 1 && settled == 1).then_some(())
    })
    .ok_or_else(|| Trouble::new(format!("the timeline shows:\n{:?}", window.text())))?;
    window.picture(&pictures.join("revert-done.png"))?;
    window.close()?;
    drop(tenant);
    runtime.shutdown_background();
    Ok(())
}

async fn begin() -> Outcome<Running> {
    let clock = Clock::real();
    let client = ScriptedClient {
        client: json!({"client_id": CLIENT, "name": "Claims Intake Agent", "app_type": "regular_web",
            "is_first_party": true, "callbacks": BEFORE}),
        created_at_ms: clock.now_ms() - 40 * DAY_MS,
        ..ScriptedClient::default()
    };
    let mut management_scopes = Settings::default().management_scopes;
    management_scopes.push("update:clients".into());
    let settings =
        Settings { population: Population::Scripted(vec![client]), management_scopes, ..Settings::default() };
    Tenant::start(settings, clock).await.map_err(Trouble::new)
}

fn connect(window: &Window, tenant: &Running, pictures: &Path) -> Outcome<()> {
    let signs_in = tenant.management_client();
    window.click("button", "Connect an Auth0 tenant")?;
    window.wait_for("h1", "Add connection")?;
    window.type_into("input", "Domain", tenant.domain())?;
    window.click("label", "Read and act")?;
    window.type_into("input", "Client ID", &signs_in.client_id)?;
    window.type_into("input", "Client secret", &signs_in.client_secret)?;
    window.click("summary", "Advanced")?;
    window.type_into("input", "Base URL", tenant.base_url())?;
    window.click("button", "Check")?;
    window.wait_for("section[aria-label=Readiness]", "To act: 1 of 1")?;
    window.picture(&pictures.join("revert-connect.png"))?;
    window.click("button", "Connect and sync")?;
    window.wait_for("h1", "Overview")?;
    window.wait_until_calm(LONGER).map(|_| ())
}

/// Asks for a sync until the sidebar tells of the change: a click into a page that is just being drawn can be lost.
fn sync_until_told(window: &Window) -> Outcome<()> {
    window.go_to("Settings")?;
    let told = until(LONGER, || {
        window.click("button", "Sync now").ok()?;
        let link = || window.find("nav[aria-label=Main] a[href*='#/redirects']", "1").ok().flatten();
        until(Duration::from_secs(10), link)
    });
    told.map(drop).ok_or_else(|| Trouble::new(format!("no sync tells of the change: {:?}", window.text())))
}

fn held(edit: &Edit) -> Value {
    edit.client(CLIENT).and_then(|client| client.get("callbacks").cloned()).unwrap_or_default()
}
