use serde_json::json;

use super::*;

/// The schema of an event, with references, words, a list and a value that may be null.
fn released() -> Value {
    json!({
        "type": "object",
        "title": "TicketSold",
        "properties": {
            "schemaVersion": { "type": "integer", "const": 1 },
            "data": { "$ref": "#/$defs/Ticket" },
        },
        "required": ["schemaVersion", "data"],
        "$defs": {
            "Ticket": {
                "type": "object",
                "properties": {
                    "seat": { "type": "string", "maxLength": 9, "description": "The seat." },
                    "price": { "anyOf": [{ "$ref": "#/$defs/Price" }, { "type": "null" }] },
                    "kind": { "oneOf": [{ "type": "string", "const": "ADULT" }, { "type": "string", "const": "CHILD" }] },
                    "stamps": { "type": "array", "items": { "type": "string", "enum": ["IN", "OUT"] } },
                },
                "required": ["seat", "kind"],
            },
            "Price": { "type": "integer", "minimum": 0 },
        },
    })
}

const TICKET: &str = "/$defs/Ticket";

/// What breaks where the released schema is changed so.
fn broken(change: impl Fn(&mut Value)) -> Vec<String> {
    let mut current = released();
    change(&mut current);
    assert_ne!(current, released());
    breaks(&released(), &current)
}

/// What breaks where the value at a pointer is another one.
fn broken_by(pointer: &str, value: &Value) -> Vec<String> {
    broken(|schema| *schema.pointer_mut(pointer).unwrap() = value.clone())
}

#[test]
fn what_is_the_same_breaks_nothing() {
    assert_eq!(breaks(&released(), &released()), [""; 0]);
}

#[test]
fn a_field_that_need_not_be_there_may_be_added() {
    let found =
        broken(|schema| schema.pointer_mut(TICKET).unwrap()["properties"]["row"] = json!({ "type": "integer" }));
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_only_explains_may_change() {
    assert_eq!(broken_by(&format!("{TICKET}/properties/seat/description"), &json!("Which seat.")), [""; 0]);
    assert_eq!(broken_by("/title", &json!("Sold")), [""; 0]);
}

#[test]
fn a_schema_may_get_another_name() {
    let found = broken(|schema| {
        let price = schema["$defs"].as_object_mut().unwrap().remove("Price").unwrap();
        schema["$defs"]["Amount"] = price;
        schema.pointer_mut(TICKET).unwrap()["properties"]["price"]["anyOf"][0] = json!({ "$ref": "#/$defs/Amount" });
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn words_may_be_listed_in_another_way_and_order() {
    let listed = json!({ "type": "string", "enum": ["CHILD", "ADULT"] });
    assert_eq!(broken_by(&format!("{TICKET}/properties/kind"), &listed), [""; 0]);
}

#[test]
fn a_field_that_is_gone_or_has_another_name_breaks_consumers() {
    let found = broken(|schema| {
        let properties = schema.pointer_mut(TICKET).unwrap()["properties"].as_object_mut().unwrap();
        let seat = properties.remove("seat").unwrap();
        properties.insert("place".into(), seat);
    });
    assert_eq!(found, ["data.seat: it is gone, and consumers read it"]);
}

#[test]
fn a_field_that_must_be_there_from_now_on_breaks_old_events() {
    let found = broken_by(&format!("{TICKET}/required"), &json!(["seat", "kind", "price"]));
    assert_eq!(found, ["data.price: it must be there, and old events lack it"]);
}

#[test]
fn a_field_that_may_be_missing_from_now_on_breaks_consumers() {
    let found = broken_by(&format!("{TICKET}/required"), &json!(["kind"]));
    assert_eq!(found, ["data.seat: it need not be there any more"]);
}

#[test]
fn another_type_or_bound_breaks_one_side_or_the_other() {
    for (place, value) in [
        ("seat/type", json!("integer")),
        ("seat/maxLength", json!(8)),
        ("seat/maxLength", json!(10)),
        ("price/anyOf/0", json!({ "type": "integer", "minimum": 1 })),
        ("price/anyOf/0", json!({ "type": "number", "minimum": 0 })),
        ("price/anyOf", json!([{ "$ref": "#/$defs/Price" }])),
        ("price", json!({ "$ref": "#/$defs/Price" })),
        ("stamps/items", json!({ "type": "integer" })),
        ("stamps", json!({ "type": "string" })),
        ("kind", json!({ "type": "string" })),
    ] {
        assert!(!broken_by(&format!("{TICKET}/properties/{place}"), &value).is_empty(), "{place}: {value}");
    }
}

#[test]
fn another_rule_for_a_value_breaks() {
    let found = broken(|schema| schema.pointer_mut(TICKET).unwrap()["properties"]["seat"]["pattern"] = json!("^A"));
    assert_eq!(found, ["data.seat: pattern was nothing, and is \"^A\""]);
    let closed = broken(|schema| schema.pointer_mut(TICKET).unwrap()["additionalProperties"] = json!(false));
    assert_eq!(closed, ["data: additionalProperties was nothing, and is false"]);
}

#[test]
fn a_word_more_breaks_consumers_and_a_word_less_breaks_old_events() {
    let stamps = format!("{TICKET}/properties/stamps/items/enum");
    assert_eq!(
        broken_by(&stamps, &json!(["IN", "OUT", "LOST"])),
        ["data.stamps[]: \"LOST\" is new, and consumers do not know it"]
    );
    assert_eq!(broken_by(&stamps, &json!(["IN"])), ["data.stamps[]: \"OUT\" is gone, and old events have it"]);
    assert_eq!(broken_by(&format!("{TICKET}/properties/kind/oneOf/1/const"), &json!("SENIOR")).len(), 2);
    assert_eq!(broken_by("/properties/schemaVersion/const", &json!(2)).len(), 2);
}
