//! The tenant's surface: every request comes through `answer`.

mod assertion;
mod clients;
mod connections;
mod discovery;
pub(crate) mod grants;
mod journal;
mod jwt;
mod listing;
mod log_streams;
mod logs;
mod network_acls;
mod register;
mod reply;
mod request;
mod resource_servers;
mod tenant_settings;
mod token;
mod visibility;

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::Response;

use self::jwt::Caller;
use self::reply::Reply;
use self::request::Call;
use crate::edit::Edit;
use crate::faults::{Endpoint, Fault, Faults};
use crate::interlude::Interludes;
use crate::journal::Journal;
use crate::rate_limit::{BucketClass, Standing};
use crate::world::World;

pub(crate) use self::assertion::public_key_der;
pub(crate) use self::clients::{add, made_by_hand};
pub(crate) use self::tenant_settings::lay;
pub(crate) use self::token::write;

/// What the server's tasks share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) world: Arc<Mutex<World>>,
    pub(crate) faults: Faults,
    pub(crate) interludes: Interludes,
}

/// Largest request body (facts/auth0.md 1.6).
const BODY_LIMIT: usize = 1_048_576;

/// Answers one request.
pub(crate) async fn answer(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, BODY_LIMIT).await else {
        return reply::refuse(413, "Payload Too Large", None).into_response(0);
    };
    let call = Call::new(&parts, body);
    let endpoint = endpoint_of(&call);
    if call.is_journal() {
        return journal::answer(&Journal(Arc::clone(&shared.world)), &call).into_response(0);
    }
    let fault = shared.faults.strike(endpoint);
    shared.interludes.play(endpoint, &Edit(Arc::clone(&shared.world)));
    let (reply, date_ms) = {
        let mut world = shared.world.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = world.catch_up();
        let reply = limited(&mut world, &call, endpoint, fault.as_ref(), now_ms);
        (reply, now_ms + world.date_skew_ms)
    };
    match fault {
        Some(Fault::Hang) => std::future::pending().await,
        Some(Fault::CutBody) => reply.cut(date_ms),
        Some(Fault::ServerErrorAfter(status)) => {
            reply::refuse(status, "Internal Server Error", None).into_response(date_ms)
        }
        Some(Fault::TooManyRequestsAfter) => reply::too_many_requests(endpoint).into_response(date_ms),
        _ => reply.into_response(date_ms),
    }
}

/// Draws on the rate budget, then answers, then adds the rate headers.
fn limited(world: &mut World, call: &Call, endpoint: Endpoint, fault: Option<&Fault>, now_ms: i64) -> Reply {
    let class = bucket_of(endpoint, call);
    let standing = world.limits.draw(world.settings.plan, class, now_ms);
    let refused = standing.is_some_and(|standing| standing.retry_after_s.is_some());
    let counts = world.counts.entry(endpoint).or_default();
    if refused {
        counts.refused += 1;
    } else {
        counts.answered += 1;
    }
    let mut reply = if refused {
        reply::too_many_requests(endpoint)
    } else if let Some(reply) = fault.and_then(|fault| injected(fault, endpoint)) {
        reply
    } else {
        route(world, call, now_ms).unwrap_or_else(|refusal| refusal)
    };
    if let Some(standing) = standing {
        rate_headers(&mut reply, standing);
    }
    reply
}

fn rate_headers(reply: &mut Reply, standing: Standing) {
    reply.header("x-ratelimit-limit", &standing.limit.to_string());
    reply.header("x-ratelimit-remaining", &standing.remaining.to_string());
    reply.header("x-ratelimit-reset", &standing.reset_s.to_string());
    if let Some(seconds) = standing.retry_after_s {
        reply.header("retry-after", &seconds.to_string());
    }
}

/// The answers of faults that keep the call from being carried out.
fn injected(fault: &Fault, endpoint: Endpoint) -> Option<Reply> {
    match fault {
        Fault::Unauthorized => Some(reply::refuse(401, "Invalid token.", None)),
        Fault::Forbidden => Some(reply::insufficient_scope(&["read:everything"])),
        Fault::NotFound => Some(reply::refuse(404, "Not found.", None)),
        Fault::TooManyRequests { retry_after_s } => {
            let mut reply = reply::too_many_requests(endpoint);
            reply.header("retry-after", &retry_after_s.to_string());
            Some(reply)
        }
        Fault::ServerError(status) => Some(reply::refuse(*status, "Internal Server Error", None)),
        Fault::Html(status) => Some(Reply::html(*status)),
        Fault::WrongType => Some(Reply::json(200, "\"maintenance\"".into())),
        Fault::Hang | Fault::CutBody | Fault::ServerErrorAfter(_) | Fault::TooManyRequestsAfter => None,
    }
}

