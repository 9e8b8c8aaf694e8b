use proptest::prelude::*;

use super::*;

const RULES: Rules = Rules {
    window: SignedDuration::from_secs(10),
    minimum_calls: 10,
    failure_percent: 50,
    pause: SignedDuration::from_secs(5),
    probing: SignedDuration::from_secs(2),
};

/// What an instance may want at any moment, whatever it knows.
#[derive(Debug, Clone)]
enum Want {
    Open,
    Try(u8),
    Close(u8),
    Reopen(u8),
    Wait(i64),
}

fn any_want() -> impl Strategy<Value = Want> {
    prop_oneof![
        Just(Want::Open),
        (0..3_u8).prop_map(Want::Try),
        (0..3_u8).prop_map(Want::Close),
        (0..3_u8).prop_map(Want::Reopen),
        (0..4_000_i64).prop_map(Want::Wait),
    ]
}

fn transition(want: &Want, now: Timestamp) -> Option<Transition> {
    let name = |owner: &u8| owner.to_string();
    Some(match want {
        Want::Open => Transition::Open { until: now + RULES.pause },
        Want::Try(owner) => Transition::Try(Probe { owner: name(owner), until: now + RULES.probing }),
        Want::Close(owner) => Transition::Close { owner: name(owner) },
        Want::Reopen(owner) => Transition::Reopen { owner: name(owner), until: now + RULES.pause },
        Want::Wait(_) => return None,
    })
}

proptest! {
    #[test]
    fn one_call_at_a_time_is_tried_never_in_a_pause_and_only_who_tried_ends_it(
        wants in prop::collection::vec(any_want(), 0..80),
    ) {
        let (mut now, mut position) = (Timestamp::UNIX_EPOCH, Position::Closed);
        for want in &wants {
            if let Want::Wait(milliseconds) = want {
                now += SignedDuration::from_millis(*milliseconds);
            }
            let Some(transition) = transition(want, now) else { continue };
            let Some(after) = transition.from(&position, now) else { continue };
            match (&transition, &position) {
                (Transition::Open { .. }, before) => prop_assert_eq!(before, &Position::Closed),
                (Transition::Try(_), Position::Open { until, probe }) => {
                    prop_assert!(*until <= now, "tried in the pause");
                    prop_assert!(probe.as_ref().is_none_or(|other| other.until <= now), "two tried at once");
                }
                (Transition::Close { owner } | Transition::Reopen { owner, .. }, Position::Open { probe, .. }) => {
                    prop_assert_eq!(Some(owner), probe.as_ref().map(|probe| &probe.owner));
                }
                (transition, position) => prop_assert!(false, "{:?} from {:?}", transition, position),
            }
            position = after;
            prop_assert_eq!(position.admission(now) == Admission::Call, position == Position::Closed);
        }
        // However it came there, a callee that is well again is called again.
        now += RULES.pause + RULES.probing;
        if position != Position::Closed {
            let probe = Transition::Try(Probe { owner: "last".into(), until: now + RULES.probing });
            let tried = probe.from(&position, now).expect("one may try");
            let closed = Transition::Close { owner: "last".into() }.from(&tried, now);
            prop_assert_eq!(closed, Some(Position::Closed));
        }
    }

    #[test]
    fn it_opens_on_enough_calls_of_which_enough_failed(calls in 0..40_u64, good in 0..40_u64) {
        let counted = Tally { calls: calls + good, failures: calls };
        let expected = calls + good >= 10 && calls >= good && calls > 0;
        prop_assert_eq!(RULES.open_on(counted), expected);
    }

    #[test]
    fn a_window_counts_its_own_calls_in_any_order(
        calls in prop::collection::vec((0..40_i64, any::<bool>()), 1..60),
    ) {
        let start = |second: i64| RULES.window_of(Timestamp::from_second(second).unwrap());
        let nothing = Window { start: Timestamp::UNIX_EPOCH, counted: Tally::default() };
        let counted = calls.iter().fold(nothing, |window, (second, good)| window.plus(start(*second), Tally::of(*good)));
        let newest = calls.iter().map(|(second, _)| start(*second)).max().unwrap();
        // What came for the newest window after it had begun is all there; what came before belonged to others.
        let own = calls.iter().filter(|(second, _)| start(*second) == newest);
        let expected = own.fold(Tally::default(), |tally, (_, good)| tally.plus(Tally::of(*good)));
        prop_assert_eq!(counted, Window { start: newest, counted: expected });
    }
}
