//! Which kinds of resources are hosted and which are ignored, with the reason. Every other kind is refused by name.

/// A Lambda function.
pub const FUNCTION: &str = "AWS::Serverless::Function";
/// The HTTP API.
pub const API: &str = "AWS::Serverless::HttpApi";
/// A DynamoDB table.
pub const TABLE: &str = "AWS::DynamoDB::Table";
/// An SQS queue.
pub const QUEUE: &str = "AWS::SQS::Queue";
/// An EventBridge bus.
pub const BUS: &str = "AWS::Events::EventBus";
/// An EventBridge rule.
pub const RULE: &str = "AWS::Events::Rule";
/// A mapping from a stream or queue to a function, written by itself.
pub const MAPPING: &str = "AWS::Lambda::EventSourceMapping";
/// A Cognito user pool: replaced by the local identity provider.
pub const USER_POOL: &str = "AWS::Cognito::UserPool";

/// What is not hosted because nothing depends on it at run time, and why.
const IGNORED: &[(&str, &str)] = &[
    ("AWS::Logs::MetricFilter", "metrics are AWS's: people here read the logs themselves"),
    ("AWS::Logs::", "logs go to stderr"),
    ("AWS::CloudWatch::", "alarms and dashboards watch AWS's metrics"),
    ("AWS::IAM::", "permissions are proved against the template, not enforced here"),
    ("AWS::Lambda::Permission", "everything here may call everything here"),
    ("AWS::SQS::QueuePolicy", "everything here may call everything here"),
    ("AWS::Events::EventBusPolicy", "everything here may call everything here"),
    ("AWS::Events::Archive", "events are replayed from their aggregates"),
    ("AWS::Cognito::", "the local identity provider signs the tokens: POST /dev/token"),
    ("AWS::KMS::", "nothing is encrypted at rest"),
    ("AWS::SNS::", "only alarms publish, and there are none"),
    ("AWS::SSM::Parameter", "parameters are read at deployment"),
    ("AWS::CloudFront::", "no content delivery network"),
    ("AWS::S3::", "static files are served from the working tree"),
    ("AWS::CodeDeploy::", "the newest code is always the one that runs"),
    ("AWS::XRay::", "traces are AWS's"),
    ("AWS::ApplicationAutoScaling::", "nothing scales here"),
    ("AWS::Budgets::", "nothing costs here"),
    ("AWS::WAFv2::", "requests come from this machine"),
];

/// Whether this host hosts the kind.
pub fn hosted(kind: &str) -> bool {
    [FUNCTION, API, TABLE, QUEUE, BUS, RULE, MAPPING].contains(&kind)
}

/// Why the kind is ignored, if it is.
pub fn ignored(kind: &str) -> Option<&'static str> {
    let matches = |pattern: &str| kind == pattern || (pattern.ends_with("::") && kind.starts_with(pattern));
    IGNORED.iter().find(|(pattern, _)| matches(pattern)).map(|(_, reason)| *reason)
}

/// The property that names a resource of this kind.
pub fn name_property(kind: &str) -> Option<&'static str> {
    Some(match kind {
        FUNCTION => "FunctionName",
        TABLE => "TableName",
        QUEUE => "QueueName",
        BUS | RULE | API => "Name",
        "AWS::Logs::LogGroup" => "LogGroupName",
        "AWS::IAM::Role" => "RoleName",
        "AWS::SNS::Topic" => "TopicName",
        "AWS::S3::Bucket" => "BucketName",
        "AWS::CloudWatch::Alarm" => "AlarmName",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_kind_is_both_hosted_and_ignored() {
        for kind in [FUNCTION, API, TABLE, QUEUE, BUS, RULE, MAPPING] {
            assert!(hosted(kind) && ignored(kind).is_none(), "{kind}");
        }
        assert!(ignored("AWS::CloudWatch::Alarm").is_some());
        assert!(ignored(USER_POOL).is_some());
        assert!(ignored("AWS::Serverless::SimpleTable").is_none());
    }
}
