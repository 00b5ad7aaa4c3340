//! Use without a window: the same functions, for scripts and timers. Answers go to standard output, progress and problems
//! to standard error.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::connection::Connection;
use domain::time::Timestamp;
use secrecy::SecretString;
use serde::Serialize;
use sync::{Errand, PullEnd};

use crate::error::CommandError;
use crate::risk::{self, Risk};
use crate::state::App;
use crate::views::Scope;
use crate::views::clients::{ClientColumn, ClientFilter, ClientRow, ClientSort};
use crate::views::connect::{AddConnectionRequest, CheckConnectionRequest, TypedCredential};
use crate::{asking, clients_csv, connecting, drafts, judging, spreadsheet, syncing, words};

/// How many characters of a name the report's table shows.
const NAME_SHOWN: usize = 44;

/// A roll call of the OAuth clients registered in your tenants.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Arguments {
    /// Adds the demo tenants at the start, when they are not there yet.
    #[arg(long)]
    pub demo: bool,
    /// What to do without a window; without it the window opens.
    #[command(subcommand)]
    pub errand: Option<Without>,
}

/// What can be done without a window.
#[derive(Debug, Subcommand)]
pub enum Without {
    /// One row per client with its verdict, from what is kept here; sends nothing.
    Report(Report),
    /// Reads the connections' clients and logs now.
    Sync(SyncArguments),
    /// Adds a connection; its secret is read from standard input.
    Connect(Connect),
    /// Says how dangerous redirect URIs are, one JSON object a line; keeps and sends nothing.
    Risk(Risk),
}

impl Without {
    /// Whether it reads or writes what is kept in the data folder.
    #[must_use]
    pub const fn needs_data(&self) -> bool {
        !matches!(self, Self::Risk(_))
    }
}

/// What the report is about.
#[derive(Debug, Args)]
pub struct Report {
    /// Only this connection.
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// Length of the verdict window in days; the one from the settings unless given.
    #[arg(long, value_name = "DAYS")]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=365))]
    window: Option<u16>,
    /// How to write it.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// How a report is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// Columns for people.
    Table,
    /// An array of objects.
    Json,
    /// RFC 4180 with a header.
    Csv,
}

/// What to sync.
#[derive(Debug, Args)]
pub struct SyncArguments {
    /// Only this connection.
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// Read the connection's secret from standard input, where there is no keychain.
    #[arg(long)]
    secret_stdin: bool,
}

/// What to connect to.
#[derive(Debug, Args)]
pub struct Connect {
    /// The canonical tenant domain: acme.eu.auth0.com
    #[arg(long, value_name = "D")]
    domain: String,
    /// Another address to send requests to (custom domain, private cloud).
    #[arg(long, value_name = "U", default_value = "")]
    base_url: String,
    /// The client to sign in as.
    #[arg(long, value_name = "ID")]
    client_id: String,
    /// What to call the connection.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// A PEM file of extra trusted authorities.
    #[arg(long, value_name = "FILE", default_value = "")]
    ca_file: String,
}

/// The data folder: `ROLLCALL_DATA_DIR`, else the operating system's place for application data.
#[must_use]
pub fn data_folder() -> PathBuf {
    let named = std::env::var_os("ROLLCALL_DATA_DIR").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let home = || std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
    let place = if cfg!(target_os = "macos") {
        home().map(|home| home.join("Library/Application Support"))
    } else if cfg!(target_os = "windows") {
        std::env::var_os("LOCALAPPDATA").map(PathBuf::from)
    } else {
        std::env::var_os("XDG_DATA_HOME")
            .map(PathBuf::from)
            .or_else(|| home().map(|home| home.join(".local/share")))
    };
    named
        .or_else(|| place.map(|place| place.join("rollcall")))
        .unwrap_or_else(|| PathBuf::from("rollcall-data"))
}

