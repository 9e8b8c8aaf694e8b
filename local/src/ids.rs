//! The one place of the host that makes random ids and rolls dice.

use uuid::Uuid;

/// A fresh id in the form that AWS gives messages, events and requests.
pub fn fresh() -> String {
    random().to_string()
}

#[expect(clippy::disallowed_methods, reason = "the one place of the host that makes random ids")]
fn random() -> Uuid {
    Uuid::new_v4()
}

/// True with the given probability: 0 never, 1 always.
pub fn chance(probability: f64) -> bool {
    // The first 32 bits hold neither version nor variant, so they are uniform.
    let (bits, ..) = random().as_fields();
    let roll = f64::from(bits) / f64::from(u32::MAX);
    roll < probability || probability >= 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nought_never_happens_and_one_always_does() {
        assert!((0..1000).all(|_| !chance(0.0)));
        assert!((0..1000).all(|_| chance(1.0)));
        let half = (0..10_000).filter(|_| chance(0.5)).count();
        assert!((4_000..6_000).contains(&half), "{half}");
    }
}
