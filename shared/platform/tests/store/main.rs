//! The contract of the aggregate store, run on the store in memory and on `DynamoDB`'s adapter against the embedded
//! database; and the adapter's error paths, which no healthy database shows.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "a test fails by panicking")]

mod adapter;
mod contract;
mod guards;
mod keys;
mod open_work;
mod scan;
mod ticket;

use platform::store::{DynamoStore, MemoryStore};
use ticket::Ticket;

const INDEXES: [(&str, &str, &str); 3] =
    [("byOwner", "ownerKey", "sortKey"), ("byMonth", "monthKey", "sortKey"), ("byOpenWork", "openWork", "dueAt")];

/// One test per rule and implementation.
macro_rules! contract {
    ($($rule:ident),+ $(,)?) => {
        mod memory {
            $(#[tokio::test] async fn $rule() { super::contract::$rule(super::MemoryStore::<super::Ticket>::default()).await; })+
        }
        mod dynamodb {
            $(#[tokio::test(flavor = "multi_thread")] async fn $rule() {
                let database = testing::embedded::Database::start("Tickets", &super::INDEXES).await;
                super::contract::$rule(super::DynamoStore::<super::Ticket>::new(database.client(), "Tickets".into())).await;
            })+
        }
    };
}

contract!(
    what_is_committed_is_loaded,
    a_change_on_an_old_version_is_a_conflict,
    a_new_aggregate_is_made_once,
    a_change_whose_answer_was_lost_is_accepted_again,
    a_claim_has_one_owner,
    an_owner_may_claim_again,
    nothing_of_a_refused_change_is_written,
    an_unmet_requirement_refuses_the_change,
    each_event_has_its_own_version_and_id,
    what_was_announced_last_is_remembered_over_silent_changes,
    what_nobody_has_heard_of_is_not_replayed,
    of_many_concurrent_claims_exactly_one_wins,
    concurrent_commands_are_all_decided_on_what_the_others_wrote,
    a_claim_is_taken_and_given_back_by_the_write_that_changes_the_state,
    claims_are_seen_as_soon_as_they_are_committed,
    a_lease_keeps_those_out_who_know_less_until_it_ends,
    a_lease_is_taken_over_by_whoever_knows_as_much_and_only_its_holder_gives_it_back,
    aggregates_are_listed_by_owner_newest_first,
    a_key_is_busy_then_answered_then_forgotten,
    a_key_whose_request_died_is_taken_over_and_one_given_up_is_free,
    a_key_marked_twice_by_one_request_is_its_own_and_the_first_answer_stays,
    a_change_and_its_answer_are_one_write,
    open_work_is_found_while_it_is_overdue,
    overdue_work_is_listed_from_where_another_list_ended,
);