/// Does it. 0 when the job was done, 2 with one clear line when not.
pub async fn run(errand: Without) -> ExitCode {
    match finish(errand).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("rollcall: {}", error.to_string().replace('\n', " ")));
            ExitCode::from(2)
        }
    }
}

async fn finish(errand: Without) -> Result<(), CommandError> {
    let folder = data_folder();
    match errand {
        Without::Report(report) => print_report(&App::open(&folder).await?, &report).await,
        Without::Sync(arguments) => sync_now(&App::open(&folder).await?, &arguments).await,
        Without::Connect(arguments) => connect(&App::open(&folder).await?, arguments).await,
        Without::Risk(arguments) => risk::run(&arguments),
    }
}

fn say(line: &str) {
    // when standard error is closed there is nobody to tell
    let _ = writeln!(std::io::stderr(), "{line}");
}

async fn named(app: &App, name: Option<&str>) -> Result<Vec<Connection>, CommandError> {
    let mut connections = app.store.connections().await?;
    if let Some(name) = name {
        connections.retain(|connection| connection.name == name);
        if connections.is_empty() {
            return Err(CommandError::bad_input(
                format!("there is no connection called {name}"),
                "Add it with `rollcall connect`, or check the name.",
            ));
        }
    }
    Ok(connections)
}

/// One client of the report. Moments are RFC 3339 in UTC; `longest_hole` is in seconds, `watched` from 0 to 1.
#[derive(Debug, Serialize)]
struct ReportRow {
    connection: String,
    client_id: String,
    name: Option<String>,
    verdict: Option<&'static str>,
    as_of: String,
    watched: f64,
    longest_hole: i64,
    longest_hole_words: String,
    last_use_at: Option<String>,
    last_use_kind: Option<&'static str>,
    tokens_dead_by: Option<String>,
    never_used: bool,
    provable_at: Option<String>,
    token_lifetime_seconds: Option<i64>,
    evidence: Option<String>,
}

async fn print_report(app: &App, report: &Report) -> Result<(), CommandError> {
    let connections = named(app, report.connection.as_deref()).await?;
    let scope =
        Scope { connections: connections.iter().map(|connection| connection.id.to_string()).collect() };
    let scope = if connections.is_empty() {
        Vec::new()
    } else {
        judging::scope(app, &scope, report.window.unwrap_or(0)).await?
    };
    let sort = asking::sort(ClientSort { column: ClientColumn::Verdict, descending: true });
    let filter = asking::filter(ClientFilter::default(), app.clock.now());
    let rows = asking::all_rows(app, &scope, filter, sort).await?;
    let text = match report.format {
        Format::Json => {
            let rows: Vec<ReportRow> = rows.iter().map(|row| report_row(&scope, row)).collect();
            serde_json::to_string_pretty(&rows)
                .map_err(|error| CommandError::other(error.to_string(), "Try another format."))?
                .into_bytes()
        }
        Format::Csv => {
            let mut bytes = Vec::new();
            spreadsheet::write(&mut bytes, clients_csv::HEADER, rows.iter().map(clients_csv::cells))
                .map_err(|error| CommandError::other(error.to_string(), "Try another format."))?;
            bytes
        }
        Format::Table => table(&scope, &rows).into_bytes(),
    };
    let mut out = std::io::stdout().lock();
    let written =
        out.write_all(&text).and_then(|()| if text.ends_with(b"\n") { Ok(()) } else { out.write_all(b"\n") });
    match written.and_then(|()| out.flush()) {
        // the reader of a pipe may stop reading
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(CommandError::other(
            format!("the report could not be written: {error}"),
            "Write it to another place.",
        )),
        _ => Ok(()),
    }
}

