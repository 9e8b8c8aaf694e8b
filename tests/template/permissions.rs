//! Who may do what. Each function's role has what its own policies say, and SAM's two for logs and traces. What SAM adds is
//! not in the template: `roles.py` looks at it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::template::{Template, list, text, texts};

/// Which function may invoke which: all there are.
const INVOKES: [(&str, &[&str]); 8] = [
    ("change-room", &["close-room"]),
    ("retire-room", &["close-room"]),
    ("pay-reservation", &["charge-payment"]),
    ("complete-payment", &["begin-payment", "charge-payment", "confirm-payment"]),
    ("charge-payment", &["save-promotion"]),
    ("refund-payment", &["revoke-promotion"]),
    ("reconcile-payments", &["confirm-payment", "save-promotion"]),
    ("grant-promotion", &["payment-facts", "save-promotion"]),
];

/// Asks the versions of functions that are being deployed.
const HOOK: &str = "check-version";

/// What the hook may do: all there is. It has the only wildcards, where CloudFormation completes a name, and for the number
/// of a version.
const HOOK_STATEMENTS: [(&[&str], &str); 3] = [
    (
        &["codedeploy:GetDeployment", "codedeploy:PutLifecycleEventHookExecutionStatus"],
        "!Sub arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:deploymentgroup:\
         ${AWS::StackName}-ServerlessDeploymentApplication-*/*",
    ),
    (
        &["codedeploy:GetApplicationRevision"],
        "!Sub arn:${AWS::Partition}:codedeploy:${AWS::Region}:${AWS::AccountId}:application:\
         ${AWS::StackName}-ServerlessDeploymentApplication-*",
    ),
    (
        &["lambda:InvokeFunction"],
        "!Sub arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}-*:*",
    ),
];

/// Which function may send to which queue: all there are.
const SENDS: [(&str, &[&str]); 4] = [
    ("charge-payment", &["SettleQueue"]),
    ("expire-reservation", &["HoldTimerQueue"]),
    ("outbox-relay", &["OutboxFailureQueue", "OutboxParkedQueue"]),
    ("settle-payment", &["SettleQueue"]),
];

/// The table of each context, by the binary that its functions are in.
const TABLES: [(&str, &str); 6] = [
    ("room", "RoomTable"),
    ("reservation", "ReservationTable"),
    ("payment", "PaymentTable"),
    ("promotion", "PromotionTable"),
    ("room-info", "RoomInfoTable"),
    ("notice", "NoticeTable"),
];

const PUBLISHING: [&str; 4] = ["RoomTable", "ReservationTable", "PaymentTable", "PromotionTable"];

#[test]
fn a_function_invokes_whom_it_must_and_nobody_else() {
    let template = Template::read();
    for function in template.functions().into_iter().filter(|function| function.handler() != HOOK) {
        let callees = INVOKES.iter().find(|(caller, _)| *caller == function.handler()).map_or(&[][..], |row| row.1);
        let aliases: Vec<_> =
            callees.iter().map(|callee| format!("!Ref {}.Alias", template.function(callee).id)).collect();
        let expected: BTreeSet<&str> = aliases.iter().map(String::as_str).collect();
        assert_eq!(function.may("lambda:"), expected, "{} may invoke", function.id);
        let environment = function.environment();
        let told = environment.iter().filter(|(name, _)| name.ends_with("_FUNCTION")).map(|(_, value)| text(value));
        assert_eq!(told.collect::<BTreeSet<_>>(), expected, "{} is told of", function.id);
    }
}

#[test]
fn the_hook_reaches_deployments_and_versions_of_this_stack_and_nothing_else() {
    let template = Template::read();
    let hook = template.function(HOOK);
    let statements: Vec<(Vec<&str>, &str)> =
        hook.statements().map(|one| (texts(&one["Action"]).collect(), text(&one["Resource"]))).collect();
    assert_eq!(statements, HOOK_STATEMENTS.map(|(actions, resource)| (actions.to_vec(), resource)));
    // It asks by the names that functions have, itself not among them.
    for function in template.functions() {
        let name = text(&function.properties["FunctionName"]);
        assert_eq!(name.starts_with("!Sub ${AWS::StackName}-"), function.handler() != HOOK, "{}", function.id);
    }
}

