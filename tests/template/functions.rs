//! One name per function, and one way in.

use std::collections::BTreeSet;

use crate::template::{PERMISSION, Resource, Template, list, text};

/// `register-room` as `RegisterRoom`.
pub(crate) fn pascal_case(handler: &str) -> String {
    handler.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

#[test]
fn a_function_has_one_name_everywhere() {
    let template = Template::read();
    for function in template.functions() {
        let handler = function.handler();
        let name = pascal_case(handler);
        assert_eq!(function.id, format!("{name}Function"));
        // CodeDeploy's role may invoke functions of this prefix only.
        let prefix = if handler == "check-version" { "CodeDeployHook_" } else { "" };
        assert_eq!(function.properties["FunctionName"], format!("!Sub {prefix}${{AWS::StackName}}-{handler}"));
    }
}

#[test]
fn every_call_of_a_function_goes_to_its_alias() {
    let template = Template::read();
    let globals = &template.0["Globals"]["Function"];
    assert_eq!(globals["AutoPublishAlias"], "live");
    assert_eq!(globals["AutoPublishAliasAllProperties"], true, "a change of any property must make a version");
    for function in template.functions() {
        // The values of parameters are properties too: tests/template/versions.py.
        assert_eq!(function.properties["AutoPublishCodeSha256"], "!Ref DeploymentHash", "{}", function.id);
    }
    let source = std::fs::read_to_string(crate::template::path("template.yaml")).unwrap();
    for function in template.functions() {
        let function = function.id;
        for whole in [format!("!GetAtt {function}.Arn"), format!("${{{function}}}"), format!("${{{function}.Arn}}")] {
            assert!(!source.contains(&whole), "{whole} is $LATEST");
        }
    }
}

/// How a function is invoked.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Entry {
    Route,
    Queue,
    Stream,
    Call,
    Schedule,
    Deployment,
    SignIn,
}

/// The aliases that the user pool invokes.
fn sign_in(template: &Template) -> Vec<&str> {
    template.get("UserPool").properties["LambdaConfig"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(_, at)| text(at))
        .collect()
}

/// All ways into a function.
pub(crate) fn entries(template: &Template, function: Resource) -> BTreeSet<Entry> {
    let mut entries = BTreeSet::new();
    for event in function.properties["Events"].as_object().into_iter().flat_map(|events| events.values()) {
        // Queues and streams are mappings of their own: as events, SAM would attach its broad managed policies.
        assert_eq!(event["Type"], "HttpApi", "{}", function.id);
        entries.insert(Entry::Route);
    }
    for mapping in template.mappings_to(function.id) {
        let source = text(&mapping.properties["EventSourceArn"]);
        entries.insert(if source.ends_with("Queue.Arn") { Entry::Queue } else { Entry::Stream });
    }
    let alias = format!("!Ref {}.Alias", function.id);
    if template.functions().iter().any(|caller| caller.may("lambda:InvokeFunction").contains(alias.as_str())) {
        entries.insert(Entry::Call);
    }
    if template.schedules().iter().any(|rule| list(&rule.properties["Targets"]).any(|target| target["Arn"] == alias)) {
        entries.insert(Entry::Schedule);
    }
    if text(&function.properties["FunctionName"]).starts_with("!Sub CodeDeployHook_") {
        entries.insert(Entry::Deployment);
    }
    if sign_in(template).contains(&alias.as_str()) {
        entries.insert(Entry::SignIn);
    }
    entries
}

#[test]
fn no_function_has_two_entries() {
    let template = Template::read();
    for function in template.functions() {
        let entries = entries(&template, function);
        assert_eq!(entries.len(), 1, "{} is entered by {entries:?}", function.id);
    }
    // The only way for another service to invoke a function is a permission: each schedule and the user pool have their own,
    // and nobody else.
    assert_eq!(template.of_kind(PERMISSION).len(), template.schedules().len() + sign_in(&template).len());
}

#[test]
fn a_function_ends_before_api_gateway_gives_up() {
    let template = Template::read();
    for function in template.functions() {
        let entries = entries(&template, function);
        if entries.contains(&Entry::Schedule) {
            // Nobody waits for it.
            continue;
        }
        let limit = if entries.contains(&Entry::Route) { 28 } else { 30 };
        assert!(template.timeout(function) <= limit, "{}", function.id);
    }
}

#[test]
fn a_name_is_short_enough_for_the_stacks_that_there_are() {
    let template = Template::read();
    let stages = std::fs::read_to_string(crate::template::path("samconfig.toml")).unwrap();
    let stacks = stages.lines().filter_map(|line| line.strip_prefix("stack_name = \"")?.strip_suffix('"'));
    let longest = stacks.map(str::len).max().expect("a stack's name");
    for function in template.functions() {
        let name = text(&function.properties["FunctionName"]).trim_start_matches("!Sub ");
        let length = name.len() - "${AWS::StackName}".len() + longest;
        // Lambda's limit.
        assert!(length <= 64, "{name}");
    }
}
