//! The items of a little world, one by one.

use aws_sdk_dynamodb::types::AttributeValue;
use platform::store::Item;

use super::{World, attribute};
use crate::audit::facts::Table;

impl World {
    /// Puts an item.
    pub fn put<const N: usize>(
        &mut self,
        table: Table,
        key: &str,
        attributes: [(&str, AttributeValue); N],
    ) -> &mut Item {
        let mut item: Item = attributes.map(|(name, value)| (name.to_owned(), value)).into();
        item.insert("pk".into(), attribute(&key));
        self.items.insert((table, key.to_owned()), item);
        self.item(table, key)
    }

    /// An item that is there.
    pub fn item(&mut self, table: Table, key: &str) -> &mut Item {
        self.items.get_mut(&(table, key.to_owned())).unwrap_or_else(|| panic!("no {key}"))
    }

    /// Takes an item away that is there.
    pub fn remove(&mut self, table: Table, key: &str) {
        self.items.remove(&(table, key.to_owned())).unwrap_or_else(|| panic!("no {key}"));
    }

    /// Puts a part of an item's map: what is at `path`.
    pub fn set(&mut self, table: Table, key: &str, path: &[&str], value: AttributeValue) {
        let (last, names) = path.split_last().unwrap();
        let mut map = self.item(table, key);
        for name in names {
            let Some(AttributeValue::M(inner)) = map.get_mut(*name) else { panic!("no {name} in {key}") };
            map = inner;
        }
        map.insert((*last).to_owned(), value);
    }
}
