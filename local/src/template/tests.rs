//! What a template means here.

use std::time::Duration;

use super::{Authorizer, MappingSource, Places, Stack, TemplateError, Throttle};

fn read(text: &str, overrides: &[(&str, &str)]) -> Result<Stack, TemplateError> {
    let places = Places { endpoint_url: "http://aws".to_owned(), api_url: "http://api".to_owned() };
    let overrides: Vec<_> = overrides.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Stack::parse(text, &overrides, places)
}

const TEMPLATE: &str = r"
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}
  Rate: {Type: Number, Default: 7, MinValue: 1, MaxValue: 9}
  Needless: {Type: String}
  Version: {Type: String, AllowedPattern: 'v\d|^$', Default: v1}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsDev: !Not [!Condition IsProd]
Globals:
  Function:
    Timeout: 10
    AutoPublishAlias: live
    Environment: {Variables: {LEVEL: info, STAGE: !Ref Stage}}
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: Jwt
        Authorizers: {Jwt: {JwtConfiguration: {issuer: !Sub 'https://${Stage}.example', audience: [app]}}}
      DefaultRouteSettings: {ThrottlingRateLimit: !Ref Rate, ThrottlingBurstLimit: 3}
  Callee:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: target/lambda/code/, Handler: callee}
  Caller:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Join ['-', [!Ref 'AWS::StackName', caller]]
      CodeUri: target/lambda/code/
      Handler: caller
      Timeout: !If [IsProd, 20, 5]
      MemorySize: 512
      ReservedConcurrentExecutions: !If [IsProd, 2, !Ref 'AWS::NoValue']
      Environment: {Variables: {LEVEL: debug, CALLEE: !Ref Callee.Alias, QUEUE_URL: !Ref Queue}}
      Events:
        Open: {Type: HttpApi, Properties: {Path: /open, Method: get, Auth: {Authorizer: NONE}}}
        Closed: {Type: HttpApi, Properties: {Path: /closed, Method: post}}
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, BatchSize: 5}}
        Off: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn, Enabled: false}}
  Queue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 60, DelaySeconds: 5}
  OnlyProd:
    Type: AWS::SQS::Queue
    Condition: IsProd
  Alarm: {Type: 'AWS::CloudWatch::Alarm', Properties: {Threshold: !Ref Nobody}}
";

#[test]
fn functions_have_their_own_settings_over_the_globals() {
    let stack = read(TEMPLATE, &[]).unwrap();
    let function = |name: &str| stack.functions.iter().find(|function| function.logical_id == name).unwrap();
    let caller = function("Caller");
    assert_eq!((caller.name.as_str(), caller.binary.as_str()), ("local-caller", "code"));
    assert_eq!((caller.timeout, caller.reserved_concurrency), (Duration::from_secs(5), None));
    assert_eq!(function("Callee").timeout, Duration::from_secs(10));
    assert_eq!((caller.memory_mb, function("Callee").memory_mb), (512, 128));
    let variable = |name: &str| caller.environment.iter().find(|(known, _)| known == name).unwrap().1.as_str();
    assert_eq!((variable("LEVEL"), variable("STAGE")), ("debug", "dev"));
    assert_eq!(variable("CALLEE"), "arn:aws:lambda:ap-northeast-2:000000000000:function:local-Callee:live");
    assert_eq!(variable("QUEUE_URL"), "http://aws/000000000000/local-Queue");
}

#[test]
fn parameters_and_conditions_decide() {
    let stack = read(TEMPLATE, &[("Stage", "prod"), ("Rate", "9")]).unwrap();
    let caller = stack.functions.iter().find(|function| function.logical_id == "Caller").unwrap();
    assert_eq!((caller.timeout, caller.reserved_concurrency), (Duration::from_secs(20), Some(2)));
    assert_eq!(stack.queues.len(), 2);
    assert_eq!(read(TEMPLATE, &[]).unwrap().queues.len(), 1);
    assert_eq!(stack.api.throttle, Some(Throttle { rate: 9.0, burst: 3.0 }));
}

#[test]
fn routes_have_the_default_authorizer_unless_they_say_otherwise() {
    let stack = read(TEMPLATE, &[]).unwrap();
    let authorizer = |key: &str| stack.api.routes.iter().find(|route| route.key == key).unwrap().authorizer.clone();
    assert_eq!(authorizer("GET /open"), None);
    let jwt = Authorizer { issuer: "https://dev.example".to_owned(), audience: vec!["app".to_owned()] };
    assert_eq!(authorizer("POST /closed"), Some(jwt));
}

