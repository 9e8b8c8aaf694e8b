//! `assign-group`: Cognito's last question before it makes the tokens of somebody who signs in or stays signed in. Whoever is
//! in none of this system's groups is a customer: guests sign up by themselves, and nobody has to let them in. Hosts and
//! operators are what their operator made them, and nothing besides.
//!
//! The group is in the token alone. Who becomes a host later is a customer no more with the next token.

use accommodation_contracts::groups::{CUSTOMER, HOST, OPERATOR};
use platform::{
    function::{Function, FunctionError},
    telemetry::invocation_span,
};
use serde::Deserialize;
use serde_json::{
    Map, Value, json,
    value::{RawValue, to_raw_value},
};
use tracing::Instrument;

/// The groups that mean something here.
const GROUPS: [&str; 3] = [CUSTOMER, HOST, OPERATOR];

/// What Cognito sends, as far as it matters here
/// (<https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html>).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TokenGeneration {
    version: String,
    trigger_source: String,
    request: Request,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    group_configuration: Option<GroupConfiguration>,
}

/// The groups of the person; it has other members, which are Cognito's own.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupConfiguration {
    groups_to_override: Option<Vec<String>>,
}

/// The trigger as a function.
pub fn function() -> Function {
    Function::new(|invocation| {
        let span = invocation_span("assign-group", &invocation.request_id);
        async move { handle(&invocation.payload) }.instrument(span)
    })
}

/// The event as Cognito wants it back: as it came, with the groups that shall be in the token instead, if any.
pub fn handle(payload: &RawValue) -> Result<Box<RawValue>, FunctionError> {
    let signing_in: TokenGeneration = serde_json::from_str(payload.get()).map_err(refused)?;
    let TokenGeneration { version, trigger_source, request } = signing_in;
    // The other versions want another answer.
    if version != "1" || !trigger_source.starts_with("TokenGeneration_") {
        return Err(refused(format_args!("{trigger_source} of version {version}")));
    }
    let mut groups = request.group_configuration.and_then(|groups| groups.groups_to_override).unwrap_or_default();
    let is_known = groups.iter().any(|group| GROUPS.contains(&group.as_str()));
    tracing::info!(trigger_source, is_known, "somebody signs in");
    if is_known {
        return Ok(payload.to_owned());
    }
    groups.push(CUSTOMER.to_owned());
    let mut event: Map<String, Value> = serde_json::from_str(payload.get()).map_err(refused)?;
    let own = event["request"]["groupConfiguration"].as_object().into_iter().flatten();
    // Roles stay what they are; those that there are not stay away.
    let kept = own.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.clone(), value.clone()));
    let mut configuration: Map<String, Value> = kept.collect();
    configuration.insert("groupsToOverride".to_owned(), json!(groups));
    event.insert("response".to_owned(), json!({ "claimsOverrideDetails": { "groupOverrideDetails": configuration } }));
    to_raw_value(&event).map_err(|error| FunctionError::new("InvalidAnswer", error))
}

fn refused(reason: impl std::fmt::Display) -> FunctionError {
    FunctionError::new(FunctionError::INVALID_EVENT, format_args!("no tokens are to be made: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(groups: &Value) -> Value {
        json!({
            "version": "1",
            "triggerSource": "TokenGeneration_HostedAuth",
            "region": "ap-northeast-2",
            "userPoolId": "ap-northeast-2_EXAMPLE",
            "userName": "5a1e2f60-7c7b-4a55-9b0e-3a6f4c1d2e77",
            "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789" },
            "request": {
                "userAttributes": { "sub": "5a1e2f60-7c7b-4a55-9b0e-3a6f4c1d2e77", "email_verified": "true", "name": "김하나" },
                "groupConfiguration": groups,
                "clientMetadata": { "a": "b" },
            },
            "response": { "claimsOverrideDetails": null },
        })
    }

    fn answer(event: &Value) -> Result<Value, FunctionError> {
        handle(&to_raw_value(event).unwrap()).map(|answer| serde_json::from_str(answer.get()).unwrap())
    }

    /// What the token says of groups in the place of what Cognito knows.
    fn overridden(groups: &Value) -> Value {
        let sent = event(groups);
        let mut answer = answer(&sent).unwrap();
        let overridden = answer["response"]["claimsOverrideDetails"].take();
        assert_eq!(answer["response"], json!({ "claimsOverrideDetails": null }));
        assert_eq!(answer, sent, "everything else is as it came");
        overridden
    }

    #[test]
    fn somebody_in_no_group_is_a_customer() {
        for groups in [
            json!({ "groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null }),
            json!({ "groupsToOverride": [], "iamRolesToOverride": [] }),
        ] {
            let expected = json!({ "iamRolesToOverride": [], "groupsToOverride": ["customer"] });
            assert_eq!(overridden(&groups), json!({ "groupOverrideDetails": expected }), "{groups}");
        }
        for groups in [json!({}), json!({ "groupsToOverride": null }), json!(null)] {
            let expected = json!({ "groupsToOverride": ["customer"] });
            assert_eq!(overridden(&groups), json!({ "groupOverrideDetails": expected }), "{groups}");
        }
    }

    #[test]
    fn groups_of_others_and_roles_stay() {
        let role = "arn:aws:iam::123456789012:role/beta";
        let groups =
            json!({ "groupsToOverride": ["beta", "Host"], "iamRolesToOverride": [role], "preferredRole": role });
        let expected = json!({
            "groupsToOverride": ["beta", "Host", "customer"], "iamRolesToOverride": [role], "preferredRole": role,
        });
        assert_eq!(overridden(&groups), json!({ "groupOverrideDetails": expected }));
    }

    #[test]
    fn who_has_a_group_here_keeps_exactly_that() {
        for groups in [json!(["customer"]), json!(["host"]), json!(["operator"]), json!(["beta", "host", "operator"])] {
            let configuration = json!({ "groupsToOverride": groups, "iamRolesToOverride": [], "preferredRole": null });
            assert_eq!(overridden(&configuration), json!(null), "{groups}");
        }
    }

    #[test]
    fn it_is_asked_whenever_tokens_are_made() {
        for source in ["Authentication", "RefreshTokens", "NewPasswordChallenge", "AuthenticateDevice"] {
            let mut event = event(&json!({ "groupsToOverride": [] }));
            event["triggerSource"] = json!(format!("TokenGeneration_{source}"));
            let answer = answer(&event).unwrap();
            let groups = &answer["response"]["claimsOverrideDetails"]["groupOverrideDetails"]["groupsToOverride"];
            assert_eq!(*groups, json!(["customer"]), "{source}");
        }
    }

    #[test]
    fn nothing_else_is_answered() {
        let token = event(&json!({ "groupsToOverride": [] }));
        let with = |field: &str, value: Value| {
            let mut event = token.clone();
            event[field] = value;
            event
        };
        for event in [
            json!({}),
            json!([]),
            with("version", json!("2")),
            with("triggerSource", json!("PreSignUp_SignUp")),
            with("request", json!({ "groupConfiguration": { "groupsToOverride": "host" } })),
            with("request", json!(null)),
        ] {
            let error = answer(&event).unwrap_err();
            assert!(FunctionError::is_refusal(&error.error_type), "{event}: {error}");
        }
    }
}
