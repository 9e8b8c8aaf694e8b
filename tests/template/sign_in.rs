//! What the user pool asks before it makes tokens.

use std::fs;

use serde_json::{Value, json};

use crate::template::{PERMISSION, Template, path};

#[test]
fn the_user_pool_asks_one_function_and_nobody_else_may() {
    let template = Template::read();
    let function = template.function("assign-group");
    let alias = format!("!Ref {}.Alias", function.id);
    assert_eq!(template.get("UserPool").properties["LambdaConfig"], json!({ "PreTokenGeneration": alias }));
    let permission = template.get("AssignGroupPermission");
    let expected = json!({
        "Action": "lambda:InvokeFunction",
        "FunctionName": alias,
        "Principal": "cognito-idp.amazonaws.com",
        "SourceArn": "!GetAtt UserPool.Arn",
    });
    assert_eq!(*permission.properties, expected);
    let to_it = template.of_kind(PERMISSION).into_iter().filter(|found| found.properties["FunctionName"] == alias);
    assert_eq!(to_it.count(), 1);
    // With another issuer there is neither pool nor question.
    for resource in [function, permission, template.get("UserPool")] {
        assert_eq!(resource.whole["Condition"], "HasOwnUserPool", "{}", resource.id);
    }
}

#[test]
fn it_answers_while_cognito_waits_and_touches_nothing() {
    let template = Template::read();
    let function = template.function("assign-group");
    assert!(template.timeout(function) <= 5, "Cognito waits five seconds");
    assert_eq!(function.statements().count(), 0);
}

#[test]
fn its_sample_is_somebody_in_no_group() {
    let sample: Value = serde_json::from_str(&fs::read_to_string(path("events/assign-group.json")).unwrap()).unwrap();
    let keys: Vec<&str> = sample.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected =
        ["version", "triggerSource", "region", "userPoolId", "userName", "callerContext", "request", "response"];
    assert_eq!(keys, expected);
    assert_eq!((&sample["version"], &sample["triggerSource"]), (&json!("1"), &json!("TokenGeneration_HostedAuth")));
    assert_eq!(sample["request"]["groupConfiguration"]["groupsToOverride"], json!([]));
    assert_eq!(sample["response"], json!({ "claimsOverrideDetails": null }));
}
