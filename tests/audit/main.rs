//! Everything that was promised can be audited: a system in which much has happened holds it all, and whatever is damaged is
//! found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod damage;
mod damages;
mod past;

use std::time::Duration;

use clap::Parser;
use futures::future::join_all;
use ops::{OpsError, audit::Options, commands::Arguments};
use platform::config::Lookup;
use system_tests::{Booking, Hosted};

use past::{Past, SETTLED_WITHIN};

/// What the command prints, and the error that it ends with.
async fn command(hosted: &Hosted, words: &str) -> (String, Option<OpsError>) {
    let line = ["ops", "--endpoint-url", &hosted.endpoint_url, "audit"].into_iter().chain(words.split_whitespace());
    let mut output = Vec::new();
    let result = Arguments::parse_from(line).run(&Lookup::of::<&str, &str>([]), &mut output).await;
    (String::from_utf8(output).expect("UTF-8"), result.err())
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_can_become_of_bookings_holds_and_each_damage_is_found() {
    let past = Past::make().await;
    let report = past.hosted.audits_clean(SETTLED_WITHIN).await;
    assert!(report.checks > 300, "{report}");
    let (output, error) = command(&past.hosted, "--segments 1 --allowance 0").await;
    assert!(error.is_none() && output.ends_with(" 0 findings\n"), "{output}");

    let options = Options { patience: Duration::from_secs(1), ..Options::default() };
    for damage in damages::all(&past) {
        let before = damage.make(&past.endpoint).await;
        let report = past.hosted.audit(&options).await;
        let words: Vec<&str> = report.codes().into_iter().map(ops::audit::Code::word).collect();
        assert_eq!(words, damage.found, "{}: {report}", damage.what);
        damage.undo(&past.endpoint, before).await;
    }
    let (output, error) = command(&past.hosted, "--patience 20").await;
    assert!(error.is_none(), "everything is mended: {output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_that_moves_while_it_is_read_holds_it_all_as_well() {
    let hosted = Hosted::start().await;
    let guest = async |price: u64| {
        for _ in 0..3 {
            let booking = Booking::of_one_night(&hosted.system, price).await;
            booking.pay().await.expect(201);
            if price.is_multiple_of(2) {
                booking.cancel().await.expect(200);
            }
        }
    };
    let guests = join_all((1..=8).map(|number| guest(number * 10_001)));
    let auditor = async {
        for _ in 0..3 {
            let options = Options { patience: Duration::from_secs(20), ..Options::default() };
            let report = hosted.audit(&options).await;
            assert!(report.is_clean(), "{report}");
        }
    };
    tokio::join!(guests, auditor);
    hosted.audits_clean(SETTLED_WITHIN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_says_what_does_not_hold_and_fails() {
    let hosted = Hosted::start().await;
    let (output, error) = command(&hosted, "").await;
    assert!(error.is_none() && output.contains("0 findings"), "{output}");
    let endpoint = system_tests::Endpoint::at(&hosted.endpoint_url);
    damages::night_of_nobody(&endpoint).await;
    let (output, error) = command(&hosted, "--patience 1 --json").await;
    let report: serde_json::Value = serde_json::from_str(&output).expect("JSON");
    assert_eq!(report["findings"][0]["code"], "night-stray", "{output}");
    assert_eq!(report["findings"][0]["ids"][0], "NIGHT#101#2026-12-24", "{output}");
    assert_eq!(error.map(|error| error.exit_code()), Some(1));

    let (output, _) = command(&hosted, "--patience 0").await;
    assert!(output.contains("night-stray (1): "), "{output}");
    let (_, error) = command(&hosted, "--stack elsewhere").await;
    assert_eq!(error.map(|error| error.exit_code()), Some(2));
}