fn report_row(scope: &[judging::InScope], row: &ClientRow) -> ReportRow {
    let time = |at: i64| Timestamp::from_millis(at).to_rfc3339();
    let place = scope.iter().find(|place| place.connection.id.as_str() == row.connection_id);
    let judged = row.judgement.as_ref();
    let hole = place.map_or(0, |place| place.proof.longest_hole_ms);
    let as_of = place.map_or(0, |place| place.cutlines.horizon.unwrap_or(place.cutlines.now).millis());
    ReportRow {
        connection: row.connection_name.clone(),
        client_id: row.client_id.clone(),
        name: row.name.clone(),
        verdict: judged.map(|judged| judged.verdict.words()),
        as_of: time(as_of),
        watched: place.map_or(0.0, |place| place.proof.watched),
        longest_hole: hole / 1_000,
        longest_hole_words: if hole == 0 { "none".into() } else { words::stretch(hole) },
        last_use_at: row.last_use_at.map(time),
        last_use_kind: row.last_use_kind.map(domain::activity::ActivityKind::words),
        tokens_dead_by: judged.and_then(|judged| judged.tokens_dead_by_at).map(time),
        never_used: judged.is_some_and(|judged| judged.never_used),
        provable_at: judged.and_then(|judged| judged.provable_at).map(time),
        token_lifetime_seconds: judged.map(|judged| judged.token_lifetime_ms / 1_000),
        evidence: judged.map(|judged| judged.evidence.clone()),
    }
}

