//! The aggregate: the promotion of one payment.

use accommodation_contracts::promotion::{AGGREGATE, PROMOTION_SAVED, PromotionState};
use kernel::{Aggregate, Announcement};
use serde::{Deserialize, Serialize};

/// A promotion. All that there is to know of it is public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Promotion(PromotionState);

/// What can happen to a promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromotionEvent {
    /// Points and gift were granted.
    Saved(Box<PromotionState>),
}

impl Promotion {
    /// Its public state.
    pub const fn public(&self) -> &PromotionState {
        &self.0
    }
}

impl Aggregate for Promotion {
    const TYPE: &'static str = AGGREGATE;
    type Event = PromotionEvent;

    fn evolve(_: Option<Self>, event: &PromotionEvent) -> Option<Self> {
        match event {
            PromotionEvent::Saved(promotion) => Some(Self(promotion.as_ref().clone())),
        }
    }

    fn announce(&self, event: &PromotionEvent) -> Result<Option<Announcement>, serde_json::Error> {
        match event {
            PromotionEvent::Saved(_) => PROMOTION_SAVED.announce(&self.0).map(Some),
        }
    }
}
