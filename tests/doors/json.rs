//! Bodies that are nearly JSON, or more of it than anybody means.

use reqwest::{Method, header::CONTENT_TYPE};
use serde_json::{Value, json};
use system_tests::{Answer, Persona, Room, System, unique};

/// The routes that take a body, with the groups that may send one.
const ROUTES: [(&str, &str); 8] = [
    ("POST /rooms", "host"),
    ("PATCH /rooms/nothing", "host"),
    ("POST /reservations", "customer"),
    ("POST /reservations/R-nothing/payment", "customer"),
    ("POST /reservations/R-nothing/check-out", "host"),
    ("POST /payments", "customer"),
    ("POST /promotions", "customer"),
    ("POST /promotions/C-nothing/redeem", "customer"),
];

async fn send(person: &Persona, route: &str, body: impl Into<Vec<u8>>) -> Answer {
    let (method, path) = route.split_once(' ').expect("a route");
    let request = person.request(method.parse::<Method>().expect("a method"), path);
    person.send(request.header(CONTENT_TYPE, "application/json").body(body.into())).await
}

async fn refused_by_all(bodies: &[(&str, Vec<u8>)]) {
    let system = System::connect();
    let person = system.persona("아무개", &["host", "customer"]).await;
    for (route, _) in ROUTES {
        for (what, body) in bodies {
            let answer = send(&person, route, body.clone()).await;
            assert_eq!(answer.status(), 400, "{what}: {answer}");
            answer.problem(400, "not-json");
        }
    }
}

#[tokio::test]
async fn depth_is_limited_and_does_no_harm() {
    let nested = |depth: usize, open: &str, close: &str| {
        format!("{{\"note\":{}1{}}}", open.repeat(depth), close.repeat(depth)).into_bytes()
    };
    refused_by_all(&[
        ("arrays", nested(10_000, "[", "]")),
        ("objects", nested(10_000, "{\"a\":", "}")),
        ("arrays without end", [b"{\"note\":".to_vec(), vec![b'['; 60_000]].concat()),
        ("objects without end", "{\"a\":".repeat(12_000).into_bytes()),
        ("depth alone", vec![b'['; 65_000]),
        ("just too deep", nested(127, "[", "]")),
    ])
    .await;
    let host = System::connect().host().await;
    let mut body = Room::plan(50_000).registration();
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!([deep]);
    }
    body["note"] = deep;
    host.post("/rooms", &body).await.expect(201);
}

