//! Damages one item, and mends it.

use serde_json::{Value, json};
use system_tests::Endpoint;

/// One item that is changed, made or deleted.
pub(crate) struct Damage {
    pub(crate) what: &'static str,
    pub(crate) found: &'static [&'static str],
    pub(crate) table: &'static str,
    pub(crate) key: String,
    pub(crate) to: Change,
}

/// What becomes of it.
pub(crate) enum Change {
    /// It is gone.
    Delete,
    /// What is at this path is another, or is gone.
    Set(&'static [&'static str], Value),
    /// It is a copy of another.
    CopyOf(String),
    /// It is new.
    New(Value),
}
impl Damage {
    /// Makes the damage, and answers what was there.
    pub(crate) async fn make(&self, endpoint: &Endpoint) -> Option<Value> {
        let before = self.get(endpoint, &self.key).await;
        let after = match &self.to {
            Change::Delete => {
                assert!(before.is_some(), "{}: there is no {}", self.what, self.key);
                None
            }
            Change::Set(path, value) => {
                let mut item = before.clone().unwrap_or_else(|| panic!("{}: there is no {}", self.what, self.key));
                *at(&mut item, path) = value.clone();
                let object = item.as_object_mut().expect("an item");
                object.retain(|_, value| !value.is_null());
                Some(item)
            }
            Change::CopyOf(key) => Some(self.get(endpoint, key).await.unwrap_or_else(|| panic!("there is no {key}"))),
            Change::New(item) => Some(item.clone()),
        };
        self.put(endpoint, after).await;
        before
    }

    /// Puts back what was there.
    pub(crate) async fn undo(&self, endpoint: &Endpoint, before: Option<Value>) {
        self.put(endpoint, before).await;
    }

    async fn get(&self, endpoint: &Endpoint, key: &str) -> Option<Value> {
        let question = json!({ "TableName": self.table, "Key": { "pk": { "S": key } }, "ConsistentRead": true });
        let item = endpoint.dynamodb("GetItem", &question).await["Item"].clone();
        (!item.is_null()).then_some(item)
    }

    async fn put(&self, endpoint: &Endpoint, item: Option<Value>) {
        let key = json!({ "S": self.key });
        if let Some(mut item) = item {
            item["pk"] = key;
            // The relay would only tell everybody again what they know.
            item.as_object_mut().expect("an item").remove("outbox");
            endpoint.dynamodb("PutItem", &json!({ "TableName": self.table, "Item": item })).await;
        } else {
            endpoint.dynamodb("DeleteItem", &json!({ "TableName": self.table, "Key": { "pk": key } })).await;
        }
    }
}

/// What is at a path of maps; the last name may be new.
fn at<'a>(item: &'a mut Value, path: &[&str]) -> &'a mut Value {
    let (first, inner) = path.split_first().expect("a path");
    let (mut value, mut inner) = (&mut item[*first], inner);
    while let Some((name, rest)) = inner.split_first() {
        (value, inner) = (&mut value["M"][*name], rest);
    }
    value
}
