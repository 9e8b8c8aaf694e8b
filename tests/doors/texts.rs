//! Texts of every kind in every field that takes a text: kept as people write them, or refused by the field's name.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Answer, Contract, Persona, Room, Stay, System, unique, with_query};

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What people write, up to so many characters.
    Text(usize),
    /// An identifier.
    Id,
    /// A word of a few, or a date.
    Word,
}
use Kind::{Id, Text, Word};

/// A field of a route's body, or of its query.
struct Field {
    route: &'static str,
    name: &'static str,
    kind: Kind,
}

const fn field(route: &'static str, name: &'static str, kind: Kind) -> Field {
    Field { route, name, kind }
}

const REGISTER: &str = "POST /rooms";
const CHANGE: &str = "PATCH /rooms/nothing";
const RESERVE: &str = "POST /reservations";
const PAY: &str = "POST /reservations/R-nothing/payment";
const COMPLETE: &str = "POST /payments";
const GRANT: &str = "POST /promotions";
const SEARCH: &str = "GET /rooms";
const CALENDAR: &str = "GET /rooms/nothing";
const ROWS: &str = "GET /roomInfos";
const PROMOTIONS: &str = "GET /promotions";
const NOTICES: &str = "GET /notices";

const FIELDS: [Field; 32] = [
    field(REGISTER, "roomNumber", Id),
    field(REGISTER, "roomName", Text(100)),
    field(REGISTER, "roomType", Text(100)),
    field(REGISTER, "roomPrice", Word),
    field(CHANGE, "roomName", Text(100)),
    field(CHANGE, "roomType", Text(100)),
    field(CHANGE, "roomPrice", Word),
    field(CHANGE, "roomStatus", Word),
    field(RESERVE, "roomNumber", Id),
    field(RESERVE, "checkIn", Word),
    field(RESERVE, "checkOut", Word),
    field(RESERVE, "paymentPrice", Word),
    field(RESERVE, "customerId", Text(128)),
    field(RESERVE, "customerName", Text(100)),
    field(PAY, "method", Word),
    field(PAY, "cardToken", Text(200)),
    field(COMPLETE, "reservationNumber", Id),
    field(COMPLETE, "paymentPrice", Word),
    field(COMPLETE, "method", Word),
    field(COMPLETE, "cardToken", Text(200)),
    field(GRANT, "paymentId", Id),
    field(GRANT, "paymentPrice", Word),
    field(SEARCH, "checkIn", Word),
    field(SEARCH, "checkOut", Word),
    field(SEARCH, "roomType", Text(100)),
    field(SEARCH, "maxPrice", Word),
    field(CALENDAR, "from", Word),
    field(CALENDAR, "to", Word),
    field(ROWS, "customerId", Text(128)),
    field(ROWS, "reserveStatus", Word),
    field(PROMOTIONS, "customerId", Text(128)),
    field(NOTICES, "customerId", Text(128)),
];

/// What every list has: `queries` and `cursors` ask for it.
const OF_LISTS: [&str; 2] = ["limit", "cursor"];
/// What is not read.
const UNREAD: [&str; 2] = ["POST /promotions paymentStatus", "POST /promotions reserveStatus"];

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

/// A host and customer, who may send every request here.
async fn person(system: &System) -> Persona {
    system.persona("아무개", &["host", "customer"]).await
}

fn body(route: &str) -> Value {
    match route {
        REGISTER => Room::plan(50_000).registration(),
        RESERVE => {
            let mut body = Room::plan(1).reservation(Stay::new(10, 1));
            body["customerId"] = json!(unique("guest"));
            body["customerName"] = json!("손님");
            body
        }
        COMPLETE => json!({ "reservationNumber": unique("R") }),
        GRANT => json!({ "paymentId": unique("P") }),
        _ => json!({}),
    }
}

impl Field {
    fn pointer(&self) -> String {
        format!("{}{}", if self.is_query() { "?" } else { "#/" }, self.name)
    }

    fn is_query(&self) -> bool {
        self.route.starts_with("GET")
    }

    async fn send(&self, person: &Persona, text: &Value) -> Answer {
        let (method, path) = self.route.split_once(' ').expect("a route");
        if self.is_query() {
            let mut query = vec![(self.name, text.as_str().expect("a text"))];
            // Dates of a search go together.
            let other =
                [("checkIn", "checkOut"), ("checkOut", "checkIn")].into_iter().find(|(one, _)| *one == self.name);
            let day = Stay::new(10, 1).check_in.to_string();
            query.extend(other.map(|(_, other)| (other, day.as_str())));
            return person.get(&with_query(path, &query)).await;
        }
        let request = person.request(method.parse::<Method>().expect("a method"), path);
        let mut body = body(self.route);
        body[self.name] = text.clone();
        person.send(request.json(&body)).await
    }

    /// Whether a query leaves out what is empty.
    fn is_absent(&self, text: &str) -> bool {
        self.is_query() && text.is_empty() && self.kind == Word
    }
}

#[test]
fn no_field_of_the_document_is_left_out() {
    let document = Contract::read().document().clone();
    let mut documented = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let path = path.replace("{roomNumber}", "nothing").replace("{reservationNumber}", "R-nothing");
        for (method, operation) in item.as_object().expect("operations") {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["properties"];
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let parameters = parameters.map(|one| {
                let reference = one["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
                reference.and_then(|pointer| document.pointer(pointer)).unwrap_or(one)
            });
            let query = parameters.filter(|one| one["in"] == "query").filter_map(|one| one["name"].as_str());
            let names = body.as_object().into_iter().flat_map(|fields| fields.keys().map(String::as_str)).chain(query);
            let route = format!("{} {path}", method.to_uppercase());
            let is_here =
                |name: &&str| !UNREAD.contains(&format!("{route} {name}").as_str()) && !OF_LISTS.contains(name);
            documented.extend(names.filter(is_here).map(|name| format!("{route} {name}")));
        }
    }
    let tried: BTreeSet<String> = FIELDS.iter().map(|field| format!("{} {}", field.route, field.name)).collect();
    assert_eq!(tried, documented);
}

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
