//! What a notice is, and how it reads.

#[cfg(test)]
pub mod fixtures;
mod language;
mod message;
mod notice;
mod telling;
mod texts;
mod view;

pub use language::Language;
pub use message::{Message, PaymentParameters, PromotionParameters, RefundParameters, StayParameters};
pub use notice::{NoNotice, Notice};
pub use telling::NoMessage;
pub use texts::Text;
pub use view::NoticeView;