fn endpoint_of(call: &Call) -> Endpoint {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["oauth", "token"] => Endpoint::Token,
        [".well-known", ..] => Endpoint::Discovery,
        ["oidc", "register"] => Endpoint::Register,
        ["api", "v2", "clients"] if call.method == "GET" => Endpoint::Clients,
        ["api", "v2", "clients", ..] => Endpoint::Client,
        ["api", "v2", "client-grants", ..] => Endpoint::ClientGrants,
        ["api", "v2", "resource-servers", ..] => Endpoint::ResourceServers,
        ["api", "v2", "connections", ..] => Endpoint::Connections,
        ["api", "v2", "tenants", "settings"] => Endpoint::TenantSettings,
        ["api", "v2", "network-acls", ..] => Endpoint::NetworkAcls,
        ["api", "v2", "log-streams", ..] => Endpoint::LogStreams,
        ["api", "v2", "logs"] if call.query("from").is_some() => Endpoint::LogCheckpoint,
        ["api", "v2", "logs"] => Endpoint::LogSearch,
        ["api", "v2", "logs", _] => Endpoint::Log,
        _ => Endpoint::Other,
    }
}

fn bucket_of(endpoint: Endpoint, call: &Call) -> BucketClass {
    match endpoint {
        Endpoint::Token | Endpoint::Discovery => BucketClass::Authentication,
        Endpoint::Register => BucketClass::Register,
        Endpoint::Clients if call.query("q").is_some() => BucketClass::SearchClients,
        Endpoint::Clients => BucketClass::ReadClients,
        Endpoint::Client if call.method == "GET" => BucketClass::ReadClients,
        Endpoint::LogSearch | Endpoint::LogCheckpoint | Endpoint::Log => BucketClass::ReadLogs,
        Endpoint::Connections if call.method == "GET" => BucketClass::ReadConnections,
        _ => BucketClass::Management,
    }
}

/// Finds the handler. A refusal is an answer too.
fn route(world: &mut World, call: &Call, now_ms: i64) -> Result<Reply, Reply> {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match (call.method.as_str(), segments.as_slice()) {
        ("POST", ["oauth", "token"]) => token::exchange(world, call, now_ms),
        ("GET", [".well-known", "openid-configuration"]) => Ok(discovery::document(world)),
        ("POST", ["oidc", "register"]) => register::register(world, call, now_ms),
        (method, ["api", "v2", rest @ ..]) => {
            let caller = jwt::authenticate(world, call, now_ms)?;
            management(world, call, &caller, method, rest, now_ms)
        }
        _ => Err(reply::refuse(404, "Not Found", None)),
    }
}

fn management(
    world: &mut World,
    call: &Call,
    caller: &Caller,
    method: &str,
    rest: &[&str],
    now_ms: i64,
) -> Result<Reply, Reply> {
    match (method, rest) {
        ("GET", ["clients"]) => clients::list(world, call, caller, now_ms),
        ("POST", ["clients"]) => clients::create(world, call, caller, now_ms),
        ("GET", ["clients", id]) => clients::get(world, call, caller, id, now_ms),
        ("PATCH", ["clients", id]) => clients::patch(world, call, caller, id, now_ms),
        ("DELETE", ["clients", id]) => clients::delete(world, call, caller, id, now_ms),
        ("POST", ["clients", id, "rotate-secret"]) => clients::rotate(world, call, caller, id, now_ms),
        ("GET", ["client-grants"]) => grants::list(world, call, caller, now_ms),
        ("GET", ["client-grants", id]) => grants::get(world, caller, id),
        ("POST", ["client-grants"]) => grants::create(world, call, caller, now_ms),
        ("PATCH", ["client-grants", id]) => grants::patch(world, call, caller, id, now_ms),
        ("DELETE", ["client-grants", id]) => grants::delete(world, call, caller, id, now_ms),
        ("GET", ["resource-servers"]) => resource_servers::list(world, call, caller, now_ms),
        ("GET", ["resource-servers", id]) => resource_servers::get(world, call, caller, id, now_ms),
        ("GET", ["connections"]) => connections::list(world, call, caller, now_ms),
        ("GET", ["connections", id]) => connections::get(world, call, caller, id),
        ("GET", ["connections", id, "clients"]) => connections::clients(world, call, caller, id, now_ms),
        ("GET", ["tenants", "settings"]) => tenant_settings::get(world, call, caller),
        ("PATCH", ["tenants", "settings"]) => tenant_settings::patch(world, call, caller, now_ms),
        ("GET", ["network-acls"]) => network_acls::list(world, call, caller, now_ms),
        ("GET", ["network-acls", id]) => network_acls::get(world, caller, id),
        ("GET", ["log-streams"]) => log_streams::list(world, caller),
        ("GET", ["log-streams", id]) => log_streams::get(world, caller, id),
        ("GET", ["logs"]) => logs::list(world, call, caller, now_ms),
        ("GET", ["logs", id]) => logs::get(world, caller, id, now_ms),
        _ => Err(reply::refuse(404, "Not Found", None)),
    }
}

/// The bytes of a request body.
pub(crate) type BodyBytes = Bytes;
