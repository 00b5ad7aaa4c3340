//! A revert by a process of its own that is killed (SIGKILL) at a chosen moment, and what is known of it at the next start.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use operations::revert::{Confirmation, confirm, plan};
use operations::{recover, settle_all};
use serde::{Deserialize, Serialize};
use simulator::Endpoint;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use super::interleaving::{Failure, judge, quiet};
use super::tally::Tally;
use super::world::{Ended, World, client_id, start};
use crate::window::program;

/// What the program `reverter` is told on its standard input.
#[derive(Debug, Deserialize, Serialize)]
pub struct Errand {
    folder: PathBuf,
    secret: String,
    change: i64,
    now_ms: i64,
}

/// When the process is killed.
#[derive(Clone, Copy, Debug)]
pub enum Moment {
    /// Its call about the client with this number (the look of the plan, the look of the confirm, the request, the reading
    /// back) has arrived at the server, which then carries it out.
    AtCall(u32),
    /// So long after it began.
    After(Duration),
}

impl Errand {
    /// What the program `reverter` does: one revert, as it was planned.
    ///
    /// # Errors
    ///
    /// It was not carried out.
    pub async fn run(&self) -> Result<(), Failure> {
        let clock = simulator::Clock::starting_at(self.now_ms);
        let reach = start(&self.folder, &self.secret, &clock).await?;
        tokio::io::stdout().write_all(b"begins\n").await?;
        let seen = plan(&reach, self.change, &quiet).await?;
        let yes = Confirmation { operation: seen.operation.clone(), digest: seen.digest.to_hex() };
        confirm(&reach, self.change, &yes, "Kim", &quiet).await?;
        Ok(())
    }
}

/// Kills a revert of a fresh client of the world at a moment, starts again, and counts.
///
/// # Errors
///
/// The world itself failed.
pub async fn play(world: World, number: u64, moment: Moment, tally: &mut Tally) -> Result<World, Failure> {
    let client = client_id(number);
    let before = vec!["https://app.example/cb".to_owned()];
    let after = vec![before[0].clone(), "https://evil.example/cb".to_owned()];
    let change = world.change(&client, &before, &after).await?;

    let ended = world.end();
    tally.add("processes");
    if kill(&ended, change, moment).await? {
        tally.add("killed");
    }
    ended.tenant.interludes().clear();
    ended.clock.advance(60_000);
    let world = ended.start().await?;

    recover(&world.reach.store, world.reach.clock.now()).await?;
    world.read_log().await?;
    settle_all(&world.reach).await?;
    let known = world.reach.store.operations_of(&world.reach.connection.id, &client).await?;
    for operation in &known {
        tally.add(operation.state.code());
    }
    let ids: Vec<_> = known.into_iter().map(|operation| operation.id).collect();
    if ids.is_empty() {
        tally.add("not begun");
        if world.held(&client)? != after {
            tally.add("unexplained");
            tally.wrong.push(format!("{moment:?}: carried out and not in the journal"));
        }
    }
    judge(&world, &client, (number, &ids), &[], tally).await?;
    Ok(world)
}

/// Starts the process and kills it. Whether it still ran.
async fn kill(ended: &Ended, change: i64, moment: Moment) -> Result<bool, Failure> {
    let errand = Errand {
        folder: ended.folder().to_owned(),
        secret: ended.tenant.management_client().client_secret,
        change,
        now_ms: ended.clock.now_ms(),
    };
    let mut process = Command::new(program("reverter")?)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    if let Moment::AtCall(call) = moment {
        let id = process.id().ok_or("it has ended already")?.to_string();
        let shoot = move || std::process::Command::new("kill").args(["-KILL", &id]).status();
        // a shot that misses is seen by how the process ends
        ended.tenant.interludes().before(Endpoint::Client, call, move |_| drop(shoot()));
    }
    let mut input = process.stdin.take().ok_or("no way in")?;
    input.write_all(&serde_json::to_vec(&errand)?).await?;
    drop(input);
    if let Moment::After(wait) = moment {
        await_begin(&mut process).await?;
        tokio::time::sleep(wait).await;
        process.start_kill()?;
    }
    let status = process.wait().await?;
    if status.code().is_some_and(|code| code != 0) {
        return Err(format!("the revert failed by itself: {status}").into());
    }
    Ok(!status.success())
}

async fn await_begin(process: &mut Child) -> Result<(), Failure> {
    let mut begins = [0_u8; 7];
    process.stdout.as_mut().ok_or("no way out")?.read_exact(&mut begins).await?;
    Ok(())
}