#[test]
fn no_role_reaches_another_contexts_table() {
    let template = Template::read();
    for function in template.functions() {
        let own = TABLES.iter().find(|(binary, _)| *binary == function.binary()).map(|(_, table)| *table);
        for resource in function.may("dynamodb:") {
            let allowed = match own {
                Some(table) => {
                    resource == format!("!GetAtt {table}.Arn")
                        || resource.starts_with(&format!("!Sub ${{{table}.Arn}}/index/by"))
                }
                None => PUBLISHING.iter().any(|table| resource == format!("!GetAtt {table}.StreamArn")),
            };
            assert!(allowed, "{} reaches {resource}", function.id);
        }
    }
}

#[test]
fn only_the_relay_reads_streams_and_publishes() {
    let template = Template::read();
    let streams = PUBLISHING.map(|table| format!("!GetAtt {table}.StreamArn"));
    let streams: BTreeSet<&str> = streams.iter().map(String::as_str).collect();
    for function in template.functions() {
        let relays = function.handler() == "outbox-relay";
        let expected = if relays { streams.clone() } else { BTreeSet::new() };
        assert_eq!(function.may("dynamodb:GetRecords"), expected, "{}", function.id);
        let expected = if relays { BTreeSet::from(["!GetAtt EventBus.Arn"]) } else { BTreeSet::new() };
        assert_eq!(function.may("events:"), expected, "{}", function.id);
    }
}

#[test]
fn a_function_sends_to_the_queues_that_it_must_and_to_no_others() {
    let template = Template::read();
    for function in template.functions() {
        let queues = SENDS.iter().find(|(sender, _)| *sender == function.handler()).map_or(&[][..], |row| row.1);
        let arns: Vec<_> = queues.iter().map(|queue| format!("!GetAtt {queue}.Arn")).collect();
        let expected: BTreeSet<&str> = arns.iter().map(String::as_str).collect();
        assert_eq!(function.may("sqs:SendMessage"), expected, "{} may send to", function.id);
        for (name, value) in function.environment().into_iter().filter(|(name, _)| name.ends_with("_QUEUE_URL")) {
            let told = text(value).strip_prefix("!Ref ").expect("a queue");
            assert!(queues.contains(&told), "{}: {name} is a queue that it may not send to", function.id);
        }
    }
}

#[test]
fn only_a_function_that_sends_to_its_own_queue_may_go_round() {
    let template = Template::read();
    for function in template.functions() {
        let sources = template.mappings_to(function.id);
        let queues = function.may("sqs:SendMessage");
        let sends_to_itself =
            sources.iter().any(|mapping| queues.contains(text(&mapping.properties["EventSourceArn"])));
        let expected = if sends_to_itself { json!("Allow") } else { json!(null) };
        assert_eq!(function.properties["RecursiveLoop"], expected, "{}", function.id);
    }
}

/// What may be done to the items of the own table, and by which functions.
const ITEM_ACTIONS: [(&[&str], &[&str]); 13] = [
    // It keeps the breaker, too.
    (&["GetItem", "PutItem", "UpdateItem"], &["charge-payment"]),
    (&["GetItem"], &["get-payment", "get-promotion", "get-reservation", "get-room-info", "payment-facts"]),
    (
        &["GetItem", "PutItem"],
        &[
            "begin-payment",
            "change-room",
            "confirm-payment",
            "confirm-reservation",
            "grant-deferred-promotion",
            "note-confirmation",
            "note-promotion",
            "note-refund",
            "refund-payment",
            "redeem-coupon",
            "register-room",
            "retire-room",
            "revoke-promotion",
            "revoke-refunded-promotion",
            "save-promotion",
            "settle-payment",
        ],
    ),
    (
        &["DeleteItem", "GetItem", "PutItem"],
        &["cancel-reservation", "check-out", "expire-reservation", "pay-reservation"],
    ),
    (&["DeleteItem", "PutItem"], &["complete-payment", "grant-promotion"]),
    (&["BatchGetItem", "DeleteItem", "PutItem"], &["close-room"]),
    (&["ConditionCheckItem", "GetItem", "PutItem"], &["reserve-room"]),
    (&["PutItem"], &["copy-catalogue", "notify-customer"]),
    (&["GetItem", "UpdateItem"], &["project-room-info"]),
    (&["DeleteItem", "GetItem", "PutItem", "Query"], &["reconcile-reservations"]),
    (&["GetItem", "PutItem", "Query"], &["reconcile-payments"]),
    (&["GetItem", "Query"], &["get-room", "my-page"]),
    (&["Query"], &["list-notices", "list-promotions", "list-room-infos", "search-rooms"]),
];

