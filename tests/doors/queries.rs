//! What comes in paths and queries: page sizes, repeated parameters, escapes that are none.

use serde_json::json;
use system_tests::{Persona, System};

const LISTS: [&str; 4] = ["/rooms", "/roomInfos", "/promotions", "/notices"];

/// A customer: what it asks is in its own scope everywhere.
async fn customer() -> Persona {
    System::connect().customer().await
}

#[tokio::test]
async fn a_page_has_1_to_100_items() {
    let customer = customer().await;
    for list in LISTS {
        for limit in ["1", "100", "007", "20"] {
            customer.get(&format!("{list}?limit={limit}")).await.expect(200);
        }
        for limit in [
            "0",
            "101",
            "-1",
            "-0",
            "1e2",
            "abc",
            "1.0",
            "1,5",
            "",
            "%20",
            "+5",
            "5%20",
            "%2B5",
            "0x10",
            "5%00",
            "null",
            "18446744073709551616",
            "9999999999999999999999999999999999999999",
            "%EF%BC%95",
            "%D9%A5",
            "true",
            "[]",
        ] {
            let answer = customer.get(&format!("{list}?limit={limit}")).await;
            assert_eq!(answer.status(), 422, "{limit}: {answer}");
            assert_eq!(answer.wrong_fields(), ["?limit"], "{answer}");
        }
    }
}

#[tokio::test]
async fn of_a_repeated_parameter_the_first_counts() {
    let customer = customer().await;
    for list in LISTS {
        customer.get(&format!("{list}?limit=5&limit=0")).await.expect(200);
        let answer = customer.get(&format!("{list}?limit=0&limit=5")).await;
        assert_eq!(answer.wrong_fields(), ["?limit"], "{answer}");
    }
    // So nobody gets past a check with a second one.
    for list in ["/roomInfos", "/promotions", "/notices"] {
        let own = format!("customerId={}", customer.id);
        customer.get(&format!("{list}?{own}&customerId=another")).await.expect(200);
        customer.get(&format!("{list}?customerId=another&{own}")).await.any_problem(403);
        customer.get(&format!("{list}?customerId[]=another&customerId%00=another&{own}")).await.expect(200);
        customer.get(&format!("{list}?%63ustomerId=another&{own}")).await.any_problem(403);
    }
}

#[tokio::test]
async fn a_query_that_is_no_unicode_or_no_query_breaks_nothing() {
    let customer = customer().await;
    for list in LISTS {
        for query in ["%", "%zz", "%ff=%fe", "&&&=&=", "=", "limit", "a=b=c", "%00", "?", "limit=5?cursor=x", ";", "#"]
        {
            let answer = customer.get(&format!("{list}?{query}")).await;
            assert!([200, 422].contains(&answer.status()), "{query}: {answer}");
        }
        for cursor in ["%ff", "%C0%AF", "%00", "%ED%A0%80", "..%2F..", "%22", "Im51bGwi", "bnVsbA"] {
            let answer = customer.get(&format!("{list}?cursor={cursor}")).await;
            assert_eq!(answer.wrong_fields(), ["?cursor"], "{answer}");
        }
    }
}

#[tokio::test]
async fn an_id_in_a_path_that_is_none_is_absent() {
    let customer = customer().await;
    let long = "9".repeat(8_000);
    for collection in ["rooms", "reservations", "payments", "promotions", "roomInfos"] {
        for id in [
            "%00",
            "a%00b",
            "%0A",
            "%0D%0ASet-Cookie:x",
            "%E2%80%AE",
            "a%23b",
            "a%2Fb",
            "%2e%2e",
            "%2e%2e%2f%2e%2e%2fme",
            "..;",
            "%252e",
            "a;b",
            "a=b",
            "*",
            "'",
            "%22",
            "%F0%9F%98%80",
            "R-1%20OR%201=1",
            "undefined",
            "null",
            "-1",
            "0",
            &long,
            &long[..65],
        ] {
            let answer = customer.get(&format!("/{collection}/{id}")).await;
            answer.any_problem(404);
            assert!(answer.header("set-cookie").is_none(), "{answer}");
        }
        for id in ["%ff", "%C0%AF", "%ED%A0%80", "%", "%zz", "%2", "%+1"] {
            let answer = customer.get(&format!("/{collection}/{id}")).await.expect(400);
            assert_eq!(answer.json(), json!({ "message": "Bad Request" }), "{answer}");
        }
    }
}

#[tokio::test]
async fn a_path_is_one_route_however_it_is_written() {
    let customer = customer().await;
    for path in
        ["//me", "/me/", "/ME", "/./../me/.", "/me%2F", "/rooms//", "/roomInfos/", "/health/", "/me;x", "/%00me"]
    {
        // A client resolves dots itself; what it sends then is a route or none.
        let answer = customer.get(path).await;
        assert!([200, 404].contains(&answer.status()), "{answer}");
        assert!(answer.status() == 404 || path.contains(".."), "{answer}");
    }
    // What is open to everybody is open under its own name only.
    let stranger = System::connect().stranger(None);
    for path in ["/health/", "/health/x", "/healthz", "/HEALTH", "/health%2F", "/me?/health", "/x/../me"] {
        stranger.get(path).await.expect(401);
    }
}
