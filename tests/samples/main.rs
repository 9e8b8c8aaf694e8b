//! Every function takes its sample in `events/` for what it is, the same file that `sam local invoke` sends, and answers
//! what is to be expected of it in a system where nothing but the samples before it happened.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{collections::BTreeSet, fs};

use reqwest::Client;
use serde_json::Value;
use system_tests::{
    Hosted,
    story::{STORY, folder, sample},
    today,
};

async fn invoke(http: &Client, hosted: &Hosted, function: &str) -> Value {
    let name = &hosted.function(function).name;
    let url = format!("{}/2015-03-31/functions/{name}/invocations", hosted.endpoint_url);
    let answer = http.post(url).body(sample(function)).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{function} cannot be invoked");
    let failed = answer.headers().contains_key("x-amz-function-error");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(failed, body["errorType"].is_string(), "{function}: {body}");
    body
}

#[tokio::test(flavor = "multi_thread")]
async fn every_function_answers_its_sample_event_as_the_story_has_it() {
    let hosted = Hosted::start().await;
    let http = Client::builder().no_proxy().build().unwrap();
    for (function, expected) in STORY {
        let answer = invoke(&http, &hosted, function).await;
        assert!(!expected.misses(&answer), "{function} is expected {expected:?} and answers {answer}");
    }
    hosted.stop().await;
}

#[test]
fn every_sample_has_its_place_in_the_story() {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().path().file_stem().unwrap().to_owned();
    let samples: BTreeSet<String> =
        fs::read_dir(folder()).unwrap().map(|entry| name(entry).into_string().unwrap()).collect();
    let told: BTreeSet<String> = STORY.iter().map(|(function, _)| (*function).to_owned()).collect();
    assert_eq!(samples, told, "STORY says for each file of events/ what its function answers");
}

#[test]
fn the_stay_that_a_sample_reserves_lies_ahead() {
    let event: Value = serde_json::from_str(&sample("reserve-room")).unwrap();
    let body: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
    let check_in: jiff::civil::Date = body["checkIn"].as_str().unwrap().parse().unwrap();
    let advice = "the samples have grown old: move checkIn and checkOut in all files of events/ some months ahead, \
                  less than a year";
    assert!(check_in > today(), "{check_in} is not ahead of {}: {advice}", today());
}
