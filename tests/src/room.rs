//! A room for a test of its own.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{calendar::Stay, persona::Persona, settings::patience, unique, waiting::eventually};

/// A registered room.
#[derive(Debug, Clone)]
pub struct Room {
    /// `roomNumber`.
    pub number: String,
    /// `roomName`.
    pub name: String,
    /// `roomType`.
    pub kind: String,
    /// `roomPrice`: won per night.
    pub price: u64,
}

impl Room {
    /// A room that nobody has registered yet.
    pub fn plan(price: u64) -> Self {
        Self { number: unique("R"), name: "한옥 별채".to_owned(), kind: "HANOK".to_owned(), price }
    }

    /// The body that registers it.
    pub fn registration(&self) -> Value {
        json!({
            "roomNumber": self.number, "roomName": self.name, "roomType": self.kind, "roomPrice": self.price,
        })
    }

    /// A new room that reservation has in its own copy of the catalogue.
    pub async fn on_sale(host: &Persona, customer: &Persona, price: u64) -> Self {
        Self::plan(price).put_on_sale(host, customer).await
    }

    /// Registers it and waits until reservation has it in its own copy of the catalogue.
    pub async fn put_on_sale(self, host: &Persona, customer: &Persona) -> Self {
        host.post("/rooms", &self.registration()).await.expect(201);
        self.sold_at_its_price(customer).await;
        self
    }

    /// Waits until reservation knows the room, open and at this price. The question that finds out changes nothing: a
    /// price that is wrong is refused as soon as the room is known.
    pub async fn sold_at_its_price(&self, customer: &Persona) {
        let mut probe = self.reservation(Stay::new(1, 1));
        probe["paymentPrice"] = json!(self.price + 1);
        eventually("reservation knows the room", patience(Duration::from_secs(20)), async || {
            let answer = customer.post("/reservations", &probe).await;
            if answer.refuses("price-changed") { Ok(()) } else { Err(answer.to_string()) }
        })
        .await;
    }

    /// The path of the room.
    pub fn path(&self) -> String {
        format!("/rooms/{}", self.number)
    }

    /// The body that reserves it for a stay.
    pub fn reservation(&self, stay: Stay) -> Value {
        json!({ "roomNumber": self.number, "checkIn": stay.check_in, "checkOut": stay.check_out })
    }
}
