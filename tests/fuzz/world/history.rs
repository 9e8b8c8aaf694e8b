//! What has happened in a world before an input comes: the booking that the samples in `events/` tell of.

use accommodation_contracts::{
    CouponId, CustomerId, PaymentId, ReservationNumber, payment::PaymentState, promotion::PromotionState,
    reservation::ReservationState, room::RoomState, samples,
};
use jiff::{Timestamp, ToSpan};
use kernel::Aggregate;
use payment::domain::{PaymentEvent, StartedCharge};
use platform::{
    clock,
    store::{AggregateStore, Change, Copied, Copies, MemoryStore, Versioned},
};
use promotion::domain::PromotionEvent;
use reservation::domain::{ReservationEvent, catalogue::room_key};
use room::domain::RoomEvent;
use testing::cause;

use super::World;

const RESERVATION: &str = "R-3f9a1c0e5b7d4826a1c93e70b2d4f586";
const CUSTOMER: &str = "5a1e2f60-7c7b-4a55-9b0e-3a6f4c1d2e77";
const HOST: &str = "0d4b8c1e-92f3-4c6a-8d57-61b7e0a9c2f4";

impl World {
    /// The room is there, and a hold on two nights in it.
    pub async fn held() -> Self {
        let (world, now) = (Self::default(), clock::now());
        let room = RoomState { host_id: CustomerId::parse(HOST).unwrap(), ..samples::room() };
        happen(&world.rooms, room.room_number.as_str(), &[RoomEvent::Registered(room.clone())]).await;
        let copy = Copied { value: room.clone(), version: 1 };
        world.catalogue.put(&room_key(&room.room_number), room.room_status.as_str(), &copy, false).await.unwrap();
        let reserved = ReservationEvent::Reserved(Box::new(reserved(now)));
        happen(&world.reservations, RESERVATION, &[reserved]).await;
        world
    }

    /// The same, paid, with a gift that nobody has used.
    pub async fn paid() -> Self {
        let (world, now) = (Self::held().await, clock::now());
        let state = world.reservations.load(RESERVATION).await.unwrap();
        let confirmed = Change::new(RESERVATION, state, &[ReservationEvent::Confirmed], &cause(now)).unwrap();
        world.reservations.commit(&confirmed).await.unwrap();
        let payment = payment(now);
        let started = StartedCharge { details: payment.clone(), pending_until: now };
        let charged = [PaymentEvent::ChargeStarted(Box::new(started)), PaymentEvent::Completed { attempt: 1, at: now }];
        happen(&world.payments, payment.payment_id.as_str(), &charged).await;
        let promotion = promotion(&payment);
        let saved = PromotionEvent::Saved(Box::new(promotion.clone()));
        happen(&world.promotions, promotion.coupon_id.as_str(), &[saved]).await;
        world
    }
}

fn reserved(now: Timestamp) -> ReservationState {
    ReservationState {
        reservation_number: ReservationNumber::parse(RESERVATION).unwrap(),
        customer_id: CustomerId::parse(CUSTOMER).unwrap(),
        host_id: CustomerId::parse(HOST).unwrap(),
        hold_expires_at: now + 15.minutes(),
        created_at: now,
        ..samples::reserved()
    }
}

fn payment(now: Timestamp) -> PaymentState {
    let reserved = reserved(now);
    PaymentState {
        payment_id: PaymentId::of(&reserved.reservation_number),
        reservation_number: reserved.reservation_number,
        customer_id: reserved.customer_id,
        ..samples::pending()
    }
}

fn promotion(payment: &PaymentState) -> PromotionState {
    PromotionState {
        coupon_id: CouponId::of(&payment.payment_id),
        payment_id: payment.payment_id.clone(),
        reservation_number: payment.reservation_number.clone(),
        customer_id: payment.customer_id.clone(),
        ..samples::promotion()
    }
}

async fn happen<A: Aggregate>(store: &MemoryStore<A>, id: &str, events: &[A::Event]) {
    let change = Change::new(id, Versioned::absent(), events, &cause(clock::now())).unwrap();
    store.commit(&change).await.unwrap();
}
