use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use accommodation_contracts::samples::{paid, promotion};
use jiff::SignedDuration;
use platform::{
    breaker::{MemoryBreaker, Rules},
    clock,
    internal::CallError,
};
use testing::{FakeCallee, cause};

use super::*;

const RULES: Rules = Rules {
    window: SignedDuration::from_secs(3_600),
    minimum_calls: 4,
    failure_percent: 50,
    pause: SignedDuration::from_millis(50),
    probing: SignedDuration::from_secs(2),
};

/// A promotion context that may be down.
struct Promotion {
    is_down: Arc<AtomicBool>,
    callee: FakeCallee<SavePromotion, PromotionAnswer>,
    shared: MemoryBreaker,
}

impl Promotion {
    fn that_is_down(failure: fn() -> CallError) -> Self {
        let is_down = Arc::new(AtomicBool::new(true));
        let down = Arc::clone(&is_down);
        let callee = FakeCallee::new(move |_: &SavePromotion| {
            let granted = || PromotionAnswer::Granted { promotion: Box::new(promotion()), newly: true };
            if down.load(Ordering::SeqCst) { Err(failure()) } else { Ok(granted()) }
        });
        Self { is_down, callee, shared: MemoryBreaker::default() }
    }

    /// An instance of the function that asks it.
    fn instance(&self) -> Earning<FakeCallee<SavePromotion, PromotionAnswer>, MemoryBreaker> {
        let breaker = Breaker::new(self.shared.clone(), RULES);
        Earning { promotion: self.callee.clone(), timeout: Duration::from_millis(610), breaker }
    }

    fn asked(&self) -> usize {
        self.callee.commands().len()
    }
}

/// Whether the promotion is granted at once.
async fn earn(instance: &Earning<FakeCallee<SavePromotion, PromotionAnswer>, MemoryBreaker>) -> bool {
    instance.breaker.look().await;
    let deadline = clock::now() + Duration::from_secs(10);
    let context = CallContext { cause: cause(clock::now()), deadline };
    matches!(instance.earn(&paid(), &context).await, Earned::Granted(_))
}

#[tokio::test]
async fn a_promotion_that_is_slow_failing_or_throttled_is_not_asked_any_more() {
    let failures: [fn() -> CallError; 3] =
        [|| CallError::TimedOut, || CallError::Failed("Unavailable".into()), || CallError::Throttled];
    for failure in failures {
        let promotion = Promotion::that_is_down(failure);
        let instance = promotion.instance();
        for _ in 0..10 {
            assert!(!earn(&instance).await);
        }
        assert_eq!(promotion.asked(), 4);
        assert!(!earn(&promotion.instance()).await);
        assert_eq!(promotion.asked(), 4, "no other instance asks");
    }
}

#[tokio::test]
async fn once_it_is_well_again_one_tries_and_all_ask() {
    let promotion = Promotion::that_is_down(|| CallError::TimedOut);
    let instance = promotion.instance();
    while promotion.asked() < 4 {
        earn(&instance).await;
    }
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert!(!earn(&instance).await, "it was tried");
    assert!(!earn(&instance).await);
    assert_eq!(promotion.asked(), 5);
    promotion.is_down.store(false, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert!(earn(&promotion.instance()).await);
    assert!(earn(&promotion.instance()).await);
}
