//! Takes from each item what the rules compare, and checks what the item must say by itself: aggregates here, what others
//! keep of them in `copies`.

use std::collections::HashMap;

use accommodation_contracts::{CouponId, PaymentId, promotion::PromotionStatus};
use jiff::civil::Date;
use kernel::{Aggregate, Won};
use payment::{
    domain::Payment,
    provider::{LedgerEntry, Verdict},
};
use platform::store::{Item, StoreError, Versioned, decode, index_keys};
use promotion::domain::Promotion;
use reservation::domain::{Reservation, catalogue::night_of};
use room::domain::Room;
use serde::de::DeserializeOwned;

use super::{
    ChargeFacts, Digest, Facts, PaymentFacts, PromotionFacts, ReservationFacts, Source, Table,
    item::{has_passed, part, text, texts},
};
use crate::audit::Code;

impl Facts<'_> {
    /// Takes an item in.
    pub fn take(&mut self, table: Table, item: Item) {
        let key = text(&item, "pk").unwrap_or_default().to_owned();
        let (kind, id) = key.split_once('#').unwrap_or((&key, ""));
        let taken = match (table, kind) {
            (Table::Room, "Room") => self.take_room(&key, id, item),
            (Table::Reservation, "Reservation") => self.take_reservation(&key, id, item),
            (Table::Reservation, "NIGHT") => self.take_night(&key, id, &item),
            (Table::Reservation, "CATALOGUE") => self.take_copy(&key, id, item),
            (Table::Payment, "Payment") => self.take_payment(&key, id, item),
            (Table::Payment, "PROVIDER") => self.take_charge(&key, id, item),
            (Table::Promotion, "Promotion") => self.take_promotion(&key, id, item),
            (Table::RoomInfo, "RoomInfo") => self.take_row(&key, id, item),
            (Table::RoomInfo, "Room") => self.take_shown_room(&key, id, item),
            (Table::RoomInfo, "Account") => self.take_account(&key, id, &item),
            (Table::Notice, "Notice") => self.take_notice(&key, item),
            (Table::Reservation, "CLOSING") | (Table::Payment, "BREAKER") | (_, "IDEM") => {
                self.take_leftover(kind, id, &item);
                Ok(())
            }
            _ => Err(StoreError::unreadable(&key, "nothing of its kind is written")),
        };
        *self.read.entry((table, kind.to_owned())).or_default() += 1;
        self.must(Code::Unreadable, taken.is_ok(), &key);
    }

    /// A lease, a breaker or an idempotency key: no rule is about it.
    fn take_leftover(&mut self, kind: &str, id: &str, item: &Item) {
        match kind {
            "CLOSING" => self.leftovers.ended_leases += u64::from(has_passed(item, "until", self.now)),
            "BREAKER" if item.contains_key("openUntil") => self.leftovers.open_breakers.push(id.to_owned()),
            "BREAKER" => {}
            _ => self.leftovers.dead_keys += u64::from(has_passed(item, "busyUntil", self.now)),
        }
    }

    /// An aggregate, whose index keys are checked.
    fn aggregate<A>(
        &mut self,
        key: &str,
        id: &str,
        item: Item,
        told: impl FnOnce(&A) -> Digest,
    ) -> Result<(A, Source), StoreError>
    where
        A: Aggregate + DeserializeOwned,
    {
        let found = texts(&item);
        let Versioned { state, version, announced } = decode::<A>(key, item)?;
        let state = state.ok_or_else(|| StoreError::unreadable(key, "it has no state"))?;
        self.check_keys(key, &found, index_keys(id, &state));
        let announced = announced.map(|announced| announced.version);
        let source = Source { version, announced, told: told(&state), work: state.open_work() };
        Ok((state, source))
    }

    /// Checks that the index keys among an item's texts are these.
    pub(super) fn check_keys(
        &mut self,
        key: &str,
        found: &HashMap<String, String>,
        keys: impl IntoIterator<Item = (&'static str, Option<String>)>,
    ) {
        let fit = keys.into_iter().all(|(name, value)| found.get(name) == value.as_ref());
        self.must(Code::IndexKeys, fit, key);
    }

    fn take_room(&mut self, key: &str, id: &str, item: Item) -> Result<(), StoreError> {
        let (_, source) = self.aggregate(key, id, item, |room: &Room| Digest::of(room.public()))?;
        self.room(id).1.room = Some(source);
        Ok(())
    }

    fn take_reservation(&mut self, key: &str, id: &str, item: Item) -> Result<(), StoreError> {
        let (reservation, source) =
            self.aggregate(key, id, item, |reservation: &Reservation| Digest::of(reservation.public()))?;
        let state = reservation.public();
        let is_itself = state.reservation_number.as_str() == id;
        self.must(Code::ReservationIdentity, is_itself, id);
        if !is_itself {
            return Ok(());
        }
        let facts = ReservationFacts {
            source,
            status: state.reserve_status,
            money: reservation.money(),
            room: self.room(state.room_number.as_str()).0,
            check_in: state.check_in,
            nights: i32::try_from(reservation.claims().len()).unwrap_or(i32::MAX),
            customer: Digest::of(&state.customer_id),
            price: state.payment_price,
        };
        self.family(id).reservation = Some(facts);
        Ok(())
    }

    fn take_night(&mut self, key: &str, id: &str, item: &Item) -> Result<(), StoreError> {
        let owner = text(item, "owner").ok_or_else(|| StoreError::unreadable(key, "it has no owner"))?.to_owned();
        let night: Date = night_of(key).ok_or_else(|| StoreError::unreadable(key, "it has no date"))?;
        let room = id.split_once('#').map_or(id, |(room, _)| room);
        let room = self.room(room).0;
        self.family(&owner).nights.push((room, night));
        Ok(())
    }

    fn take_payment(&mut self, key: &str, id: &str, item: Item) -> Result<(), StoreError> {
        let (payment, source) =
            self.aggregate(key, id, item, |payment: &Payment| Digest::of_payment(payment.public()))?;
        let state = payment.public();
        let is_itself = state.payment_id.as_str() == id && PaymentId::of(&state.reservation_number) == state.payment_id;
        self.must(Code::PaymentIdentity, is_itself, id);
        if is_itself {
            self.family(id).payment = Some(PaymentFacts {
                source,
                progress: state.status,
                attempt: state.attempt,
                customer: Digest::of(&state.customer_id),
                price: state.payment_price,
                refund: state.refund_price.zip(state.deducted_price),
                owes: payment.owes_refund(),
                refund_requested: payment.refund_is_requested(),
            });
        }
        Ok(())
    }

    fn take_charge(&mut self, key: &str, id: &str, mut item: Item) -> Result<(), StoreError> {
        let entry: LedgerEntry = part(key, &mut item, "copy")?;
        let (payment, attempt, is_refund) = match id.split('#').collect::<Vec<_>>()[..] {
            [payment, attempt] => (payment, attempt, false),
            [payment, attempt, "refund"] => (payment, attempt, true),
            _ => return Err(StoreError::unreadable(key, "it is of no attempt")),
        };
        let attempt = attempt.parse().map_err(|error| StoreError::unreadable(key, Box::new(error)))?;
        if entry.verdict() == Verdict::Approved {
            self.family(payment).charges.push(ChargeFacts { attempt, is_refund, amount: entry.amount() });
        }
        Ok(())
    }

    fn take_promotion(&mut self, key: &str, id: &str, item: Item) -> Result<(), StoreError> {
        let (promotion, source) =
            self.aggregate(key, id, item, |promotion: &Promotion| Digest::of(promotion.public()))?;
        let state = promotion.public();
        let is_itself = state.coupon_id.as_str() == id
            && CouponId::of(&state.payment_id) == state.coupon_id
            && PaymentId::of(&state.reservation_number) == state.payment_id;
        self.must(Code::PromotionIdentity, is_itself, id);
        if !is_itself {
            return Ok(());
        }
        if state.is_earned() && state.policy_version == self.options.policy.version {
            let award = self.options.policy.award(state.payment_price);
            let has_points = state.point == award.point || state.status == PromotionStatus::Revoked;
            let fits = has_points && state.service == award.service && state.gift_value == award.gift_value;
            self.must(Code::PromotionAward, fits, id);
        }
        let has_none = state.status != PromotionStatus::Revoked || state.point == 0;
        self.must(Code::PromotionRevokedPoints, has_none, id);
        self.family(id).promotion = Some(PromotionFacts {
            source,
            status: state.status,
            customer: state.customer_id.as_str().into(),
            price: state.payment_price,
            point: state.point,
            redeemed: state.redeemed_value.unwrap_or(Won::ZERO),
            is_earned: state.is_earned(),
        });
        Ok(())
    }
}
