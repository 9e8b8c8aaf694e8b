//! Cursors that were tampered with, made up or borrowed: whatever a cursor says, its bearer sees only what is theirs to see,
//! and what is no cursor is refused.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use proptest::{
    prelude::{ProptestConfig, Strategy, any, prop_oneof},
    sample::Index,
    strategy::Just,
    test_runner::{TestCaseError, TestRunner},
};
use serde_json::Value;
use system_tests::{Answer, Persona, all_items, with_query};
use tokio::runtime::Runtime;

use crate::fixtures::World;

/// The lists, and the field that names their items.
const LISTS: [(&str, &str); 4] = [
    ("/roomInfos", "reservationNumber"),
    ("/promotions", "couponId"),
    ("/notices", "noticeId"),
    ("/rooms", "roomNumber"),
];
/// Filters with which a list is asked as well.
const FILTERS: [(&str, &str); 2] = [("/roomInfos", "reserveStatus=paymentComp"), ("/rooms", "roomType=HANOK")];

/// A reader, what is theirs, and cursors of theirs and of others.
struct Desk {
    reader: Persona,
    /// The ids that the reader may see in each list.
    visible: Vec<Vec<Value>>,
    /// Words of others that the reader never sees.
    private: Vec<String>,
    /// Real cursors: of the reader, of another customer, of somebody who sees everything, of each list.
    cursors: Vec<String>,
    _world: World,
}

impl Desk {
    async fn of(world: World) -> Self {
        let reader = world.caller(&["customer"]).await;
        let mut visible = Vec::new();
        for (list, field) in LISTS {
            let items = all_items(&reader, list, &[], 100).await;
            assert!(!items.is_empty(), "{list}");
            visible.push(items.iter().map(|item| item[field].clone()).collect());
        }
        let all = world.caller(&["operator"]).await;
        let mut cursors = Vec::new();
        for person in [&reader, world.another(), &all] {
            let mut pages: Vec<String> = LISTS.map(|(list, _)| format!("{list}?limit=1")).to_vec();
            pages.extend(FILTERS.map(|(list, filter)| format!("{list}?limit=1&{filter}")));
            for path in pages {
                let answer = person.get(&path).await;
                cursors.extend(answer.json()["nextCursor"].as_str().map(str::to_owned));
            }
        }
        assert!(cursors.len() >= 10, "{cursors:?}");
        Self { reader, visible, private: world.private(), cursors, _world: world }
    }

    /// Asks all lists to go on at `cursor`.
    async fn asked(&self, cursor: &str) -> Result<(), String> {
        for ((list, field), visible) in LISTS.iter().zip(&self.visible) {
            let answer = self.reader.get(&with_query(list, &[("cursor", cursor)])).await;
            self.check(&answer, field, visible).map_err(|what| format!("{what}: {cursor:?}: {answer}"))?;
        }
        for (list, filter) in FILTERS {
            let (field, visible) = LISTS.iter().zip(&self.visible).find(|((of, _), _)| *of == list).expect("a list");
            let query: Vec<_> = filter.split_once('=').into_iter().chain([("cursor", cursor)]).collect();
            let answer = self.reader.get(&with_query(list, &query)).await;
            self.check(&answer, field.1, visible).map_err(|what| format!("{what}: {cursor:?}: {answer}"))?;
        }
        Ok(())
    }

    fn check(&self, answer: &Answer, field: &str, visible: &[Value]) -> Result<(), String> {
        if let Some(word) = self.private.iter().find(|word| answer.text().contains(word.as_str())) {
            return Err(format!("shows {word}"));
        }
        match answer.status() {
            200 => {
                let items = answer.json()["items"].as_array().cloned().ok_or("no items")?;
                let foreign = items.into_iter().find(|item| !visible.contains(&item[field]));
                foreign.map_or(Ok(()), |item| Err(format!("shows {item}")))
            }
            422 if answer.wrong_fields() == ["?cursor"] => Ok(()),
            _ => Err("neither a page nor a refusal".to_owned()),
        }
    }
}

/// What may become of a cursor on its way.
#[derive(Debug, Clone)]
enum Change {
    /// A character of its text is another one.
    Replaced(Index, char),
    /// A byte of what it encodes is another one.
    Inside(Index, u8),
    /// It ends early.
    Cut(Index),
    /// A part of it comes twice.
    Doubled(Index),
    /// Something comes after it.
    Followed(String),
    /// It encodes some JSON of its own.
    Made(String),
}

impl Change {
    fn any() -> impl Strategy<Value = Self> {
        let text = prop_oneof![
            Just("null".to_owned()),
            Just("[]".to_owned()),
            Just("{}".to_owned()),
            Just("\"000000000000000\"".to_owned()),
            Just("\"999999999999999\"".to_owned()),
            "\"[0-9]{15}(#[A-Z0-9-]{0,20})?\"",
            "\"[0-9]{13}#[A-Z0-9-]{1,20}\"",
            "\"[0-9]{13,15}#.{0,80}\"",
            any::<i64>().prop_map(|number| number.to_string()),
        ];
        prop_oneof![
            (any::<Index>(), any::<char>()).prop_map(|(place, other)| Self::Replaced(place, other)),
            (any::<Index>(), "[A-Za-z0-9_-]")
                .prop_map(|(place, other)| { Self::Replaced(place, other.chars().next().unwrap_or('A')) }),
            (any::<Index>(), any::<u8>()).prop_map(|(place, other)| Self::Inside(place, other)),
            (any::<Index>(), b'0'..=b'9').prop_map(|(place, other)| Self::Inside(place, other)),
            any::<Index>().prop_map(Self::Cut),
            any::<Index>().prop_map(Self::Doubled),
            ".{1,40}".prop_map(Self::Followed),
            text.prop_map(Self::Made),
        ]
    }

    fn of(&self, cursor: &str) -> String {
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Replaced(place, other) => {
                let place = place.index(cursor.len());
                format!("{}{other}{}", &cursor[..place], &cursor[place + 1..])
            }
            Self::Inside(place, other) => {
                let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).expect("a real cursor");
                let place = place.index(bytes.len());
                bytes[place] = *other;
                encode(&bytes)
            }
            Self::Cut(place) => cursor[..place.index(cursor.len())].to_owned(),
            Self::Doubled(place) => format!("{}{cursor}", &cursor[..place.index(cursor.len())]),
            Self::Followed(rest) => format!("{cursor}{rest}"),
            Self::Made(text) => encode(text.as_bytes()),
        }
    }
}

#[test]
fn a_cursor_shows_nobody_what_is_anothers_whatever_became_of_it() {
    let runtime = Runtime::new().expect("a runtime");
    let desk = runtime.block_on(async { Desk::of(World::start().await).await });
    let ask = |cursor: &str| runtime.block_on(desk.asked(cursor));
    for cursor in &desk.cursors {
        ask(cursor).unwrap();
    }
    let config = ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() };
    let changed = TestRunner::new(config).run(&(any::<Index>(), Change::any()), |(which, change)| {
        let cursor: &String = which.get(&desk.cursors);
        ask(&change.of(cursor)).map_err(TestCaseError::fail)
    });
    changed.unwrap_or_else(|error| panic!("{error}"));
}