#[test]
fn a_disabled_mapping_is_none_and_what_is_ignored_is_named_with_a_reason() {
    let stack = read(TEMPLATE, &[]).unwrap();
    assert_eq!(stack.mappings.len(), 1);
    assert_eq!(stack.mappings[0].source, MappingSource::Queue("local-Queue".to_owned()));
    assert_eq!((stack.mappings[0].batch_size, stack.mappings[0].function.as_str()), (5, "local-caller"));
    assert_eq!(stack.ignored.len(), 1);
    assert_eq!(stack.ignored[0].0, "Alarm");
}

#[test]
fn an_override_that_does_not_fit_is_refused_by_name() {
    for (name, value) in [
        ("Nobody", "1"),
        ("Stage", "test"),
        ("Rate", "0"),
        ("Rate", "10"),
        ("Rate", "many"),
        ("Rate", "NaN"),
        ("Rate", "inf"),
        ("Version", "1"),
        ("Version", "v1 "),
        ("Version", "av1"),
        ("Version", "v1\n"),
    ] {
        let error = read(TEMPLATE, &[(name, value)]).unwrap_err().to_string();
        assert!(error.contains(&format!("{name}={value}")), "{error}");
    }
}

#[test]
fn an_allowed_pattern_is_for_the_whole_value() {
    for value in ["v2", ""] {
        assert!(read(TEMPLATE, &[("Version", value)]).is_ok(), "{value}");
    }
}

#[test]
fn what_is_no_template_or_has_nothing_to_run_is_refused() {
    let queue = "Resources: {Queue: {Type: 'AWS::SQS::Queue'}}";
    for text in ["", "[]", "just text", "Parameters: {}", "Resources:", "Resources: []", "Resources: {}", queue] {
        let error = read(text, &[]).unwrap_err();
        assert!(matches!(error, TemplateError::Expected { .. }), "{text}: {error}");
    }
}

#[test]
fn what_would_silently_be_missing_is_refused_by_its_place() {
    let function = |more: &str| {
        format!(
            "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {{CodeUri: a/, Handler: h, {more}}}\n"
        )
    };
    for (text, place) in [
        (function("FunctionUrlConfig: {AuthType: NONE}"), "Resources.F.Properties"),
        (function("Events: {E: {Type: Schedule}}"), "Resources.F.Properties.Events.E"),
        (function("Timeout: soon"), "Resources.F.Properties.Timeout"),
        (function("Environment: {Variables: {A: !Select [0, [a]]}}"), "Variables.A"),
        (function("Environment: {Variables: {A: '{{resolve:ssm:name}}'}}"), "Variables.A"),
        (
            TEMPLATE.replace("Properties: {VisibilityTimeout", "Properties: {FifoQueue: true, VisibilityTimeout"),
            "Queue",
        ),
        (TEMPLATE.replace("debug", "!Ref Needless"), "Needless"),
        (TEMPLATE.replace("AWS::CloudWatch::Alarm", "AWS::Odd::Thing"), "AWS::Odd::Thing"),
    ] {
        let error = read(&text, &[]).unwrap_err().to_string();
        assert!(error.contains(place), "`{error}` does not name {place}");
    }
}

#[test]
fn what_is_defined_by_itself_is_refused() {
    let queue =
        |name: &str| format!("Resources: {{Queue: {{Type: 'AWS::SQS::Queue', Properties: {{QueueName: {name}}}}}}}");
    for (template, at) in [
        ("Conditions: {A: !Condition B, B: !Not [!Condition A]}\nResources: {Q: {Type: 'AWS::SQS::Queue', Condition: A}}".to_owned(), "Conditions.A"),
        (queue("!Ref Queue"), "Resources.Queue.Properties.QueueName"),
        (queue("!Sub '${Queue.Arn}-x'"), "Resources.Queue.Properties.QueueName"),
    ] {
        let error = read(&template, &[]).unwrap_err();
        assert!(matches!(&error, TemplateError::Circular { at: place, .. } if place == at), "{template}: {error}");
    }
    // Twice is no circle: it is the missing function that is complained of.
    let twice = "Conditions: {A: !Equals [1, 1], B: !And [!Condition A, !Condition A]}\n\
                 Resources: {Q: {Type: 'AWS::SQS::Queue', Condition: B}}";
    let error = read(twice, &[]).unwrap_err();
    assert!(matches!(error, TemplateError::Expected { .. }), "{error}");
}
