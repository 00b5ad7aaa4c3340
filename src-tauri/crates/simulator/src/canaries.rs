//! Planted secrets: they stand where careless servers leave theirs, and nobody may keep them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::rows::admin::SECRET_MEMBERS;

/// Secrets to be planted, one after the other. Empty: none is.
#[derive(Debug, Default)]
pub(crate) struct Canaries {
    all: Vec<String>,
    next_in_object: Cell<usize>,
    /// The one of each row, by its `log_id`: a row is the same however often it is sent, also when a sending broke off.
    of_row: RefCell<HashMap<String, usize>>,
}

impl Canaries {
    pub(crate) fn new(all: Vec<String>) -> Self {
        Self { all, ..Self::default() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// One of them by its place, and the remark that stands beside it.
    fn get(&self, number: usize) -> Option<(&str, String)> {
        let canary = self.all.get(number)?;
        Some((canary, format!("marker-{number:04}")))
    }

    /// The next one for an object.
    fn next(&self) -> Option<(&str, String)> {
        let number = self.next_in_object.get();
        let taken = self.get(number)?;
        self.next_in_object.set((number + 1) % self.all.len());
        Some(taken)
    }

    /// That of a row: the next one when it is sent for the first time.
    fn of_row(&self, row: &Map<String, Value>) -> Option<(&str, String)> {
        let log_id = row.get("log_id").and_then(Value::as_str)?;
        let mut of_row = self.of_row.borrow_mut();
        let next = of_row.len() % self.all.len().max(1);
        self.get(*of_row.entry(log_id.to_owned()).or_insert(next))
    }

    /// Into an object of the Management API: secrets by name, deep inside, and inside texts.
    pub(crate) fn plant_in_object(&self, body: &mut Map<String, Value>) {
        let Some((canary, remark)) = self.next() else { return };
        for member in SECRET_MEMBERS {
            body.insert(member.to_owned(), json!(canary));
        }
        body.insert(
            "signing_keys".into(),
            json!([{"pkcs7": canary, "private_key": canary, "subject": canary}]),
        );
        body.insert("addons".into(), json!({"samlp": {"secret": canary, "cert": canary}}));
        body.insert("jwt_configuration".into(), json!({"alg": "RS256", "secret": canary}));
        body.insert(
            "options".into(),
            json!({"client_secret": canary, "password": canary, "api_key": canary}),
        );
        body.insert("encryption".into(), json!({"keys": {"private_key": pem(canary)}}));
        body.insert("client_metadata".into(), json!({"api_key": canary, "remark": remark}));
        body.insert("remark".into(), json!(remark));
    }

    /// Into the sink of a log stream.
    pub(crate) fn plant_in_sink(&self, sink: &mut Map<String, Value>) {
        let Some((canary, remark)) = self.next() else { return };
        for member in ["httpAuthorization", "splunkToken", "datadogApiKey", "mixpanelServiceAccountPassword"]
        {
            sink.insert(member.into(), json!(canary));
        }
        sink.insert(
            "httpEndpoint".into(),
            json!(format!("https://hook:{canary}@sink.example/in?access_token={canary}")),
        );
        sink.insert("httpCustomHeaders".into(), json!([{"header": "X-Api-Key", "value": canary}]));
        sink.insert("remark".into(), json!(remark));
    }

    /// Into a log row: logged bodies of request and answer, headers, forms, texts of errors.
    pub(crate) fn plant_in_row(&self, row: &mut Map<String, Value>) {
        let Some((canary, remark)) = self.of_row(row) else { return };
        let secrets = || {
            let mut body: Map<String, Value> =
                SECRET_MEMBERS.iter().map(|member| ((*member).to_owned(), json!(canary))).collect();
            body.insert(
                "nested".into(),
                json!([{"credentials": {"client_secret": canary, "refresh_token": canary}}]),
            );
            body
        };
        let details = object(row, "details");
        let request = object(details, "request");
        object(request, "body").extend(secrets());
        request
            .insert("headers".into(), json!({"Authorization": format!("Bearer {canary}"), "Cookie": canary}));
        request.insert("query".into(), json!({"access_token": canary, "code": canary}));
        request
            .insert("raw".into(), json!(format!("grant_type=client_credentials&client_secret={canary}&x=1")));
        let response = object(details, "response");
        object(response, "body").extend(secrets());
        response.insert("text".into(), json!(json!({"client_secret": canary}).to_string()));
        details.insert(
            "error".into(),
            json!({"message": format!("The token {canary} is not valid; client_secret: {canary}"), "remark": remark}),
        );
        details.insert("body".into(), json!({"client_assertion": canary, "password": canary}));
    }
}

fn pem(canary: &str) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{canary}\n-----END PRIVATE KEY-----")
}

/// The object with that name, made where it is missing or something else.
fn object<'a>(parent: &'a mut Map<String, Value>, name: &str) -> &'a mut Map<String, Value> {
    let member = parent.entry(name).or_insert_with(|| json!({}));
    if !member.is_object() {
        *member = json!({});
    }
    match member {
        Value::Object(inner) => inner,
        _ => unreachable!("an object was put there"),
    }
}
