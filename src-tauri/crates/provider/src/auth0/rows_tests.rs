use proptest::prelude::*;
use serde_json::json;

use super::*;

const GLOBAL: &str = "GLOBALglobalGLOBALglobalGLOBAL12";

fn rules() -> RowRules {
    RowRules { privacy: Privacy::default(), global_client: Some(ClientId::new(GLOBAL)) }
}

fn event(mut row: Value) -> LogEvent {
    row["log_id"] = json!("90020260901101502123000000000000000001223372036854775807");
    read(row, &rules(), Timestamp::from_millis(0)).unwrap()
}

#[expect(clippy::needless_pass_by_value, reason = "callers write the bodies in place")]
fn admin(method: &str, path: &str, request: Value, response: Value) -> Value {
    json!({
        "type": "sapi", "date": "2026-09-01T10:15:02.123Z", "client_id": "caller", "client_name": "Pipeline",
        "details": {
            "request": {"method": method, "path": path, "body": request, "channel": "api", "auth": {"user": {}}},
            "response": {"statusCode": 200, "body": response},
        },
    })
}

#[expect(clippy::unnecessary_wraps, reason = "rows hold optional ids")]
fn id(text: &str) -> Option<ClientId> {
    Some(ClientId::new(text))
}

#[test]
fn an_administrative_row_is_use_by_its_caller_and_never_by_its_target() {
    let event = event(admin(
        "PATCH",
        "/api/v2/clients/target",
        json!({"name": "x"}),
        json!({"client_id": "target", "name": "x"}),
    ));
    assert_eq!(event.actor, id("caller"));
    assert_eq!(event.kind, Some(ActivityKind::ManagementCall));
    assert_eq!(event.target, Some((id("target"), AdminAction::ClientUpdated)));
    assert_eq!((event.client_name.as_deref(), event.target_name.as_deref()), (Some("Pipeline"), Some("x")));
}

#[test]
fn each_administrative_fact_is_recognised_by_method_and_path() {
    let client = json!({"client_id": "t"});
    for (method, path, request, response, expected) in [
        ("post", "/api/v2/clients", json!({}), client.clone(), (id("t"), AdminAction::ClientCreated)),
        ("delete", "/api/v2/clients/t", json!({}), json!({}), (id("t"), AdminAction::ClientDeleted)),
        (
            "post",
            "/api/v2/clients/t/rotate-secret",
            json!({}),
            client.clone(),
            (id("t"), AdminAction::SecretRotated),
        ),
        (
            "patch",
            "/api/v2/clients/t",
            json!({"client_secret": "s"}),
            client.clone(),
            (id("t"), AdminAction::SecretRotated),
        ),
        ("post", "/api/v2/clients/t/credentials", json!({}), json!({}), (id("t"), AdminAction::Other)),
        (
            "post",
            "/api/v2/client-grants",
            json!({"client_id": "t"}),
            json!({"id": "cgr_1"}),
            (id("t"), AdminAction::GrantChanged),
        ),
        ("delete", "/api/v2/client-grants/cgr_1", json!({}), json!({}), (None, AdminAction::GrantChanged)),
        (
            "patch",
            "/api/v2/connections/con_1/clients",
            json!([{"client_id": "t"}]),
            json!({}),
            (id("t"), AdminAction::Other),
        ),
        ("patch", "/api/v2/tenants/settings", json!({}), json!({}), (None, AdminAction::Other)),
        ("get", "/api/v2/clients/tpc_%C3%A9", json!({}), json!({}), (id("tpc_é"), AdminAction::Other)),
    ] {
        assert_eq!(event(admin(method, path, request, response)).target, Some(expected), "{method} {path}");
    }
    let mut read = admin("get", "/api/v2/clients/t", json!({}), client);
    read["type"] = json!("mgmt_api_read");
    read["details"]["accessedSecrets"] = json!(["client_secret"]);
    assert_eq!(event(read).target, Some((id("t"), AdminAction::SecretRead)));
}

