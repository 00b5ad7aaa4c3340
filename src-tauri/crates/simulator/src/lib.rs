//! A pretend Auth0 tenant over real HTTP: demo tenant of the product, opponent of the tests.
//!
//! ```text
//! let clock = Clock::starting_at(ms);                       // or real(), or go_live() later
//! let tenant = Tenant::start(Settings::default(), clock).await?;   // -> Running
//! tenant.base_url() -> &str; tenant.domain() -> &str; tenant.ca_file() -> Option<&Path>; tenant.ca_pem() -> Option<&str>
//! tenant.management_client() -> ManagementClient { client_id, client_secret }   // Observe scopes
//! tenant.management_client_with(&["read:clients", …]) -> ManagementClient
//! tenant.faults().set(Endpoint::Clients, Fault::Html(403)); .set_times(e, f, n); .set_after(e, skip, f, Some(n)); .clear(e)
//! tenant.journal()  // ground truth: clients(), incarnations(id), existed_at(id, t), uses(id), last_use_before(id, t),
//!                   // rows(from_ms, to_ms) -> iterator of RowTruth { log_id, date_ms, visible_at_ms, … }
//! tenant.edit()     // create_client, patch_client, delete_client, emit, inject_row, plant_canaries, set_plan, …
//! tenant.call_counts() -> BTreeMap<Endpoint, Calls { answered, refused }>
//! tenant.disconnect().await; tenant.reconnect().await?; tenant.stop().await
//! ```
//!
//! * Time is the clock's. Rows, token expiry, rate buckets, retention and the `Date` header all follow it. Clients and
//!   changes of the population come when it reaches their moment; it must not be moved back.
//! * A row has three times: its `date`, the ingestion in its `log_id` (0.02 to 5.3 s later with `reorder`, else equal)
//!   and the moment from which it can be read (`log_lag` after ingestion). Checkpoint mode walks by id, so a late row
//!   lies behind a reader who has gone on. Retention drops rows by `date`.
//! * Rows of a population are functions of (seed, client, day): each day is made again when asked for, forty days at most
//!   are kept. What is caused while the tenant runs (writes, token exchanges, edits) is kept with its text.
//! * A scripted event happens only while its client exists. `extra` must not change a row's `client_id`.

mod alone;
mod calendar;
mod canaries;
mod certificate;
mod clock;
mod dice;
mod edit;
mod faults;
mod form;
mod furnish;
mod http;
mod interlude;
mod journal;
mod lifecycle;
mod log_id;
mod logbook;
mod population;
mod query;
mod rate_limit;
mod rows;
mod settings;
mod tenant;
mod world;
mod writer;

pub use alone::{Alone, run_alone};
pub use clock::Clock;
pub use edit::Edit;
pub use faults::{Endpoint, Fault, Faults};
pub use interlude::Interludes;
pub use journal::{ClientTruth, Journal, RowTruth, Rows, Use, Write};
pub use population::scripted::{ScriptedClient, ScriptedEvent, ScriptedGrant};
pub use settings::{
    Api, Cast, Dcr, Generated, LagModel, ListOrder, OBSERVE_SCOPES, OverCap, PageCap, Plan, Population,
    Settings,
};
pub use tenant::{ManagementClient, Running, StartError, Tenant};
pub use world::Calls;
pub use writer::{Program, Writer};
