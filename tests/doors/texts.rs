//! Texts of every kind in every field that takes a text: kept as people write them, or refused by the field's name.

use serde_json::json;
use system_tests::{Room, Stay, System};

use crate::fields::{FIELDS, Id, REGISTER, Text, Word, person};

/// Texts that people write, with what is kept of them.
const WRITTEN: [(&str, &str); 15] = [
    ("홍길동", "홍길동"),
    ("\u{1112}\u{1169}\u{11BC}\u{1100}\u{1175}\u{11AF}\u{1103}\u{1169}\u{11BC}", "홍길동"),
    ("  한옥 별채 ", "한옥 별채"),
    ("가족 👨‍👩‍👧‍👦 여행", "가족 👨‍👩‍👧‍👦 여행"),
    (
        "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
        "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    ),
    ("Ame\u{301}lie", "Am\u{E9}lie"),
    ("Z\u{351}\u{36B}\u{35C}a\u{334}", "Z\u{351}\u{36B}\u{35C}a\u{334}"),
    ("יעל", "יעל"),
    ("سارة", "سارة"),
    ("می\u{200C}خواهم", "می\u{200C}خواهم"),
    ("नमस्ते", "नमस्ते"),
    ("𠮷野家", "𠮷野家"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ("'; DROP TABLE rooms;--", "'; DROP TABLE rooms;--"),
    ("${jndi:ldap://x} {{7*7}} %s %00 \\u0000", "${jndi:ldap://x} {{7*7}} %s %00 \\u0000"),
];

/// Texts that show as something else, as several lines, or as nothing.
const TRICKERY: [&str; 40] = [
    "",
    " ",
    "\u{3000}",
    "\t",
    "\n",
    "a\0b",
    "\0",
    "a\nb",
    "a\rb",
    "a\tb",
    "a\u{8}b",
    "a\u{B}b",
    "a\u{1B}[31mb",
    "a\u{7F}b",
    "a\u{80}b",
    "a\u{85}b",
    "a\u{9B}b",
    "a\u{2028}b",
    "a\u{2029}b",
    "a\u{61C}b",
    "a\u{200E}b",
    "a\u{200F}b",
    "a\u{202A}b",
    "a\u{202B}b",
    "a\u{202C}b",
    "a\u{202D}b",
    "a\u{202E}b",
    "a\u{2066}b",
    "a\u{2067}b",
    "a\u{2068}b",
    "a\u{2069}b",
    "\u{202E}",
    "\u{200B}",
    "\u{FEFF}",
    "\u{200D}\u{200D}",
    "\u{3164}",
    "\u{2800}",
    "\u{115F}\u{1160}",
    "\u{AD}",
    "\u{E0020}",
];

#[tokio::test]
async fn who_is_booked_for_is_called_as_people_write_it() {
    let system = System::connect();
    let host = person(&system).await;
    let room = Room::on_sale(&host, &host, 50_000).await;
    for (day, (written, kept)) in (10..).zip(WRITTEN) {
        let mut body = room.reservation(Stay::new(day, 1));
        body["customerId"] = json!(written);
        body["customerName"] = json!(written);
        let reserved = host.post("/reservations", &body).await.expect(201);
        let read = host.get(reserved.header("location").expect("a location")).await.expect(200);
        for answer in [reserved, read] {
            assert_eq!([answer.str("customerId"), answer.str("customerName")], [kept, kept], "{answer}");
        }
    }
}

#[tokio::test]
async fn what_people_write_is_kept_and_is_no_identifier() {
    let system = System::connect();
    let person = person(&system).await;
    for field in &FIELDS {
        for (written, kept) in WRITTEN {
            let answer = field.send(&person, &json!(written)).await;
            let is_id = kept.chars().all(char::is_alphanumeric);
            match field.kind {
                Word => assert_eq!(answer.wrong_fields(), [field.pointer()], "{written:?}: {answer}"),
                Id if !is_id => assert_eq!(answer.wrong_fields(), [field.pointer()], "{written:?}: {answer}"),
                Text(_) if field.route == REGISTER => assert_eq!(answer.expect(201).str(field.name), kept),
                Id | Text(_) => assert!([200, 201, 403, 404, 409].contains(&answer.status()), "{written:?}: {answer}"),
            }
        }
    }
}

#[tokio::test]
async fn what_shows_as_something_else_is_refused_in_every_field() {
    let system = System::connect();
    let person = person(&system).await;
    for field in &FIELDS {
        for text in TRICKERY.into_iter().filter(|text| !field.is_absent(text)) {
            let answer = field.send(&person, &json!(text)).await;
            assert_eq!(answer.status(), 422, "{} {}: {text:?}: {answer}", field.route, field.name);
            assert_eq!(answer.wrong_fields(), [field.pointer()], "{text:?}: {answer}");
        }
    }
}

#[tokio::test]
async fn length_counts_characters_as_they_are_kept() {
    let system = System::connect();
    let person = person(&system).await;
    for field in &FIELDS {
        let longest = match field.kind {
            Text(longest) => longest,
            Id => 64,
            Word => continue,
        };
        // A syllable of three letters is one character.
        let syllable = "\u{1112}\u{1161}\u{11AB}";
        let fits = field.send(&person, &json!(syllable.repeat(longest))).await;
        assert_ne!(fits.status(), 422, "{} {}: {fits}", field.route, field.name);
        for text in [syllable.repeat(longest + 1), "a\u{334}".repeat(longest), "😀".repeat(longest + 1)] {
            let answer = field.send(&person, &json!(text)).await;
            assert_eq!(answer.wrong_fields(), [field.pointer()], "{answer}");
        }
    }
}

#[tokio::test]
async fn what_is_no_text_is_refused_where_a_text_is_wanted() {
    let system = System::connect();
    let person = person(&system).await;
    for field in FIELDS.iter().filter(|field| !field.is_query()) {
        for value in [json!(true), json!(false), json!([]), json!(["a"]), json!({}), json!({ "a": 1 }), json!(1.5)] {
            let answer = field.send(&person, &value).await;
            assert_eq!(answer.wrong_fields(), [field.pointer()], "{value}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_name_in_a_token_that_shows_as_something_else_is_not_shown() {
    let system = System::connect();
    for name in TRICKERY {
        let person = system.persona(name, &["customer"]).await;
        let page = person.get("/me").await.expect(200);
        assert_eq!(page.str("customerName"), person.id, "{name:?}");
    }
}