#[tokio::test]
async fn bytes_that_are_no_unicode_are_no_json() {
    refused_by_all(&[
        ("a stray continuation", b"{\"note\":\"\x80\"}".to_vec()),
        ("an overlong slash", b"{\"note\":\"\xC0\xAF\"}".to_vec()),
        ("a surrogate", b"{\"note\":\"\xED\xA0\x80\"}".to_vec()),
        ("half a syllable", b"{\"note\":\"\xED\x99\"}".to_vec()),
        ("beyond Unicode", b"{\"note\":\"\xF5\x80\x80\x80\"}".to_vec()),
        ("UTF-16", "\u{FEFF}{}".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("half a pair, escaped", b"{\"note\":\"\\ud800\"}".to_vec()),
        ("the wrong half, escaped", b"{\"note\":\"\\udc00\\ud800\"}".to_vec()),
        ("a byte order mark", "\u{FEFF}{}".into()),
        ("NUL before", b"\0{}".to_vec()),
        ("NUL after", b"{}\0".to_vec()),
        ("NUL in a text", b"{\"note\":\"\0\"}".to_vec()),
        ("a line break in a text", b"{\"note\":\"\n\"}".to_vec()),
        ("Latin-1", b"{\"note\":\"\xE9\"}".to_vec()),
    ])
    .await;
}

#[tokio::test]
async fn what_only_some_readers_take_for_json_is_refused() {
    refused_by_all(&[
        ("two objects", b"{}{}".to_vec()),
        ("a comment", b"{/* */}".to_vec()),
        ("single quotes", b"{'note':1}".to_vec()),
        ("no quotes", b"{note:1}".to_vec()),
        ("a comma too many", b"{\"note\":1,}".to_vec()),
        ("NaN", b"{\"note\":NaN}".to_vec()),
        ("Infinity", b"{\"note\":-Infinity}".to_vec()),
        ("hexadecimal", b"{\"note\":0x10}".to_vec()),
        ("a zero in front", b"{\"note\":010}".to_vec()),
        ("a plus in front", b"{\"note\":+1}".to_vec()),
        ("no digit before the point", b"{\"note\":.5}".to_vec()),
        ("no digit after the point", b"{\"note\":5.}".to_vec()),
        ("more than a double holds", b"{\"note\":1e400}".to_vec()),
        ("a name twice", b"{\"note\":1,\"note\":2}".to_vec()),
        ("a name twice, once escaped", b"{\"note\":1,\"n\\u006Fte\":1}".to_vec()),
        ("a list", b"[]".to_vec()),
        ("a text", b"\"text\"".to_vec()),
        ("a number", b"1".to_vec()),
        ("null", b"null".to_vec()),
    ])
    .await;
}

#[tokio::test]
async fn a_name_that_is_there_twice_decides_nothing() {
    let system = System::connect();
    let host = system.host().await;
    let room = Room::plan(50_000);
    let good = room.registration().to_string();
    let twice = good.replacen('{', "{\"roomPrice\":1,", 1);
    host.post_text("/rooms", twice).await.problem(400, "not-json");
    host.post_text("/rooms", good).await.expect(201);
}

#[tokio::test]
async fn a_number_that_is_no_price_is_refused_however_it_is_written() {
    let system = System::connect();
    let person = system.persona("아무개", &["host", "customer"]).await;
    let digits = "9".repeat(300);
    let numbers = [
        "-1",
        "-0",
        "-0.0",
        "0.5",
        "1.0",
        "1e0",
        "1e5",
        "1E5",
        "1e-5",
        "1e308",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "9223372036854775808",
        "1000000000000000000000000000000",
        digits.as_str(),
    ];
    for number in numbers {
        // As a number, and as a text: the seeds' clients send texts.
        for written in [number.to_owned(), format!("\"{number}\"")] {
            for (route, field) in [
                ("POST /rooms", "roomPrice"),
                ("PATCH /rooms/nothing", "roomPrice"),
                ("POST /reservations", "paymentPrice"),
                ("POST /payments", "paymentPrice"),
                ("POST /promotions", "paymentPrice"),
            ] {
                let answer = send(&person, route, with_number(route, field, &written)).await;
                assert_eq!(answer.wrong_fields(), [format!("#/{field}")], "{written}: {answer}");
            }
        }
    }
    for (written, price) in [("0", None), ("\"0\"", None), ("\"007\"", Some(7)), ("7", Some(7)), ("\"7\"", Some(7))] {
        let answer = send(&person, "POST /rooms", with_number("POST /rooms", "roomPrice", written)).await;
        match price {
            Some(price) => assert_eq!(answer.expect(201).json()["roomPrice"], price),
            None => assert_eq!(answer.wrong_fields(), ["#/roomPrice"], "{written}: {answer}"),
        }
    }
}

/// A body of the route that is good but for this number.
fn with_number(route: &str, field: &str, number: &str) -> String {
    let mut body = match route {
        "POST /rooms" => Room::plan(1).registration(),
        "POST /reservations" => Room::plan(1).reservation(system_tests::Stay::new(10, 1)),
        "POST /payments" => json!({ "reservationNumber": unique("R") }),
        "POST /promotions" => json!({ "paymentId": unique("P") }),
        _ => json!({}),
    };
    body[field] = Value::Null;
    body.to_string().replace("null", number)
}

#[tokio::test]
async fn a_body_of_more_than_64_kib_is_refused_on_every_route_whatever_it_is() {
    let system = System::connect();
    for (route, group) in ROUTES {
        let person = system.persona("아무개", &[group]).await;
        for body in [vec![b' '; 65_537], vec![0xFF; 65_537], vec![b'['; 200_000]] {
            send(&person, route, body).await.problem(413, "body-too-large");
        }
        // White space is no body.
        let answer = send(&person, route, vec![b' '; 65_536]).await;
        assert!([404, 422].contains(&answer.status()), "{answer}");
    }
}
