//! The account, the region and the ARNs of what is hosted here.

/// Account of everything local.
pub const ACCOUNT: &str = "000000000000";
/// Region of everything local: where the business is.
pub const REGION: &str = "ap-northeast-2";
/// Name of the stack, as `AWS::StackName` resolves.
pub const STACK: &str = "local";
/// Label of every table's stream: it never changes, so that positions survive a restart.
const STREAM_LABEL: &str = "2000-01-01T00:00:00.000";

/// ARN of a resource of `service`, such as `queue-name` of `sqs` or `table/name` of `dynamodb`.
pub fn arn(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}")
}

/// ARN of a function, without alias.
pub fn function(name: &str) -> String {
    arn("lambda", &format!("function:{name}"))
}

/// ARN of a table.
pub fn table(name: &str) -> String {
    arn("dynamodb", &format!("table/{name}"))
}

/// ARN of a table's stream.
pub fn stream(table_name: &str) -> String {
    format!("{}/stream/{STREAM_LABEL}", table(table_name))
}

/// ARN of a queue.
pub fn queue(name: &str) -> String {
    arn("sqs", name)
}

/// The last segment of an ARN, a URL or a path: the name of a queue or bus.
pub fn last_segment(name: &str) -> &str {
    name.rsplit([':', '/']).next().unwrap_or(name)
}

/// The name in what an invoker calls a function: its name, `name:alias`, or its ARN with or without alias.
pub fn function_name(qualified: &str) -> &str {
    let name = qualified.rsplit_once(":function:").map_or(qualified, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}

/// The table's name in the ARN of its stream.
pub fn table_of_stream(arn: &str) -> Option<&str> {
    arn.split_once(":table/")?.1.split_once("/stream/").map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_known_by_name_alias_and_arn() {
        for qualified in ["save", "save:live", &function("save"), &format!("{}:live", function("save"))] {
            assert_eq!(function_name(qualified), "save", "{qualified}");
        }
    }

    #[test]
    fn a_stream_names_its_table() {
        assert_eq!(table_of_stream(&stream("rooms")), Some("rooms"));
        assert_eq!(table_of_stream(&queue("rooms")), None);
    }
}
