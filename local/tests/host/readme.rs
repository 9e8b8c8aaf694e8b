//! What the README tells people to type works, letter by letter. It types curl, which is not part of the Rust toolchain:
//! `tests/readme/run`.

use std::process::Command;

use crate::process::{spawn, whole_system};

/// The README's blocks for the second shell, one after the other.
fn script(url: &str) -> String {
    let readme = include_str!("../../../README.md");
    let (_, story) = readme.split_once("## Book a room").unwrap();
    let (story, _) = story.split_once("## How it works").unwrap();
    let blocks = story.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.collect::<String>().replace("URL=http://localhost:3000", &format!("URL={url}"))
}

#[test]
#[ignore = "needs curl, as the README's commands do: tests/readme/run"]
fn a_booking_its_gift_its_refund_and_a_repeated_request_are_as_the_readme_has_them() {
    let dir = tempfile::tempdir().unwrap();
    let (_process, url, _) = spawn(&whole_system(), dir.path());
    let output = Command::new("sh").arg("-c").arg(script(&url)).env("NO_PROXY", "*").output().unwrap();
    let (said, complaints) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{said}{complaints}");
    let told = [
        r#""roomPrice":60000"#,
        r#""point":12000"#,
        r#""service":"DISCOUNT COUPON""#,
        r#""reserveStatus":"paymentComp""#,
        r#""promotionStatus":"GRANTED""#,
        r#""points":12000"#,
        r#""status":"REDEEMED""#,
        r#""reserveStatus":"cancelled""#,
        r#""refundPrice":110000"#,
        r#""deductedPrice":10000"#,
        "201 Created",
        "idempotency-replayed: true",
    ];
    // In this order.
    let mut rest = said.as_str();
    for one in told {
        let (_, after) = rest.split_once(one).unwrap_or_else(|| panic!("no {one}: {said}{complaints}"));
        rest = after;
    }
    assert!(!said.contains("urn:problem"), "{said}");
}
