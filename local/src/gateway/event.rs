//! The event of a request: Lambda proxy integration, payload format 2.0.

use axum::http::{HeaderMap, header, request::Parts};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};

use super::path::decoded;
use crate::{arns, clock};

/// What of an event is not in the request itself.
#[derive(Debug)]
pub struct Context<'a> {
    /// Id of the API.
    pub api_id: &'a str,
    /// The route, as the template writes it.
    pub route_key: &'a str,
    /// API Gateway's id of the request.
    pub request_id: &'a str,
    /// Values of the path's parameters, decoded.
    pub path_parameters: Map<String, Value>,
    /// The caller's claims as texts, where the route has an authorizer.
    pub claims: Option<Map<String, Value>>,
}

/// Headers that belong to one connection, or that the event has elsewhere.
const LEFT_OUT: [header::HeaderName; 4] =
    [header::COOKIE, header::CONNECTION, header::TRANSFER_ENCODING, header::UPGRADE];
/// Where requests come from.
const SOURCE_IP: &str = "127.0.0.1";

/// The event that the route's function gets.
pub fn of_request(parts: &Parts, body: &[u8], context: Context<'_>) -> Value {
    let raw_query = parts.uri.query().unwrap_or_default();
    let mut event = json!({
        "version": "2.0",
        "routeKey": context.route_key,
        "rawPath": path(parts),
        "rawQueryString": raw_query,
        "headers": headers(&parts.headers, body),
        "isBase64Encoded": false,
    });
    let cookies = cookies(&parts.headers);
    if !cookies.is_empty() {
        event["cookies"] = Value::Array(cookies);
    }
    let query = query(raw_query);
    if !query.is_empty() {
        event["queryStringParameters"] = Value::Object(query);
    }
    event["requestContext"] = request_context(parts, &context);
    if !context.path_parameters.is_empty() {
        event["pathParameters"] = Value::Object(context.path_parameters);
    }
    match std::str::from_utf8(body) {
        _ if body.is_empty() => {}
        Ok(text) if is_text(&parts.headers) => event["body"] = Value::String(text.to_owned()),
        _ => {
            event["body"] = Value::String(STANDARD.encode(body));
            event["isBase64Encoded"] = Value::Bool(true);
        }
    }
    event
}

fn request_context(parts: &Parts, context: &Context<'_>) -> Value {
    let now = clock::now();
    let host = text(&parts.headers, &header::HOST).unwrap_or_default();
    let mut request_context = json!({
        "accountId": arns::ACCOUNT,
        "apiId": context.api_id,
        "domainName": host,
        "domainPrefix": host.split('.').next(),
        "http": {
            "method": parts.method.as_str(),
            "path": path(parts),
            "protocol": format!("{:?}", parts.version),
            "sourceIp": SOURCE_IP,
            "userAgent": text(&parts.headers, &header::USER_AGENT).unwrap_or_default(),
        },
        "requestId": context.request_id,
        "routeKey": context.route_key,
        "stage": "$default",
        "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
        "timeEpoch": now.as_millisecond(),
    });
    if let Some(claims) = &context.claims {
        request_context["authorizer"] = json!({ "jwt": { "claims": claims, "scopes": null } });
    }
    request_context
}

/// HTTP APIs hand the path over decoded, although the field is named `rawPath`.
fn path(parts: &Parts) -> String {
    decoded(parts.uri.path()).unwrap_or_else(|| parts.uri.path().to_owned())
}

/// Names in lower case, several values of one name joined by commas.
fn headers(headers: &HeaderMap, body: &[u8]) -> Map<String, Value> {
    let mut joined = Map::new();
    for name in headers.keys().filter(|name| !LEFT_OUT.contains(name)) {
        let values: Vec<_> =
            headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
        joined.insert(name.as_str().to_owned(), Value::String(values.join(",")));
    }
    let mut added = |name: &str, value: &str| joined.insert(name.to_owned(), Value::String(value.to_owned()));
    added("content-length", &body.len().to_string());
    added("x-forwarded-for", SOURCE_IP);
    added("x-forwarded-port", "443");
    added("x-forwarded-proto", "https");
    joined
}

fn cookies(headers: &HeaderMap) -> Vec<Value> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).map(|cookie| Value::String(cookie.trim().to_owned())).collect()
}

/// Decoded; several values of one name joined by commas.
fn query(raw: &str) -> Map<String, Value> {
    let mut parameters = Map::new();
    for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let plain = |text: &str| decoded(&text.replace('+', " ")).unwrap_or_else(|| text.to_owned());
        let (name, value) = (plain(name), plain(value));
        let joined = match parameters.get(&name).and_then(Value::as_str) {
            Some(before) => format!("{before},{value}"),
            None => value,
        };
        parameters.insert(name, Value::String(joined));
    }
    parameters
}

/// Bodies of these types come as they are, all others in base64.
fn is_text(headers: &HeaderMap) -> bool {
    if headers.contains_key(header::CONTENT_ENCODING) {
        return false;
    }
    let Some(kind) = text(headers, &header::CONTENT_TYPE) else { return true };
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.starts_with("text/")
        || kind.ends_with("+json")
        || kind.ends_with("+xml")
        || ["application/json", "application/javascript", "application/xml"].contains(&kind.as_str())
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn event(request: axum::http::request::Builder, body: &[u8]) -> Value {
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let claims = json!({ "sub": "c-1" }).as_object().cloned();
        let context =
            Context { api_id: "api", route_key: "GET /a", request_id: "r", path_parameters: Map::new(), claims };
        of_request(&parts, body, context)
    }

    #[test]
    fn repeated_headers_and_parameters_are_joined_and_cookies_stand_apart() {
        let request = Request::get("/a%20b?x=1&x=2&y=%EA%B0%80+b&z")
            .header("X-Tag", "one")
            .header("x-tag", "two")
            .header("Cookie", "a=1; b=2");
        let event = event(request, b"");
        assert_eq!(event["headers"]["x-tag"], "one,two");
        assert_eq!(event["headers"].get("cookie"), None);
        assert_eq!(event["cookies"], json!(["a=1", "b=2"]));
        assert_eq!(event["queryStringParameters"], json!({ "x": "1,2", "y": "가 b", "z": "" }));
        assert_eq!((&event["rawPath"], &event["rawQueryString"]), (&json!("/a b"), &json!("x=1&x=2&y=%EA%B0%80+b&z")));
        assert_eq!(event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"], "c-1");
        assert_eq!(event["requestContext"]["stage"], "$default");
        assert_eq!(event.get("body"), None);
    }

    #[test]
    fn a_body_that_is_no_text_comes_in_base64() {
        for (kind, body, expected) in [
            ("application/json", b"{}".as_slice(), ("{}", false)),
            ("application/problem+json; charset=utf-8", b"{}", ("{}", false)),
            ("application/x-www-form-urlencoded", b"a=b", ("YT1i", true)),
            ("application/octet-stream", b"ab", ("YWI=", true)),
            ("text/plain", b"\xff\xfe", ("//4=", true)),
        ] {
            let event = event(Request::post("/a").header("content-type", kind), body);
            assert_eq!(
                (event["body"].as_str().unwrap(), event["isBase64Encoded"].as_bool().unwrap()),
                expected,
                "{kind}"
            );
        }
    }
}
