//! Every field of a body or a query that takes a text, a word or a number.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Answer, Contract, Persona, Room, Stay, System, unique, with_query};

/// What a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What people write, up to so many characters.
    Text(usize),
    /// An identifier.
    Id,
    /// A word of a few, or a date.
    Word,
}
pub use Kind::{Id, Text, Word};

/// A field of a route's body, or of its query.
pub struct Field {
    pub route: &'static str,
    pub name: &'static str,
    pub kind: Kind,
}

const fn field(route: &'static str, name: &'static str, kind: Kind) -> Field {
    Field { route, name, kind }
}

pub const REGISTER: &str = "POST /rooms";
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

pub const FIELDS: [Field; 32] = [
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

/// A host and customer, who may send every request here.
pub async fn person(system: &System) -> Persona {
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
    pub fn pointer(&self) -> String {
        format!("{}{}", if self.is_query() { "?" } else { "#/" }, self.name)
    }

    pub fn is_query(&self) -> bool {
        self.route.starts_with("GET")
    }

    pub async fn send(&self, person: &Persona, text: &Value) -> Answer {
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
    pub fn is_absent(&self, text: &str) -> bool {
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