#[test]
fn a_function_does_to_items_what_it_must_and_nothing_else() {
    let template = Template::read();
    for function in template.functions().into_iter().filter(|function| function.handler() != "outbox-relay") {
        let row = ITEM_ACTIONS.iter().find(|(_, handlers)| handlers.contains(&function.handler()));
        let actions = function.statements().flat_map(|statement| texts(&statement["Action"]));
        let granted: BTreeSet<&str> = actions.filter_map(|action| action.strip_prefix("dynamodb:")).collect();
        assert_eq!(granted, row.map_or(&[][..], |row| row.0).iter().copied().collect(), "{}", function.id);
    }
}

/// What limits the roles, and allows nothing by itself.
const BOUNDARY: &str = "FunctionBoundary";

/// The statements of every policy in the template that allows something, with the resource that they are in.
fn all_statements(template: &Template) -> Vec<(&str, &Value)> {
    template
        .resources()
        .filter(|resource| resource.id != BOUNDARY)
        .flat_map(|resource| {
            let documents = list(&resource.properties["PolicyDocument"]["Statement"]);
            resource.statements().chain(documents).map(move |statement| (resource.id, statement))
        })
        .collect()
}

#[test]
fn no_policy_has_a_wildcard_but_the_hooks() {
    let template = Template::read();
    let statements = all_statements(&template);
    assert!(statements.len() > 20, "only {} statements were found", statements.len());
    for (id, statement) in statements {
        assert_eq!(statement["Effect"], "Allow", "{id}");
        let granted: Vec<_> = texts(&statement["Action"]).chain(texts(&statement["Resource"])).collect();
        assert!(granted.len() >= 2, "{id}: {statement}");
        let is_the_hooks =
            |text: &str| id == template.function(HOOK).id && HOOK_STATEMENTS.iter().any(|row| row.1 == text);
        assert!(!granted.iter().any(|text| text.contains('*') && !is_the_hooks(text)), "{id}: {granted:?}");
        let others = ["NotAction", "NotResource", "NotPrincipal"];
        assert!(others.iter().all(|key| statement[key].is_null()), "{id}: {statement}");
    }
}

#[test]
fn a_role_has_no_policy_that_is_not_written_here() {
    let template = Template::read();
    for function in template.functions() {
        for policy in list(&function.properties["Policies"]) {
            assert!(policy["Statement"].is_array(), "{}: {policy} is SAM's or AWS's", function.id);
        }
        for key in ["Role", "ManagedPolicyArns"] {
            assert!(function.properties[key].is_null(), "{} has a {key}", function.id);
        }
    }
}

/// What every function may do beyond its context, by what SAM adds and the boundary leaves: write into any log group of the
/// stack, since one boundary is for all, and traces, which know no resources.
const BEYOND_THE_CONTEXT: [(&[&str], &str); 2] = [
    (
        &["logs:CreateLogStream", "logs:PutLogEvents"],
        "!Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${AWS::StackName}/*",
    ),
    (&["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
];

#[test]
fn no_function_can_do_more_than_the_boundary_which_ends_at_the_stack() {
    let template = Template::read();
    assert_eq!(template.0["Globals"]["Function"]["PermissionsBoundary"], format!("!Ref {BOUNDARY}"));
    for function in template.functions() {
        assert!(function.properties["PermissionsBoundary"].is_null(), "{} has a boundary of its own", function.id);
    }
    let boundary = template.get(BOUNDARY).properties;
    let mut allowed = BTreeSet::new();
    for statement in list(&boundary["PolicyDocument"]["Statement"]) {
        let actions: Vec<_> = texts(&statement["Action"]).collect();
        assert!(actions.iter().all(|action| !action.contains('*')), "{actions:?}");
        for resource in texts(&statement["Resource"]) {
            let is_of_the_stack = resource.contains("${AWS::StackName}") || resource == "!GetAtt EventBus.Arn";
            assert!(is_of_the_stack || actions.iter().all(|action| action.starts_with("xray:")), "{resource}");
        }
        allowed.extend(actions);
    }
    // What a role grants and the boundary does not is not granted.
    for function in template.functions() {
        for action in function.statements().flat_map(|statement| texts(&statement["Action"])) {
            assert!(allowed.contains(action), "{}: {action}", function.id);
        }
    }
    let statements = list(&boundary["PolicyDocument"]["Statement"]);
    let by_sam = statements.map(|one| (texts(&one["Action"]).collect::<Vec<_>>(), one["Resource"].as_str()));
    let by_sam =
        by_sam.filter(|(actions, _)| actions.iter().all(|one| one.starts_with("logs:") || one.starts_with("xray:")));
    let expected = BEYOND_THE_CONTEXT.map(|(actions, resource)| (actions.to_vec(), Some(resource)));
    assert_eq!(by_sam.collect::<Vec<_>>(), expected);
}