#[test]
fn nobody_uses_anything_by_registering_or_by_working_in_the_dashboard() {
    let mut registration =
        admin("post", "/oidc/register", json!({}), json!({"client_id": "tpc_1", "client_name": "Agent"}));
    registration["description"] = json!("Dynamic client registration");
    registration["client_id"] = json!("tpc_1");
    let registration = event(registration);
    assert_eq!((registration.actor, registration.kind), (None, None));
    assert_eq!(registration.target, Some((id("tpc_1"), AdminAction::ClientSelfRegistered)));
    assert_eq!(registration.target_name.as_deref(), Some("Agent"));

    let mut by_person = admin("patch", "/api/v2/clients/t", json!({}), json!({}));
    by_person["client_id"] = json!("not yet known to be global");
    by_person["user_id"] = json!("auth0|1");
    by_person["details"]["request"]["channel"] = json!("https://manage.auth0.com/");
    by_person["details"]["request"]["auth"]["user"] = json!({"user_id": "auth0|1", "name": "Kim"});
    let by_person = event(by_person);
    assert_eq!((by_person.actor, by_person.kind), (None, None));
    assert_eq!(by_person.user.as_deref(), Some("auth0|1"));
}

#[test]
fn the_global_client_never_uses_anything() {
    for code in ["ss", "sv", "f", "feacft", "sapi", "s", "limit_wc"] {
        let event = event(json!({"type": code, "client_id": GLOBAL, "client_name": "All Applications"}));
        assert_eq!(event.actor, None, "{code}");
        assert!(event.kind.is_none_or(|kind| !kind.is_use()), "{code}");
    }
}

#[test]
fn the_name_of_the_global_client_is_anybodys_choice_once_its_id_is_known() {
    let namesake =
        json!({"log_id": "1", "type": "s", "client_id": "other", "client_name": "All Applications"});
    assert_eq!(event(namesake.clone()).actor, id("other"));
    let not_yet_listed = RowRules { global_client: None, ..rules() };
    let read = read(namesake, &not_yet_listed, Timestamp::from_millis(0)).unwrap();
    assert_eq!(read.actor, None, "the id is not known yet");
}

#[test]
fn a_registration_is_known_by_where_it_was_sent_or_by_its_description_in_any_case() {
    let answer = json!({"client_id": "tpc_1", "client_name": "Agent"});
    let mut undescribed = admin("post", "/oidc/register", json!({}), answer.clone());
    undescribed["description"] = json!(null);
    let mut reworded = admin("post", "/", json!({}), answer.clone());
    reworded["description"] = json!(" dynamic Client Registration");
    for mut row in [undescribed, reworded] {
        row["client_id"] = json!("tpc_1");
        let row = event(row);
        assert_eq!((row.actor, row.target), (None, Some((id("tpc_1"), AdminAction::ClientSelfRegistered))));
    }
    let document = admin("post", "/api/v2/clients/cimd/register", json!({}), answer.clone());
    assert_eq!(event(document).target, Some((id("tpc_1"), AdminAction::ClientCreated)));
    let mut pathless = admin("post", "", json!({}), answer);
    pathless["details"]["request"] = json!({});
    pathless["description"] = json!("Create a Client");
    assert_eq!(event(pathless).target, Some((id("tpc_1"), AdminAction::ClientCreated)));
}

#[test]
fn a_failed_row_is_searched_for_its_client_in_the_settled_order() {
    let payload = json!({"type": "f", "details": {
        "error": {"payload": {"clientID": "no", "client": {"clientID": "yes"}}}, "qs": {"client_id": "no"},
    }});
    assert_eq!(event(payload).actor, id("yes"));
    assert_eq!(event(json!({"type": "fsa", "details": {"qs": {"client_id": "yes"}}})).actor, id("yes"));
    let in_body = event(json!({"type": "fcoa", "details": {"body": {"client_id": "yes"}}}));
    assert_eq!((in_body.actor, in_body.kind), (id("yes"), Some(ActivityKind::Failure)));
    let nobody = event(json!({"type": "fu", "client_id": ""}));
    assert_eq!((nobody.actor, nobody.kind), (None, Some(ActivityKind::Failure)));
}

#[test]
fn only_what_succeeded_is_searched_at_top_level() {
    let event = event(json!({"type": "s", "details": {"qs": {"client_id": "typed by anybody"}}}));
    assert_eq!((event.actor, event.kind), (None, None));
}

