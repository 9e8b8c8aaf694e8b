//! The aggregate: the promotion of one payment.

use accommodation_contracts::promotion::{
    AGGREGATE, PROMOTION_REDEEMED, PROMOTION_REVOKED, PROMOTION_SAVED, PromotionState, PromotionStatus,
};
use kernel::{Aggregate, Announcement, Listed};
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
    /// The gift was used.
    Redeemed,
    /// Points and gift were taken back; or will never be given, where there was no promotion yet.
    Revoked(Box<PromotionState>),
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

    fn evolve(state: Option<Self>, event: &PromotionEvent) -> Option<Self> {
        match event {
            PromotionEvent::Saved(promotion) | PromotionEvent::Revoked(promotion) => {
                Some(Self(promotion.as_ref().clone()))
            }
            PromotionEvent::Redeemed => {
                state.map(|Self(state)| Self(PromotionState { status: PromotionStatus::Redeemed, ..state }))
            }
        }
    }

    fn listed(&self) -> Option<Listed> {
        let listed = Listed { owner: self.0.customer_id.to_string(), since: self.0.granted_at };
        self.0.is_earned().then_some(listed)
    }

    fn current(&self) -> PromotionEvent {
        match self.0.status {
            PromotionStatus::Granted => PromotionEvent::Saved(Box::new(self.0.clone())),
            PromotionStatus::Redeemed => PromotionEvent::Redeemed,
            PromotionStatus::Revoked => PromotionEvent::Revoked(Box::new(self.0.clone())),
        }
    }

    fn announce(&self, event: &PromotionEvent) -> Result<Option<Announcement>, serde_json::Error> {
        match event {
            PromotionEvent::Saved(_) => PROMOTION_SAVED.announce(&self.0).map(Some),
            PromotionEvent::Redeemed => PROMOTION_REDEEMED.announce(&self.0).map(Some),
            PromotionEvent::Revoked(_) => PROMOTION_REVOKED.announce(&self.0).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use accommodation_contracts::samples;

    use super::*;
    use crate::domain::fixtures::saved;

    #[test]
    fn where_it_stands_is_told_by_the_event_that_brought_it_there() {
        let told = |events: &[PromotionEvent]| {
            let state = events.iter().fold(None, Promotion::evolve).unwrap();
            state.announce(&state.current()).unwrap().unwrap().name
        };
        let revoked = PromotionState { status: PromotionStatus::Revoked, ..samples::promotion() };
        assert_eq!(told(&[saved()]), "PromotionSaved");
        assert_eq!(told(&[saved(), PromotionEvent::Redeemed]), "PromotionRedeemed");
        assert_eq!(told(&[saved(), PromotionEvent::Revoked(Box::new(revoked))]), "PromotionRevoked");
    }
}
