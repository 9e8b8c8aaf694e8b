//! `kill -9` of the whole system, at any moment, with everything in flight.

use std::{sync::atomic::Ordering, time::Duration};

use system_tests::{System, hurried_template, unique};
use tokio::time::sleep;

use crate::{
    aftermath::every_promise_is_kept,
    process::{Process, binary, free_port},
    traffic::Traffic,
    turn,
};

const KILLS: u32 = 10;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_accepted_before_a_kill_is_there_after_it() {
    let _turn = turn().await;
    let (binary, template, folder) = (binary(), hurried_template(), tempfile::tempdir().expect("a folder"));
    let port = free_port();
    let start = || Process::start(&binary, template.path(), folder.path(), port);
    let mut process = start();
    let system = System::at(&process.url);
    let traffic = Traffic::start(&system, 12).await;
    for _ in 0..KILLS {
        sleep(Duration::from_millis(any_moment(300, 1_500))).await;
        process.kill();
        process = start();
    }
    sleep(Duration::from_secs(1)).await;
    let trouble = traffic.trouble.clone();
    let taken = traffic.stop().await;
    let failed = trouble.failed_requests.load(Ordering::Relaxed) + trouble.failed_payments.load(Ordering::Relaxed);
    println!("{KILLS} kills, {} bookings, {failed} requests without an answer", taken.len());
    assert!(taken.len() > 20, "only {} bookings", taken.len());
    every_promise_is_kept(&system, &taken).await;
}

/// Milliseconds between these, as an id's digits have it.
fn any_moment(least: u64, most: u64) -> u64 {
    let digits = unique("").trim_start_matches('-')[..8].to_owned();
    least + u64::from_str_radix(&digits, 16).expect("digits") % (most - least)
}