#[test]
fn a_row_without_date_carries_its_time_in_its_id() {
    let event = event(json!({"type": "s", "client_id": "a"}));
    assert_eq!(event.date.to_rfc3339(), "2026-09-01T10:15:02.123Z");
    let odd = read(json!({"_id": "odd", "type": "new_code"}), &rules(), Timestamp::from_millis(7)).unwrap();
    assert_eq!((odd.date, odd.code.as_str()), (Timestamp::from_millis(7), "new_code"));
    assert_eq!(read(json!({"type": "s"}), &rules(), Timestamp::from_millis(7)), None);
}

#[test]
fn people_are_removed_from_sign_ins_only() {
    let row = |code: &str| json!({"type": code, "client_id": "a", "user_id": "auth0|1", "user_name": "kim@acme.example", "ip": "203.0.113.9"});
    let person = event(row("s"));
    let raw = String::from_utf8(person.raw).unwrap();
    assert_eq!(person.user, None);
    assert!(!raw.contains("kim") && !raw.contains("203.0.113.9") && !raw.contains("auth0|1"), "{raw}");
    let machine = String::from_utf8(event(row("seccft")).raw).unwrap();
    assert!(machine.contains("203.0.113.9"));
    let kept = RowRules { privacy: Privacy { keep_personal: true }, ..rules() };
    let mut row = row("s");
    row["log_id"] = json!("900");
    assert_eq!(read(row, &kept, Timestamp::from_millis(0)).unwrap().user.as_deref(), Some("auth0|1"));
}

const USES: [&str; 30] = [
    "seccft",
    "seacft",
    "sertft",
    "sede",
    "s",
    "ssa",
    "scoa",
    "sens",
    "sepft",
    "seoobft",
    "seotpft",
    "sercft",
    "sepkoobft",
    "sepkotpft",
    "sepkrcft",
    "secte",
    "success_on_behalf_of_token_exchange",
    "ciba_exchange_succeeded",
    "idjag_exchange_succeeded",
    "seta",
    "sdel",
    "sdelsa",
    "sdeleacft",
    "sd",
    "sapi",
    "mgmt_api_read",
    "my_account_authentication_method_succeeded",
    "connected_accounts_connection_succeeded",
    "s",
    "s",
];

#[test]
fn exactly_the_codes_of_the_settled_list_are_use() {
    let schema: Value = serde_json::from_str(include_str!("log_codes.json")).unwrap();
    for code in schema.as_array().unwrap().iter().filter_map(Value::as_str) {
        let is_use = kind_of(code).is_some_and(ActivityKind::is_use);
        assert_eq!(is_use, USES.contains(&code), "{code}");
        if code.starts_with('f')
            && code != "flows_execution_completed"
            && code != "forms_submission_succeeded"
        {
            assert!(!is_use, "{code}");
        }
    }
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z/%0-9_.é]{0,20}".prop_map(Value::from),
        Just(json!("sapi")),
        Just(json!("/api/v2/clients/%zz/x")),
    ];
    leaf.prop_recursive(6, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map(
                "log_id|date|type|client_id|client_name|details|request|response|body|path|method|auth|user|error|payload|client|clientID|qs|accessedSecrets|statusCode",
                inner,
                0..8
            )
            .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_row_of_any_shape_makes_the_reader_panic(mut row in anything()) {
        let _ = read(row.clone(), &rules(), Timestamp::from_millis(0));
        if let Value::Object(members) = &mut row {
            members.insert("log_id".to_owned(), json!("1"));
            prop_assert!(read(row, &RowRules::default(), Timestamp::from_millis(0)).is_some());
        }
    }

    #[test]
    fn a_failure_never_counts_as_use_whatever_it_carries(mut details in anything(), index in any::<prop::sample::Index>(), typed in "[A-Za-z0-9]{1,32}") {
        let failures = ["feccft", "f", "fp", "fu", "fepotpft", "fertft", "fcoa", "feta", "fsa", "fpar"];
        if let Value::Object(members) = &mut details {
            members.insert("scope".to_owned(), json!("openid"));
        }
        let code = failures[index.index(failures.len())];
        let event = event(json!({"type": code, "client_id": typed, "details": details}));
        prop_assert_eq!(event.kind, Some(ActivityKind::Failure));
    }
}
