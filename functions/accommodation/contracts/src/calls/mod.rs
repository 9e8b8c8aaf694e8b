//! What contexts ask each other synchronously: the commands of internal functions and their answers. An answer is either
//! a fact or a refusal that the domain has a word for; that the callee could not decide at all is an error of the call.

mod card;
mod payment;
mod promotion;
mod reservation;

pub use card::{CardToken, PaymentMethod};
pub use payment::{
    ChargePayment, ChargeRefusal, Charged, Deferral, DeferredPromotion, Earned, KnownPayment, PaymentFacts,
};
pub use promotion::{PromotionAnswer, PromotionRevoked, RevokePromotion, SavePromotion};
pub use reservation::{
    BeginPayment, CloseRoom, ConfirmPayment, PaymentBegun, PaymentConfirmed, PaymentRefusal, RoomClosing,
};
