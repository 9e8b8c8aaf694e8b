//! Every function takes its sample in `events/` for what it is: the same file that `sam local invoke` sends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{fs, path::Path};

use serde_json::Value;
use system_tests::Hosted;

#[tokio::test]
async fn every_function_takes_its_sample_event() {
    let hosted = Hosted::start().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
    let mut samples = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let function = path.file_stem().unwrap().to_str().unwrap();
        let url = format!("{}/2015-03-31/functions/local-{function}/invocations", hosted.endpoint_url);
        let answer = http.post(url).body(fs::read(&path).unwrap()).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{function} cannot be invoked");
        let failed = answer.headers().contains_key("x-amz-function-error");
        let body: Value = answer.json().await.unwrap();
        assert!(!failed, "{function} fails: {body}");
        assert!(body["statusCode"].as_u64().unwrap_or_default() < 500, "{function} answers {body}");
        samples += 1;
    }
    assert!(samples >= 22, "{samples} samples");
    hosted.stop().await;
}
