//! A customer's stay in a room, from reserving on.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    answer::Answer, calendar::Stay, persona::Persona, room::Room, settings::patience, system::System,
    waiting::eventually,
};

/// A reservation and who made it.
#[derive(Debug, Clone)]
pub struct Booking {
    /// `reservationNumber`.
    pub number: String,
    /// Who stays.
    pub customer: Persona,
    /// Where.
    pub room: Room,
    /// When.
    pub stay: Stay,
}

impl Booking {
    /// A new customer's reservation of one night, ten days ahead, in a new host's new room.
    pub async fn of_one_night(system: &System, price: u64) -> Self {
        Self::of(system, price, Stay::new(10, 1)).await.1
    }

    /// A new customer's reservation of this stay in a new host's new room; and the host.
    pub async fn of(system: &System, price: u64, stay: Stay) -> (Persona, Self) {
        let (host, customer) = (system.host().await, system.customer().await);
        let room = Room::on_sale(&host, &customer, price).await;
        let booking = Self::reserve(&customer, &room, stay).await;
        (host, booking)
    }

    /// Reserves; again while a stale read still denies the room.
    pub async fn reserve(customer: &Persona, room: &Room, stay: Stay) -> Self {
        let body = room.reservation(stay);
        let answer = eventually("reservation finds the room", patience(Duration::from_secs(20)), async || {
            let answer = customer.post("/reservations", &body).await;
            if answer.refuses("room-not-found") { Err(answer.to_string()) } else { Ok(answer) }
        })
        .await
        .expect(201);
        let number = answer.str("reservationNumber");
        Self { number, customer: customer.clone(), room: room.clone(), stay }
    }

    /// What the stay costs.
    pub fn price(&self) -> u64 {
        self.room.price * self.stay.nights()
    }

    /// The path of the reservation.
    pub fn path(&self) -> String {
        format!("/reservations/{}", self.number)
    }

    /// The path on which it is paid.
    pub fn payment_path(&self) -> String {
        format!("{}/payment", self.path())
    }

    /// The path of its row in the read model.
    pub fn row_path(&self) -> String {
        format!("/roomInfos/{}", self.number)
    }

    /// The body that pays it on `POST /payments`.
    pub fn payment(&self) -> Value {
        json!({ "reservationNumber": self.number })
    }

    /// Its customer pays on the reservation's own path with a card that is approved.
    pub async fn pay(&self) -> Answer {
        self.customer.post(&self.payment_path(), &json!({})).await
    }

    /// Its customer pays on the reservation's own path with the simulated provider's `card`.
    pub async fn pay_with(&self, card: &str) -> Answer {
        self.customer.post(&self.payment_path(), &json!({ "method": "card", "cardToken": card })).await
    }

    /// Its customer's payment on `POST /payments` with a card that is approved.
    pub async fn complete_payment(&self) -> Answer {
        self.customer.post("/payments", &self.payment()).await
    }

    /// The path on which its guest is checked out.
    pub fn check_out_path(&self) -> String {
        format!("{}/check-out", self.path())
    }

    /// Its customer pays, is granted a promotion, and learns its couponId.
    pub async fn pay_for_coupon(&self) -> String {
        let paid = self.pay().await.expect(201).json();
        assert_eq!(paid["promotion"]["status"], "GRANTED", "{paid}");
        paid["promotion"]["couponId"].as_str().unwrap_or_else(|| panic!("no couponId: {paid}")).to_owned()
    }

    /// Its customer cancels it.
    pub async fn cancel(&self) -> Answer {
        self.customer.delete(&self.path()).await
    }

    /// What a repeated cancellation answers as `refund` as soon as that is done, within `deadline`.
    pub async fn refund(&self, deadline: Duration) -> Value {
        eventually("the refund is done", patience(deadline), async || {
            let answer = self.cancel().await.expect(200);
            let refund = answer.json()["refund"].clone();
            if refund["status"] == "DONE" { Ok(refund) } else { Err(answer.to_string()) }
        })
        .await
    }

    /// Its row in the read model as soon as the row has these fields, within `deadline`.
    pub async fn row_with(&self, fields: &Value, deadline: Duration) -> Value {
        let wanted = fields.as_object().expect("fields to wait for");
        let what = format!("the row of {} has {fields}", self.number);
        self.row_where(&what, deadline, |row| wanted.iter().all(|(field, value)| row[field] == *value)).await
    }

    /// Its row in the read model as soon as all that a paid booking leads to is in it, within `deadline`.
    pub async fn complete_row(&self, deadline: Duration) -> Value {
        let shown = json!({ "reserveStatus": "paymentComp", "paymentStatus": "Y", "promotionStatus": "GRANTED" });
        self.row_with(&shown, deadline).await
    }

    /// Its row in the read model as soon as the row shows the payment, paid or not, within `deadline`.
    pub async fn row_with_payment(&self, deadline: Duration) -> Value {
        let what = format!("the row of {} has a payment", self.number);
        self.row_where(&what, deadline, |row| row["paymentId"].is_string()).await
    }

    async fn row_where(&self, what: &str, deadline: Duration, condition: impl Fn(&Value) -> bool) -> Value {
        eventually(what, patience(deadline), async || {
            let answer = self.customer.get(&self.row_path()).await;
            if answer.status() != 200 {
                return Err(answer.to_string());
            }
            let row = answer.json();
            if condition(&row) { Ok(row) } else { Err(row.to_string()) }
        })
        .await
    }
}
