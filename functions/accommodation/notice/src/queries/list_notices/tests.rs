use accommodation_contracts::{access, samples::NOW};
use platform::{
    function::{Function, Invocation},
    http,
};
use serde_json::{Value, json, value::to_raw_value};
use testing::{Answer, Api, Person};

use super::*;
use crate::{
    domain::fixtures::{notice_of, reserved_at, reserved_by},
    notices::MemoryNotices,
};

const A_GUEST: Person = Person { id: "c-1", name: "김하나", groups: "customer" };
const ANOTHER: Person = Person { id: "c-2", name: "박둘", groups: "customer" };
const A_HOST: Person = Person { id: "h-1", name: "이숙박", groups: "host" };

/// Notices of reservations, numbered from 0 and made one second after another; every third is another customer's.
async fn notices(count: usize) -> MemoryNotices {
    let notices = MemoryNotices::default();
    for index in 0..count {
        let customer = if index % 3 == 2 { "c-2" } else { "c-1" };
        let seconds = clock::now().as_second() - NOW.as_second() - 100 + i64::try_from(index).unwrap();
        notices.add(&notice_of(reserved_by(customer, &index.to_string(), seconds))).await.unwrap();
    }
    notices
}

fn list_notices(notices: &MemoryNotices) -> Function {
    http::function(&access::LIST_NOTICES, notices.clone(), handle)
}

async fn list(notices: &MemoryNotices, caller: Person, query: &str) -> Answer {
    Api::of(list_notices(notices)).get(caller, &[], query).await
}

/// The list, asked for with an `Accept-Language` header.
async fn list_in(notices: &MemoryNotices, accepted: &'static str) -> Answer {
    let inner = list_notices(notices);
    let asking = Function::new(move |invocation: Invocation| {
        let inner = inner.clone();
        async move {
            let mut event: Value = serde_json::from_str(invocation.payload.get()).unwrap();
            event["headers"]["accept-language"] = json!(accepted);
            inner.call(Invocation { payload: to_raw_value(&event).unwrap(), ..invocation }).await
        }
    });
    Api::of(asking).get(A_GUEST, &[], "").await
}

fn numbers(answer: &Answer) -> Vec<&str> {
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| item["reservationNumber"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn pages_of_any_size_show_every_notice_once_newest_first() {
    let notices = notices(8).await;
    for limit in [1, 2, 3, 6, 100] {
        let mut found: Vec<String> = Vec::new();
        let mut query = format!("limit={limit}");
        loop {
            let answer = list(&notices, A_GUEST, &query).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert!(numbers(&answer).len() <= limit);
            found.extend(numbers(&answer).into_iter().map(str::to_owned));
            let Some(cursor) = answer.body["nextCursor"].as_str() else { break };
            query = format!("limit={limit}&cursor={cursor}");
        }
        assert_eq!(found, ["R-7", "R-6", "R-4", "R-3", "R-1", "R-0"], "limit {limit}");
    }
}

#[tokio::test]
async fn a_customer_sees_its_own_only() {
    let notices = notices(3).await;
    assert_eq!(numbers(&list(&notices, ANOTHER, "").await), ["R-2"]);
    assert_eq!(numbers(&list(&notices, A_GUEST, "customerId=c-1").await), ["R-1", "R-0"]);
    assert_eq!(list(&notices, A_GUEST, "customerId=c-2").await.status, 403);
    assert_eq!(list(&notices, A_HOST, "").await.status, 403);
}

#[tokio::test]
async fn wrong_parameters_are_named_before_a_wrong_group_counts() {
    let answer = list(&MemoryNotices::default(), A_HOST, "limit=0&cursor=junk").await;
    assert_eq!((answer.status, answer.pointers()), (422, vec!["?limit", "?cursor"]));
}

#[tokio::test]
async fn a_notice_reads_in_the_language_of_the_request() {
    let notices = MemoryNotices::default();
    notices.add(&notice_of(reserved_at("1", 1, 0))).await.unwrap();
    for (accepted, language, title) in [
        ("en-US,en;q=0.9,ko;q=0.8", "en", "Your room is held"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8", "ko", "객실을 잡아 두었습니다"),
        ("fr", "ko", "객실을 잡아 두었습니다"),
    ] {
        let answer = list_in(&notices, accepted).await;
        assert_eq!(answer.body["items"][0]["title"], title, "{accepted}");
        assert_eq!(answer.headers["content-language"], language, "{accepted}");
        assert_eq!(answer.headers["vary"], "Accept-Language");
    }
    assert_eq!(list(&notices, A_GUEST, "").await.headers["content-language"], "ko");
}

#[tokio::test]
async fn an_answer_has_what_the_contract_says() {
    let notices = MemoryNotices::default();
    notices.add(&notice_of(reserved_at("1", 1, 0))).await.unwrap();
    insta::assert_json_snapshot!(list_in(&notices, "en").await.body);
}
