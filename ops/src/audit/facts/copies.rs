//! Takes in what others keep of aggregates: reservation's catalogue, the read model, notices.

use accommodation_contracts::room::RoomState;
use kernel::Aggregate;
use notice::domain::Notice;
use payment::domain::Payment;
use platform::store::{Item, StoreError};
use promotion::domain::Promotion;
use reservation::domain::Reservation;
use room_info::{
    domain::{Row, Versioned as Slice},
    rows::keys,
};

use super::{
    Copied, Digest, Facts, Heard, Of, RowFacts,
    item::{number, part, text, texts, whole},
};

impl Facts<'_> {
    pub(super) fn take_copy(&mut self, key: &str, id: &str, mut item: Item) -> Result<(), StoreError> {
        let version = number(&item, "version").ok_or_else(|| StoreError::unreadable(key, "it has no version"))?;
        let status = text(&item, "status").map(str::to_owned);
        let room: RoomState = part(key, &mut item, "copy")?;
        // What transactions look at is a second copy of the status.
        let is_one = status.as_deref() == Some(room.room_status.as_str());
        let told = if is_one { Digest::of(&room) } else { Digest::of(&(room, status)) };
        self.room(id).1.copy = Some(Copied { version, told });
        Ok(())
    }

    pub(super) fn take_row(&mut self, key: &str, id: &str, item: Item) -> Result<(), StoreError> {
        let found = texts(&item);
        let row: Row = whole(key, item)?;
        let of_reservation = row.reservation.as_ref().map(|slice| keys::of_reservation(&slice.state));
        let of_promotion = row.promotion.as_ref().map(|slice| keys::of_promotion(&slice.state));
        self.check_keys(key, &found, [of_reservation, of_promotion].into_iter().flatten().flatten());
        let told = |slice: &Slice<_>| Copied { version: slice.version, told: Digest::of_payment(&slice.state) };
        self.family(id).row = RowFacts {
            reservation: row.reservation.as_ref().map(copied),
            payment: row.payment.as_ref().map(told),
            promotion: row.promotion.as_ref().map(copied),
        };
        Ok(())
    }

    pub(super) fn take_shown_room(&mut self, key: &str, id: &str, mut item: Item) -> Result<(), StoreError> {
        let found = texts(&item);
        let room: Slice<RoomState> = part(key, &mut item, "room")?;
        self.check_keys(key, &found, keys::of_room(&room.state));
        self.room(id).1.shown = Some(copied(&room));
        Ok(())
    }

    pub(super) fn take_account(&mut self, key: &str, id: &str, item: &Item) -> Result<(), StoreError> {
        let points = number(item, "points").ok_or_else(|| StoreError::unreadable(key, "it has no points"))?;
        self.accounts.insert(id.into(), points);
        Ok(())
    }

    pub(super) fn take_notice(&mut self, key: &str, item: Item) -> Result<(), StoreError> {
        let found = texts(&item);
        let notice: Notice = whole(key, item)?;
        let keys = [
            ("pk", Some(notice.key())),
            ("customerKey", Some(notice.customer_id.to_string())),
            ("sortKey", Some(notice.position().into())),
        ];
        self.check_keys(key, &found, keys);
        let of = match notice.aggregate.kind.as_str() {
            Reservation::TYPE => Of::Reservation,
            Payment::TYPE => Of::Payment,
            Promotion::TYPE => Of::Promotion,
            _ => return Err(StoreError::unreadable(key, "customers do not hear of it")),
        };
        self.family(&notice.aggregate.id).notices.push(Heard { of, version: notice.aggregate.version });
        Ok(())
    }
}

fn copied<T: serde::Serialize>(slice: &Slice<T>) -> Copied {
    Copied { version: slice.version, told: Digest::of(&slice.state) }
}
