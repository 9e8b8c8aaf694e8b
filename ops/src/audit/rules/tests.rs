//! A consistent world passes, and each rule finds what breaks it, and nothing else.

mod damages;
mod lives;

use jiff::SignedDuration;

use crate::audit::{Code, Options};
use damages::DAMAGES;
use lives::{consistent, under_way};

#[test]
fn a_consistent_world_passes_and_much_of_it_is_checked() {
    let report = consistent().look(&Options::default());
    assert!(report.is_clean(), "{report}");
    assert!(report.checks > 200, "{report}");
}

#[test]
fn each_rule_finds_what_breaks_it_and_nothing_else() {
    for (number, (codes, damage)) in DAMAGES.iter().enumerate() {
        let mut world = consistent();
        damage(&mut world);
        let expected: Vec<&str> = codes.iter().map(|code| code.word()).collect();
        let report = world.look(&Options::default());
        assert_eq!(world.found(&Options::default()), expected, "damage {number}: {report}");
    }
}

#[test]
fn every_rule_can_be_broken() {
    for code in Code::ALL {
        assert!(DAMAGES.iter().any(|(codes, _)| codes.contains(code)), "nothing breaks {}", code.word());
    }
}

#[test]
fn what_is_under_way_may_be_missing_for_as_long_as_it_is_allowed() {
    let allowed = Options::default();
    let report = under_way().look(&allowed);
    assert!(report.is_clean(), "{report}");
    let none = Options { allowance: SignedDuration::ZERO, ..allowed };
    let found = under_way().found(&none);
    let expected = [
        Code::PaymentUnconfirmed,
        Code::CancelledChargeable,
        Code::RefundDisagrees,
        Code::PaymentPending,
        Code::PaidBackDiffers,
        Code::PromotionMissing,
        Code::WorkOverdue,
    ];
    assert_eq!(found, expected.map(Code::word));
}

#[test]
fn a_finding_names_ids_and_never_people() {
    for (_, damage) in DAMAGES {
        let mut world = consistent();
        damage(&mut world);
        let report = world.look(&Options::default());
        let text = format!("{report} {}", serde_json::to_string(&report).unwrap());
        assert!(!text.contains("김하나") && !text.contains("한옥"), "{text}");
    }
}
