//! Walking through a table.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use platform::store::{AggregateStore, Claim, DynamoStore, Segment};

use crate::{INDEXES, contract::sale, ticket::Ticket};

#[tokio::test(flavor = "multi_thread")]
async fn all_segments_together_have_every_aggregate_once_and_nothing_else() {
    let database = testing::embedded::Database::start("Tickets", &INDEXES).await;
    let store = DynamoStore::<Ticket>::new(database.client(), "Tickets".into());
    let mut expected = BTreeSet::new();
    // More than one page, and as many items that are no aggregates.
    for number in 0..300 {
        let id = format!("T-{number}");
        let claim = Claim { key: format!("SEAT#{number}"), owner: id.clone() };
        store.commit(&sale(&id).claiming([claim])).await.unwrap();
        expected.insert(id);
    }
    for of in [1, 3] {
        let mut found = Vec::new();
        for index in 0..of {
            let mut after: Option<String> = None;
            loop {
                let page = store.page(Segment { index, of }, after.as_deref()).await.unwrap();
                found.extend(page.aggregates.into_iter().map(|aggregate| aggregate.unwrap().0));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        assert_eq!(found.len(), expected.len(), "of {of}");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected, "of {of}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_read_is_named_and_hides_no_other() {
    let database = testing::embedded::Database::start("Tickets", &INDEXES).await;
    let store = DynamoStore::<Ticket>::new(database.client(), "Tickets".into());
    store.commit(&sale("T-1")).await.unwrap();
    let broken = database.client().put_item().table_name("Tickets").item("pk", AttributeValue::S("Ticket#T-2".into()));
    broken.send().await.unwrap();
    let page = store.page(Segment { index: 0, of: 1 }, None).await.unwrap();
    let (read, unread): (Vec<_>, Vec<_>) = page.aggregates.into_iter().partition(Result::is_ok);
    assert_eq!(read.into_iter().map(|one| one.unwrap().0).collect::<Vec<_>>(), ["T-1"]);
    assert!(unread[0].as_ref().unwrap_err().to_string().contains("Ticket#T-2"));
}
