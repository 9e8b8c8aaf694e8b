//! The contract of [`Notices`], run on those in memory and on `DynamoDB`'s adapter against the embedded database.

use accommodation_contracts::samples::NOW;
use jiff::{Timestamp, ToSpan};
use testing::embedded::Database;

use super::*;
use crate::domain::fixtures::{every_event, notice_of, reserved_at, reserved_by};

const INDEXES: [(&str, &str, &str); 1] = [("byCustomer", "customerKey", "sortKey")];

macro_rules! contract {
    ($($rule:ident)+) => {
        mod in_memory {
            $(#[tokio::test]
            async fn $rule() {
                super::$rule(super::MemoryNotices::default()).await;
            })+
        }

        mod in_dynamodb {
            $(#[tokio::test]
            async fn $rule() {
                let database = super::Database::start("Notice", &super::INDEXES).await;
                super::$rule(super::DynamoNotices::new(database.client(), "Notice".into())).await;
            })+
        }
    };
}

contract! {
    what_was_added_is_listed
    the_first_under_a_key_stays
    they_are_listed_newest_first_from_a_position_on
    nobody_is_shown_anothers
}

async fn list<N: Notices>(notices: &N, customer: &str) -> Vec<Notice> {
    let customer = CustomerId::parse(customer).unwrap();
    notices.list(&customer, &Position::before(NOW + 1.hour()), 99).await.unwrap()
}

fn ids(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.notice_id.as_str()).collect()
}

async fn what_was_added_is_listed<N: Notices>(notices: N) {
    let mut expected: Vec<Notice> = every_event().into_iter().map(notice_of).collect();
    for notice in &expected {
        notices.add(notice).await.unwrap();
    }
    expected.sort_by_key(|notice| std::cmp::Reverse(notice.position()));
    assert_eq!(list(&notices, "c-1").await, expected);
}

async fn the_first_under_a_key_stays<N: Notices>(notices: N) {
    let first = notice_of(reserved_at("1", 1, 0));
    let second = Notice { occurred_at: Timestamp::UNIX_EPOCH, ..first.clone() };
    for notice in [&first, &first, &second] {
        notices.add(notice).await.unwrap();
    }
    assert_eq!(list(&notices, "c-1").await, [first]);
}

async fn they_are_listed_newest_first_from_a_position_on<N: Notices>(notices: N) {
    for (number, seconds) in [("a", 1), ("d", 4), ("b", 2), ("c", 3)] {
        notices.add(&notice_of(reserved_at(number, 1, seconds))).await.unwrap();
    }
    let customer = CustomerId::parse("c-1").unwrap();
    let first = notices.list(&customer, &Position::before(NOW + 1.hour()), 2).await.unwrap();
    assert_eq!(ids(&first), ["R-d.0001", "R-c.0001"]);
    let rest = notices.list(&customer, &first[1].position(), 9).await.unwrap();
    assert_eq!(ids(&rest), ["R-b.0001", "R-a.0001"]);
}

async fn nobody_is_shown_anothers<N: Notices>(notices: N) {
    notices.add(&notice_of(reserved_by("c-1", "a", 1))).await.unwrap();
    notices.add(&notice_of(reserved_by("c-2", "b", 2))).await.unwrap();
    assert_eq!(ids(&list(&notices, "c-1").await), ["R-a.0001"]);
    assert!(list(&notices, "c-3").await.is_empty());
}
