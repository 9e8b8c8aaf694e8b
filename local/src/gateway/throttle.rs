//! Throttling: a token bucket per route that has its own limits, and one per route under the default limits.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use crate::template::{ApiSpec, Throttle};

/// The buckets.
#[derive(Debug)]
pub struct Throttles {
    default: Option<Throttle>,
    own: HashMap<String, Throttle>,
    buckets: Mutex<HashMap<String, Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Throttles {
    /// Full buckets.
    pub fn new(api: &ApiSpec) -> Self {
        let own = api.route_throttles.iter().cloned().collect();
        Self { default: api.throttle, own, buckets: Mutex::default() }
    }

    /// Whether a request of this route may pass now.
    pub fn admit(&self, route_key: &str) -> bool {
        self.admit_at(route_key, Instant::now())
    }

    fn admit_at(&self, route_key: &str, now: Instant) -> bool {
        let Some(limit) = self.own.get(route_key).copied().or(self.default) else { return true };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let bucket = buckets.entry(route_key.to_owned()).or_insert(Bucket { tokens: limit.burst, filled: now });
        let refill = now.saturating_duration_since(bucket.filled).as_secs_f64() * limit.rate;
        bucket.tokens = limit.burst.min(bucket.tokens + refill);
        bucket.filled = now;
        let admitted = bucket.tokens >= 1.0;
        if admitted {
            bucket.tokens -= 1.0;
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_admitted_and_then_only_the_rate() {
        let api = ApiSpec { throttle: Some(Throttle { rate: 10.0, burst: 3.0 }), ..ApiSpec::default() };
        let (throttles, start) = (Throttles::new(&api), Instant::now());
        let admitted = |at| (0..5).filter(|_| throttles.admit_at("GET /", at)).count();
        assert_eq!(admitted(start), 3);
        assert_eq!(admitted(start + Duration::from_millis(100)), 1);
        assert_eq!(admitted(start + Duration::from_mins(1)), 3);
        assert!(throttles.admit_at("GET /other", start), "every route has its own bucket");
    }

    #[test]
    fn a_routes_own_limit_counts_instead_of_the_default() {
        let own = vec![("GET /".to_owned(), Throttle { rate: 1.0, burst: 1.0 })];
        let throttles = Throttles::new(&ApiSpec { route_throttles: own, ..ApiSpec::default() });
        let now = Instant::now();
        assert!(throttles.admit_at("GET /", now) && !throttles.admit_at("GET /", now));
        assert!((0..100).all(|_| throttles.admit_at("GET /free", now)));
    }
}
