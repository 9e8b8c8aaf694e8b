//! The settings of each function: what its code reads, and nothing that it does not.

use std::collections::BTreeSet;

use serde_json::json;

use crate::template::Template;

const POLICY: [&str; 7] = [
    "TABLE_NAME",
    "POLICY_VERSION",
    "POINT_DIVISOR",
    "COUPON_MINIMUM_WON",
    "COUPON_VALUE_WON",
    "BEVERAGE_MINIMUM_WON",
    "BEVERAGE_VALUE_WON",
];

/// Who moves the money.
const PROVIDER: [&str; 4] =
    ["PAYMENT_PROVIDER", "PAYMENT_PROVIDER_URL", "PAYMENT_PROVIDER_API_KEY", "PROVIDER_TIMEOUT_MS"];

/// The functions that have [`PROVIDER`] beside their own settings: those that move money, or ask what became of it.
const PAYING: [&str; 4] = ["charge-payment", "reconcile-payments", "refund-payment", "settle-payment"];

/// The other settings that a function has; every one that is not here has `TABLE_NAME` alone.
const SETTINGS: [(&str, &[&str]); 19] = [
    ("change-room", &["TABLE_NAME", "CLOSE_ROOM_FUNCTION"]),
    ("retire-room", &["TABLE_NAME", "CLOSE_ROOM_FUNCTION"]),
    ("reserve-room", &["TABLE_NAME", "HOLD_SECONDS"]),
    ("pay-reservation", &["TABLE_NAME", "CHARGE_PAYMENT_FUNCTION"]),
    ("expire-reservation", &["TABLE_NAME", "HOLD_TIMER_QUEUE_URL"]),
    (
        "charge-payment",
        &[
            "TABLE_NAME",
            "SAVE_PROMOTION_FUNCTION",
            "SAVE_PROMOTION_TIMEOUT_MS",
            "BREAKER_MINIMUM_CALLS",
            "BREAKER_FAILURE_PERCENT",
            "BREAKER_PAUSE_MS",
            "SETTLE_QUEUE_URL",
        ],
    ),
    (
        "complete-payment",
        &["TABLE_NAME", "BEGIN_PAYMENT_FUNCTION", "CHARGE_PAYMENT_FUNCTION", "CONFIRM_PAYMENT_FUNCTION"],
    ),
    ("reconcile-reservations", &["TABLE_NAME", "RECONCILE_AFTER_SECONDS"]),
    ("refund-payment", &["TABLE_NAME", "REVOKE_PROMOTION_FUNCTION"]),
    ("settle-payment", &["TABLE_NAME", "SETTLE_QUEUE_URL"]),
    (
        "reconcile-payments",
        &["TABLE_NAME", "CONFIRM_PAYMENT_FUNCTION", "SAVE_PROMOTION_FUNCTION", "RECONCILE_AFTER_SECONDS"],
    ),
    ("save-promotion", &POLICY),
    ("grant-deferred-promotion", &POLICY),
    ("grant-promotion", &["TABLE_NAME", "PAYMENT_FACTS_FUNCTION", "SAVE_PROMOTION_FUNCTION"]),
    ("outbox-relay", &["EVENT_BUS_NAME", "PARKED_QUEUE_URL", "RECORD_AGE_SECONDS"]),
    ("health", &["VERSION"]),
    ("unknown-route", &[]),
    ("assign-group", &[]),
    ("check-version", &[]),
];

#[test]
fn a_function_has_the_settings_that_it_reads() {
    let template = Template::read();
    assert!(template.0["Globals"]["Function"]["Environment"].is_null(), "no setting is everybody's");
    for function in template.functions() {
        let row = SETTINGS.iter().find(|(handler, _)| *handler == function.handler());
        let own = row.map_or(&["TABLE_NAME"][..], |(_, settings)| settings);
        let provider = if PAYING.contains(&function.handler()) { &PROVIDER[..] } else { &[] };
        let expected: BTreeSet<_> = own.iter().chain(provider).copied().collect();
        let declared = function.environment().into_iter().map(|(name, _)| name);
        assert_eq!(declared.collect::<BTreeSet<_>>(), expected, "{}", function.id);
    }
    for (handler, _) in SETTINGS {
        template.function(handler);
    }
}

#[test]
fn a_function_is_told_of_the_table_that_it_may_use() {
    let template = Template::read();
    for function in template.functions() {
        let table = function.environment().into_iter().find(|(name, _)| *name == "TABLE_NAME");
        let table = table.map(|(_, table)| table.as_str().and_then(|table| table.strip_prefix("!Ref ")).unwrap());
        if let Some(table) = table {
            let used = function.may("dynamodb:");
            assert!(!used.is_empty() && used.iter().all(|resource| resource.contains(table)), "{}", function.id);
        }
    }
}

#[test]
fn both_grants_of_a_promotion_decide_by_the_same_policy() {
    let template = Template::read();
    let [save, deferred] = ["save-promotion", "grant-deferred-promotion"].map(|handler| template.function(handler));
    assert_eq!(save.environment(), deferred.environment());
}

#[test]
fn whoever_moves_money_has_the_same_provider_and_its_key_only_where_there_is_a_gateway() {
    let template = Template::read();
    let parameters = &template.0["Parameters"];
    assert_eq!(parameters["PaymentProvider"]["Default"], "simulated");
    assert!(parameters.as_object().unwrap().keys().all(|name| !name.contains("ApiKey")), "a parameter is no secret");
    let key = json!({ "!If": [
        "HasPaymentGateway",
        // A version in its place makes CloudFormation read it again; none is the current one.
        "!Sub {{resolve:secretsmanager:${PaymentProviderSecretArn}:SecretString:::${PaymentProviderSecretVersion}}}",
        "!Ref AWS::NoValue",
    ] });
    for handler in PAYING {
        let variables = &template.function(handler).properties["Environment"]["Variables"];
        assert_eq!(variables["PAYMENT_PROVIDER"], "!Ref PaymentProvider", "{handler}");
        assert_eq!(variables["PAYMENT_PROVIDER_URL"], "!Ref PaymentProviderUrl", "{handler}");
        assert_eq!(variables["PAYMENT_PROVIDER_API_KEY"], key, "{handler}");
    }
}

#[test]
fn a_default_of_the_promotion_policy_is_the_businesss_own() {
    let template = Template::read();
    let seed = [
        ("PointDivisor", 10),
        ("CouponMinimumWon", 100_000),
        ("CouponValueWon", 10_000),
        ("BeverageMinimumWon", 50_000),
        ("BeverageValueWon", 5_000),
        ("HoldSeconds", 900),
    ];
    for (parameter, value) in seed {
        assert_eq!(template.0["Parameters"][parameter]["Default"], value, "{parameter}");
    }
    assert_eq!(template.0["Parameters"]["HoldSeconds"]["MaxValue"], 900);
    assert_eq!(
        template.function("charge-payment").properties["Environment"]["Variables"]["SAVE_PROMOTION_TIMEOUT_MS"],
        "610"
    );
}

#[test]
fn only_the_saving_of_promotions_has_a_limit_of_its_own() {
    let template = Template::read();
    for function in template.functions() {
        let limit = &function.properties["ReservedConcurrentExecutions"];
        if function.handler() == "save-promotion" {
            let reserved = json!(["HasPromotionLimit", "!Ref PromotionConcurrency", "!Ref AWS::NoValue"]);
            assert_eq!(*limit, json!({ "!If": reserved }));
        } else {
            assert!(limit.is_null(), "{} takes {limit} from everybody else", function.id);
        }
    }
}
