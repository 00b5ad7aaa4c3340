//! The past of a demo tenant, moment by moment to today.

use domain::connection::Connection;
use sync::Errand;

use super::Lived;
use super::scripts::Script;
use crate::error::CommandError;
use crate::state::App;

/// Plays what was not played yet, then lets the tenant's clock be today's and syncs once. From then on its plan has
/// limits again.
pub fn in_background(app: &App, script: &'static Script, connection: Connection, lived: Lived) {
    let player = app.clone();
    app.tasks.spawn(async move {
        if let Err(error) = play(&player, script, &connection, lived).await {
            tracing::warn!(connection = %connection.name, %error, "the demo's past was not played to its end");
        }
        // none: its connection was deleted meanwhile
        let Some(tenancy) = player.demo.tenancy(&connection.id) else { return };
        tenancy.clock.set(player.clock.now().millis());
        if let Err(error) = super::carry_over(&player, &connection.id).await {
            tracing::warn!(connection = %connection.name, %error, "what was done to the demo is not carried over");
        }
        tenancy.clock.go_live();
        player.tell_sync(&connection.id);
        if let Err(error) = crate::syncing::run(&player, &connection, Errand::Everything).await {
            tracing::warn!(connection = %connection.name, %error, "the demo did not sync");
        }
        tenancy.running.lock().await.edit().set_plan(script.plan);
    });
}

async fn play(
    app: &App,
    script: &Script,
    connection: &Connection,
    mut lived: Lived,
) -> Result<(), CommandError> {
    for moment in script.moments() {
        let at = lived.present_ms - moment.before_present_ms;
        if at <= lived.played_to_ms {
            continue;
        }
        let Some(tenancy) = app.demo.tenancy(&connection.id) else { return Ok(()) };
        tenancy.clock.set(at);
        let errand = if moment.with_listing { Errand::Everything } else { Errand::Log };
        crate::syncing::run(app, connection, errand).await?;
        lived.played_to_ms = at;
        // a person may have disconnected the tenant meanwhile
        lived.reachable = app.demo.is_reachable(&connection.id);
        app.store.put_setting(script.key, &lived).await?;
    }
    Ok(())
}
