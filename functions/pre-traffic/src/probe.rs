//! What a version is asked, and how its answer is judged.
//!
//! The question is a request of the HTTP API whose token names nobody. Whoever is behind the API answers that it is refused,
//! as it answers strangers, and everybody else refuses the event; both before they do anything, so that nothing is left of
//! it. Either way the bootstrap has started, read its settings and built its clients. An event without claims would be
//! refused by all, but refused events count as errors, whose alarms are to stop deployments.

use platform::function::FunctionError;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Value, json};

use crate::versions::Answer;

/// How much of an answer a log line shows.
const SHOWN: usize = 300;

/// The request, under the id that the version's own log lines bear.
pub fn request(correlation_id: &str) -> Value {
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/",
        "rawQueryString": "",
        "headers": { "x-correlation-id": correlation_id },
        "requestContext": {
            "accountId": "anonymous",
            "apiId": "probe",
            "authorizer": { "jwt": { "claims": {}, "scopes": null } },
            "http": { "method": "GET", "path": "/", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "probe" },
            "requestId": correlation_id,
            "routeKey": "$default",
            "stage": "$default",
            "time": "01/Jan/1970:00:00:00 +0000",
            "timeEpoch": 0,
        },
        "isBase64Encoded": false,
    })
}

/// An answer that our code does not give.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The invocation failed, and not by a refusal.
    #[error("it failed: {0}")]
    Failed(String),
    /// It says itself that it cannot work.
    #[error("it answered with status {0}")]
    Status(u16),
    /// It is no answer to a request.
    #[error("it answered what is no response: {0}")]
    NoResponse(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    error_type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    status_code: u16,
    body: Option<String>,
}

/// Whether a version that answers the [request] so may get traffic.
pub fn judge(answer: &Answer) -> Result<(), Broken> {
    if answer.failed {
        return match serde_json::from_slice::<Failure>(&answer.payload) {
            Ok(failure) if FunctionError::is_refusal(&failure.error_type) => Ok(()),
            _ => Err(Broken::Failed(shown(&answer.payload))),
        };
    }
    let no_response = || Broken::NoResponse(shown(&answer.payload));
    let response: Response = serde_json::from_slice(&answer.payload).map_err(|_| no_response())?;
    match (response.status_code, response.body) {
        (status @ 500.., _) => Err(Broken::Status(status)),
        (204, None) => Ok(()),
        (200..500, Some(body)) if serde_json::from_str::<IgnoredAny>(&body).is_ok() => Ok(()),
        _ => Err(no_response()),
    }
}

/// A stranger's question has no secret in its answer.
fn shown(payload: &[u8]) -> String {
    String::from_utf8_lossy(payload).chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(payload: &Value) -> Result<(), Broken> {
        judge(&Answer { failed: false, payload: payload.to_string().into_bytes() })
    }

    fn failed(payload: &str) -> Result<(), Broken> {
        judge(&Answer { failed: true, payload: payload.into() })
    }

    #[test]
    fn a_response_passes_whatever_it_says_to_a_stranger() {
        for status in [200, 302, 401, 403, 404, 429, 499] {
            assert_eq!(
                answered(&json!({ "statusCode": status, "headers": {}, "body": "{\"a\":1}" })),
                Ok(()),
                "{status}"
            );
        }
        assert_eq!(answered(&json!({ "statusCode": 204 })), Ok(()));
    }

    #[test]
    fn a_version_that_says_it_cannot_work_is_broken() {
        for status in [500, 502, 503, 599] {
            let answer = json!({ "statusCode": status, "body": "{\"type\":\"urn:problem:internal\"}" });
            assert_eq!(answered(&answer), Err(Broken::Status(status)));
        }
    }

    #[test]
    fn what_is_no_response_is_broken() {
        for answer in [
            json!(null),
            json!("ok"),
            json!({}),
            json!({ "batchItemFailures": [] }),
            json!({ "statusCode": 200 }),
            json!({ "statusCode": 200, "body": "" }),
            json!({ "statusCode": 200, "body": "<html>" }),
            json!({ "statusCode": 200, "body": "{\"a\":1" }),
            json!({ "statusCode": 99, "body": "{}" }),
        ] {
            assert!(matches!(answered(&answer), Err(Broken::NoResponse(_))), "{answer}");
        }
        assert!(judge(&Answer { failed: false, payload: Vec::new() }).is_err());
    }

    #[test]
    fn a_refusal_passes_and_no_other_failure() {
        for kind in ["InvalidEvent", "InvalidCall"] {
            assert_eq!(failed(&json!({ "errorType": kind, "errorMessage": "no call" }).to_string()), Ok(()), "{kind}");
        }
        for payload in [
            r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited with error: exit status 1"}"#,
            r#"{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 1 Error: Task timed out after 10.00 seconds"}"#,
            r#"{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"no bootstrap"}"#,
            r#"{"errorType":"Unhandled","errorMessage":"panicked"}"#,
            r#"{"errorType":"Unavailable","errorMessage":"the store failed"}"#,
            r#"{"errorMessage":"2026-11-21T00:00:00Z 1 Task timed out after 10.00 seconds"}"#,
            "",
        ] {
            assert_eq!(failed(payload), Err(Broken::Failed(payload.into())));
        }
    }

    #[test]
    fn a_long_answer_is_shown_in_part() {
        let Err(Broken::Failed(shown)) = failed(&"호".repeat(1_000)) else { panic!("it passes") };
        assert_eq!(shown.chars().count(), SHOWN);
    }
}
