//! The HTTP API: who answers which route, and who is let in.

use std::collections::BTreeMap;

use serde_json::json;

use crate::template::{Template, path, text};

/// The whole HTTP API.
const ROUTES: [(&str, &str); 22] = [
    ("$default", "unknown-route"),
    ("DELETE /reservations/{reservationNumber}", "cancel-reservation"),
    ("DELETE /rooms/{roomNumber}", "retire-room"),
    ("GET /health", "health"),
    ("GET /me", "my-page"),
    ("GET /notices", "list-notices"),
    ("GET /payments/{paymentId}", "get-payment"),
    ("GET /promotions", "list-promotions"),
    ("GET /promotions/{couponId}", "get-promotion"),
    ("GET /reservations/{reservationNumber}", "get-reservation"),
    ("GET /roomInfos", "list-room-infos"),
    ("GET /roomInfos/{reservationNumber}", "get-room-info"),
    ("GET /rooms", "search-rooms"),
    ("GET /rooms/{roomNumber}", "get-room"),
    ("PATCH /rooms/{roomNumber}", "change-room"),
    ("POST /payments", "complete-payment"),
    ("POST /promotions", "grant-promotion"),
    ("POST /promotions/{couponId}/redeem", "redeem-coupon"),
    ("POST /reservations", "reserve-room"),
    ("POST /reservations/{reservationNumber}/check-out", "check-out"),
    ("POST /reservations/{reservationNumber}/payment", "pay-reservation"),
    ("POST /rooms", "register-room"),
];

/// Where anybody is let in.
const OPEN: [&str; 1] = ["GET /health"];

/// A route of the template.
pub(crate) struct Route<'a> {
    pub(crate) key: String,
    pub(crate) handler: &'a str,
    open: bool,
}

pub(crate) fn routes(template: &Template) -> Vec<Route<'_>> {
    let mut routes = Vec::new();
    for function in template.functions() {
        for event in function.properties["Events"].as_object().into_iter().flat_map(|events| events.values()) {
            let route = &event["Properties"];
            assert_eq!(route["ApiId"], "!Ref HttpApi", "{}: SAM would make a second API", function.id);
            let key = if route["Path"].is_null() && route["Method"].is_null() {
                "$default".to_owned()
            } else {
                format!("{} {}", text(&route["Method"]), text(&route["Path"]))
            };
            let open = match route["Auth"]["Authorizer"].as_str() {
                None => false,
                Some("NONE") => true,
                Some(other) => panic!("{key} has an authorizer of its own: {other}"),
            };
            routes.push(Route { key, handler: function.handler(), open });
        }
    }
    routes
}

#[test]
fn every_route_of_the_contract_has_its_function_and_there_are_no_others() {
    let template = Template::read();
    let found = routes(&template);
    let by_key: BTreeMap<&str, &str> = found.iter().map(|route| (route.key.as_str(), route.handler)).collect();
    assert_eq!(by_key, BTreeMap::from(ROUTES));
    assert_eq!(found.len(), ROUTES.len(), "a route is there twice");
}

#[test]
fn only_health_is_open() {
    let template = Template::read();
    let open: Vec<_> = routes(&template).into_iter().filter(|route| route.open).map(|route| route.key).collect();
    assert_eq!(open, OPEN);
}

#[test]
fn every_other_route_wants_a_token_of_our_issuer_for_us() {
    let template = Template::read();
    let auth = &template.get("HttpApi").properties["Auth"];
    let authorizer = &auth["Authorizers"][text(&auth["DefaultAuthorizer"])];
    assert_eq!(authorizer["IdentitySource"], "$request.header.Authorization");
    let jwt = &authorizer["JwtConfiguration"];
    let own_or = |own: &str, other: &str| json!({ "!If": ["HasOwnUserPool", own, other] });
    assert_eq!(jwt["issuer"], own_or("!GetAtt UserPool.ProviderURL", "!Ref JwtIssuer"));
    assert_eq!(jwt["audience"], json!([own_or("!Ref UserPoolClient", "!Ref JwtAudience")]));
}

#[test]
fn the_api_throttles_and_logs() {
    let template = Template::read();
    let api = template.get("HttpApi").properties;
    assert_eq!(api["DefaultRouteSettings"]["ThrottlingRateLimit"], "!Ref ThrottlingRate");
    assert_eq!(api["DefaultRouteSettings"]["ThrottlingBurstLimit"], "!Ref ThrottlingBurst");
    // Nobody signs in for health, and unknown routes cost as much as known ones; hosts are few.
    let settings = api["RouteSettings"].as_object().expect("settings by route");
    let keys: Vec<&str> = settings.keys().map(String::as_str).collect();
    let catalogue = ["POST /rooms", "PATCH /rooms/{roomNumber}", "DELETE /rooms/{roomNumber}"];
    assert_eq!(keys, [&["GET /health", "$default"][..], &catalogue].concat());
    for (key, limits) in settings {
        assert!(ROUTES.iter().any(|(route, _)| route == key), "{key} is no route");
        let limit = if catalogue.contains(&key.as_str()) { json!("!Ref CatalogueThrottlingRate") } else { json!(20) };
        assert_eq!(*limits, json!({ "ThrottlingRateLimit": limit, "ThrottlingBurstLimit": limit }), "{key}");
    }
    let format = text(&api["AccessLogSettings"]["Format"]);
    let entry: serde_json::Value = serde_json::from_str(format).expect("an entry is one line of JSON");
    assert_eq!(entry["requestId"], "$context.requestId");
    assert!(!format.contains('\n') && !format.contains("authorizer.claims"), "{format}");
}

#[test]
fn the_openapi_document_has_these_routes_their_functions_and_who_is_let_in() {
    let document = std::fs::read_to_string(path("docs/openapi.json")).expect("docs/openapi.json");
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    let mut described = BTreeMap::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let key = format!("{} {path}", method.to_uppercase());
            let is_open = operation["security"].as_array().is_none_or(Vec::is_empty);
            assert_eq!(is_open, OPEN.contains(&key.as_str()), "{key}");
            described.insert(key, text(&operation["operationId"]).to_owned());
        }
    }
    // What no route matches has no place in such a document.
    let routes = ROUTES.into_iter().filter(|(key, _)| *key != "$default");
    let expected = routes.map(|(key, function)| (key.to_owned(), function.to_owned())).collect();
    assert_eq!(described, expected);
}