fn table(scope: &[judging::InScope], rows: &[ClientRow]) -> String {
    let mut text = String::new();
    if scope.is_empty() {
        return "No connection yet. Add one with `rollcall connect`, or open the window.\n".into();
    }
    for place in scope {
        let horizon = place.cutlines.horizon.map_or_else(|| "nothing yet".into(), Timestamp::to_rfc3339);
        let _ = writeln!(
            text,
            "{}: log read to {horizon}; {:.1} % of the window watched; longest hole {}",
            place.connection.name,
            place.proof.watched * 100.0,
            if place.proof.longest_hole_ms == 0 {
                "none".into()
            } else {
                words::stretch(place.proof.longest_hole_ms)
            }
        );
    }
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            let last = row.last_use_at.map_or_else(
                || "–".into(),
                |at| {
                    let kind =
                        row.last_use_kind.map(|kind| format!(" ({})", kind.words())).unwrap_or_default();
                    format!(
                        "{}{kind}",
                        Timestamp::from_millis(at)
                            .to_rfc3339()
                            .get(..16)
                            .unwrap_or_default()
                            .replace('T', " ")
                    )
                },
            );
            let verdict = row.judgement.as_ref().map_or("never judged", |judged| judged.verdict.words());
            [
                words::on_one_line(&row.connection_name, NAME_SHOWN),
                words::on_one_line(row.name.as_deref().unwrap_or_default(), NAME_SHOWN),
                words::on_one_line(&row.client_id, NAME_SHOWN),
                verdict.into(),
                last,
            ]
        })
        .collect();
    let header = ["connection", "name", "client_id", "verdict", "last use (UTC)"].map(str::to_owned);
    let width = |column: usize| {
        cells.iter().chain([&header]).map(|row| row[column].chars().count()).max().unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2), width(3), 0];
    text.push('\n');
    for row in [&header].into_iter().chain(&cells) {
        for (cell, width) in row.iter().zip(widths) {
            // writing to a String cannot fail
            let _ = write!(text, "{cell:<width$}  ");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

async fn sync_now(app: &App, arguments: &SyncArguments) -> Result<(), CommandError> {
    let mut connections = named(app, arguments.connection.as_deref()).await?;
    connections.retain(|connection| arguments.connection.is_some() || !connection.is_demo());
    if arguments.secret_stdin {
        let [connection] = connections.as_slice() else {
            return Err(CommandError::bad_input(
                "a secret from standard input needs exactly one connection",
                "Name it with --connection.",
            ));
        };
        app.vaults.keep(&connection.id, secret_from_stdin()?, true).await?;
    }
    if connections.is_empty() {
        return Err(CommandError::bad_input(
            "there is no connection to sync",
            "Add one with `rollcall connect`.",
        ));
    }
    let mut problems = Vec::new();
    for connection in &connections {
        if let Err(error) = sync_one(app, connection).await {
            problems.push((connection.name.as_str(), error));
        }
    }
    told_together(problems, connections.len())
}

/// One refusal for all connections that failed; a single failure is told as it is.
fn told_together(mut problems: Vec<(&str, CommandError)>, of: usize) -> Result<(), CommandError> {
    match problems.len() {
        0 => Ok(()),
        1 => Err(problems.remove(0).1),
        failed => {
            let told: Vec<String> = problems
                .iter()
                .map(|(name, error)| match error.problem.happened.trim_end_matches('.') {
                    happened if happened.starts_with(name) => happened.to_owned(),
                    happened => format!("{name}: {happened}"),
                })
                .collect();
            Err(CommandError::other(
                format!("{failed} of {of} connections were not synced whole. {}", told.join("; ")),
                "Sync one alone with --connection to read what to do about it.",
            ))
        }
    }
}

async fn sync_one(app: &App, connection: &Connection) -> Result<(), CommandError> {
    if connection.is_demo() {
        return Err(CommandError::bad_input(
            "the demo tenant lives in the window only",
            "Open Rollcall, or name another connection.",
        ));
    }
    let watcher = tokio_util::sync::CancellationToken::new();
    if std::io::stderr().is_terminal() {
        let (app, id, name, stop) =
            (app.clone(), connection.id.clone(), connection.name.clone(), watcher.clone());
        app.clone().tasks.spawn(async move {
            let every = std::time::Duration::from_secs(1);
            while stop.run_until_cancelled(tokio::time::sleep(every)).await.is_some() {
                if let Some(flight) = app.flights.of(&id) {
                    say(&format!("{name}: {}", crate::commands::progress_line(&flight.progress.borrow())));
                }
            }
        });
    }
    let report = syncing::run(app, connection, Errand::Everything).await;
    watcher.cancel();
    match report? {
        None => Err(CommandError::other(
            format!("{} is being synced by another copy of Rollcall", connection.name),
            "Wait until it has ended.",
        )),
        Some(report) => match report.end {
            PullEnd::Whole => Ok(()),
            PullEnd::Partial(why) => Err(words::of_unread(&connection.name, &why, report.ended_at).into()),
            PullEnd::Stopped => {
                Err(CommandError::other("the sync was stopped", "Run it again; it goes on from there."))
            }
        },
    }
}

async fn connect(app: &App, arguments: Connect) -> Result<(), CommandError> {
    let secret = secret_from_stdin()?;
    let session_only = !app.vaults.keychain().await.available;
    let request = CheckConnectionRequest {
        domain: arguments.domain,
        base_url: arguments.base_url,
        ca_file: arguments.ca_file,
        credential: TypedCredential::ClientSecret { client_id: arguments.client_id, secret },
    };
    let checked = drafts::check(app, request).await?;
    let add = AddConnectionRequest {
        draft_id: checked.draft_id,
        name: arguments.name,
        environment: domain::connection::Environment::Production,
        permission: domain::connection::Permission::ReadOnly,
        session_only,
    };
    let connection = connecting::keep(app, add).await?;
    if session_only {
        say(
            "There is no keychain here, so the secret was not kept: give it again with `rollcall sync --secret-stdin`.",
        );
    }
    say(&format!("Connected {}. Run `rollcall sync` to read it.", connection.name));
    Ok(())
}

fn secret_from_stdin() -> Result<SecretString, CommandError> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| {
        CommandError::bad_input(format!("standard input cannot be read: {error}"), "Pipe the secret in.")
    })?;
    let secret = text.trim_end_matches(['\n', '\r']);
    if secret.is_empty() {
        return Err(CommandError::bad_input("standard input holds no secret", "Pipe the secret in."));
    }
    Ok(SecretString::from(secret.to_owned()))
}
