//! What becomes of a function's result, and what API Gateway answers itself.

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, Response, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A result in the format of payload 2.0.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Formatted {
    status_code: u16,
    #[serde(default)]
    headers: Option<Map<String, Value>>,
    #[serde(default)]
    cookies: Option<Vec<String>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// The response of a function's result; `None` if API Gateway would not understand it.
pub fn of_result(result: &str) -> Option<Response<Body>> {
    let value: Value = serde_json::from_str(result).ok()?;
    if value.get("statusCode").is_none() {
        // Anything without a status is the body of a 200.
        let body = value.as_str().map_or_else(|| result.to_owned(), str::to_owned);
        return Some(json_response(StatusCode::OK, body));
    }
    let formatted: Formatted = serde_json::from_value(value).ok()?;
    let body = formatted.body.unwrap_or_default();
    let body = if formatted.is_base64_encoded { STANDARD.decode(body).ok()? } else { body.into_bytes() };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(formatted.status_code).ok()?;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain;charset=UTF-8"));
    for (name, value) in formatted.headers.unwrap_or_default() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        headers.insert(HeaderName::try_from(name).ok()?, HeaderValue::try_from(value).ok()?);
    }
    // The server counts the bytes itself.
    headers.remove(header::CONTENT_LENGTH);
    for cookie in formatted.cookies.unwrap_or_default() {
        headers.append(header::SET_COOKIE, HeaderValue::try_from(cookie).ok()?);
    }
    Some(response)
}

/// What API Gateway itself answers.
pub fn of_gateway(status: StatusCode, message: &str) -> Response<Body> {
    let mut response = json_response(status, json!({ "message": message }).to_string());
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Says which request this is the answer of.
pub fn name(response: &mut Response<Body>, request_id: &str) {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert("apigw-requestid", id);
    }
}

fn json_response(status: StatusCode, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_with_a_status_is_the_response() {
        let result = json!({
            "statusCode": 201, "headers": { "Location": "/rooms/1", "content-type": "application/json" },
            "cookies": ["a=1", "b=2"], "body": "e30=", "isBase64Encoded": true,
        });
        let response = of_result(&result.to_string()).unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        assert_eq!(response.headers()["location"], "/rooms/1");
        assert_eq!(response.headers()["content-type"], "application/json");
        assert_eq!(response.headers().get_all("set-cookie").iter().count(), 2);
    }

    #[test]
    fn a_result_without_a_status_is_the_body_of_a_200() {
        let response = of_result(r#"{"a":1}"#).unwrap();
        assert_eq!(
            (response.status(), &response.headers()["content-type"]),
            (StatusCode::OK, &"application/json".parse().unwrap())
        );
    }

    #[test]
    fn a_result_that_api_gateway_would_not_understand_is_none() {
        for result in [r#"{"statusCode":"x"}"#, r#"{"statusCode":99}"#, r#"{"statusCode":200,"headers":{"a b":"c"}}"#] {
            assert!(of_result(result).is_none(), "{result}");
        }
    }
}
