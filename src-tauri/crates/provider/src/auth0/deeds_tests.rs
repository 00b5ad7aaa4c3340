use serde_json::json;

use super::*;

fn deed(row: &Value) -> Option<Deed> {
    let rules = RowRules { global_client: Some(ClientId::new("global")), ..RowRules::default() };
    read(row, &LogId::new("90020261120132407000"), Timestamp::from_millis(0), &rules)
}

fn patch(sent: &Value, answered: &Value) -> Value {
    json!({"type": "sapi", "client_id": "caller", "client_name": "Deploy", "details": {
        "request": {"method": "patch", "path": "/api/v2/clients/target", "channel": "api", "ip": "192.0.2.9",
                    "userAgent": "Other 0.0.0 / Other 0.0.0", "auth": {"user": {}}, "body": sent},
        "response": {"statusCode": 200, "body": answered},
    }})
}

#[test]
fn a_change_is_about_the_client_in_the_path_and_by_the_caller() {
    let deed = deed(&patch(&json!({"callbacks": ["https://a"]}), &json!({"client_id": "target"}))).unwrap();
    assert_eq!(deed.client(), Some(&ClientId::new("target")));
    assert_eq!(deed.trace.actor, Actor::Client { id: ClientId::new("caller"), name: Some("Deploy".into()) });
    assert_eq!(deed.trace.channel, Channel::ManagementApi { tool: Tool::Unknown });
    assert_eq!(deed.trace.address.as_deref(), Some("192.0.2.9"));
}

#[test]
fn a_request_that_leaves_the_redirect_uris_out_cannot_have_changed_them() {
    let answered = json!({"client_id": "target", "name": "N", "callbacks": ["https://a"]});
    let deed = deed(&patch(&json!({"name": "N"}), &answered)).unwrap();
    let Act::Client { sets, after, .. } = deed.act else { panic!("about a client") };
    assert!(sets.may_set(&Member::Name) && !sets.may_set(&Member::RedirectUris));
    assert!(after.contains(&(Member::RedirectUris, vec!["https://a".into()])));
    assert!(after.iter().all(|(member, _)| *member != Member::WebOrigins));
}

#[test]
fn a_member_that_is_sent_as_null_is_empty_then() {
    let deed = deed(&patch(&json!({"initiate_login_uri": null}), &json!({"client_id": "target"}))).unwrap();
    let Act::Client { after, .. } = deed.act else { panic!("about a client") };
    assert_eq!(after, [(Member::InitiateLoginUri, Vec::new())]);
}

#[test]
fn a_person_in_the_dashboard_is_told_from_a_client_of_the_api() {
    let mut row = patch(&json!({"callbacks": []}), &json!({"client_id": "target"}));
    row["client_id"] = json!("global");
    row["client_name"] = json!("");
    row["details"]["request"]["channel"] = json!("https://manage.auth0.com/");
    row["details"]["request"]["auth"]["user"] =
        json!({"user_id": "auth0|1", "name": "Kim", "email": "kim@a.example"});
    let deed = deed(&row).unwrap();
    assert_eq!(deed.trace.channel, Channel::Dashboard);
    let kim =
        Actor::Person { id: "auth0|1".into(), name: Some("Kim".into()), email: Some("kim@a.example".into()) };
    assert_eq!(deed.trace.actor, kim);
}

#[test]
fn a_self_registration_is_by_nobody_and_its_answer_may_be_in_the_words_of_rfc_7591() {
    let row = json!({"type": "sapi", "description": "Dynamic client registration", "client_id": "tpc_new", "ip": "198.51.100.24",
        "details": {"request": {"method": "post", "path": "/oidc/register", "body": {}}, "response": {"statusCode": 201,
        "body": {"client_id": "tpc_new", "client_name": "N", "redirect_uris": ["https://a"]}}}});
    let deed = deed(&row).unwrap();
    assert_eq!(
        (deed.trace.actor.clone(), deed.trace.channel.clone()),
        (Actor::SelfRegistration, Channel::SelfRegistration)
    );
    let Act::Client { life, after, .. } = deed.act else { panic!("about a client") };
    assert_eq!(life, Life::Begins);
    assert_eq!(after, [(Member::RedirectUris, vec!["https://a".into()]), (Member::Name, vec!["N".into()])]);
}

#[test]
fn a_grant_is_told_by_its_id_where_the_row_names_no_client() {
    let row = json!({"type": "sapi", "details": {"request": {"method": "DELETE", "path": "/api/v2/client-grants/cgr_1",
        "body": {}}, "response": {"statusCode": 204, "body": {}}}});
    let deed = deed(&row).unwrap();
    assert_eq!((deed.grant(), deed.client()), (Some("cgr_1"), None));
}

#[test]
fn a_refused_request_did_nothing() {
    let mut row = patch(&json!({"callbacks": []}), &json!({}));
    row["details"]["response"]["statusCode"] = json!(400);
    assert_eq!(deed(&row), None);
}

#[test]
fn tools_are_told_by_what_they_call_themselves() {
    let sdk = |env: Value| json!({"name": "go-auth0", "version": "1.3.0", "env": env});
    let terraform = sdk(json!({"go": "1.22", "Terraform-Provider-Auth0": "1.4.0"}));
    assert_eq!(tool(Some(&terraform), Some("Other 0.0.0 / Other 0.0.0")), Tool::Terraform);
    assert_eq!(
        tool(Some(&json!({"name": "node-auth0"})), Some("deploy-cli/8.1.0 (node.js/20.1)")),
        Tool::DeployCli
    );
    assert_eq!(tool(None, Some("Auth0 CLI/1.33.0")), Tool::Auth0Cli);
    assert_eq!(tool(Some(&sdk(json!({}))), Some("x/1")), Tool::Other("go-auth0".into()));
    assert_eq!(
        tool(None, Some("Python Requests 2.31.0 / Other 0.0.0")),
        Tool::Other("Python Requests".into())
    );
    for unknown in [
        None,
        Some("Other 0.0.0 / Other 0.0.0"),
        Some("Mozilla/5.0 (X11)"),
        Some("Chrome 154.0.0 / Linux 6.1"),
    ] {
        assert_eq!(tool(None, unknown), Tool::Unknown);
    }
}
