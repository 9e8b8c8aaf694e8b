//! The AppSpec of a Lambda deployment: which function gets which version
//! (<https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file.html>).

use std::collections::BTreeMap;

use serde::Deserialize;

/// A version of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The function's name.
    pub function: String,
    /// The version's number.
    pub version: u64,
}

/// An AppSpec that does not say which version it is about.
#[derive(Debug, thiserror::Error)]
pub enum AppSpecError {
    /// It is not of the shape that AppSpecs of Lambda deployments have.
    #[error("it is no AppSpec of a Lambda deployment")]
    Unreadable(#[from] yaml_serde::Error),
    /// It is about none or about several.
    #[error("it names {0} resources, not one")]
    NotOne(usize),
    /// It is about something else.
    #[error("it is about a resource of type {0}")]
    NoFunction(String),
    /// It names no version that stays what it is.
    #[error("{0} is not the number of a version")]
    NoVersion(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AppSpec {
    resources: Vec<BTreeMap<String, Resource>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    r#type: String,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Properties {
    name: String,
    target_version: Version,
}

/// CloudFormation quotes the number; whoever writes YAML need not.
#[derive(Deserialize)]
#[serde(untagged)]
enum Version {
    Number(u64),
    Text(String),
}

impl Target {
    /// The version that is to get traffic, in an AppSpec written as YAML or JSON, which is YAML as well.
    pub fn of_app_spec(content: &str) -> Result<Self, AppSpecError> {
        let app_spec: AppSpec = yaml_serde::from_str(content)?;
        let mut resources: Vec<Resource> = app_spec.resources.into_iter().flat_map(BTreeMap::into_values).collect();
        let count = resources.len();
        let (Some(resource), true) = (resources.pop(), count == 1) else { return Err(AppSpecError::NotOne(count)) };
        if resource.r#type != "AWS::Lambda::Function" {
            return Err(AppSpecError::NoFunction(resource.r#type));
        }
        let version = match resource.properties.target_version {
            Version::Number(number) => number,
            Version::Text(text) => text.parse().map_err(|_| AppSpecError::NoVersion(text))?,
        };
        Ok(Self { function: resource.properties.name, version })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn resource(kind: &str, version: &Value) -> Value {
        let properties = json!({ "Name": "cinema-dev-sell-ticket", "Alias": "live", "CurrentVersion": "6", "TargetVersion": version });
        json!({ "SellTicketFunctionAliaslive": { "Type": kind, "Properties": properties } })
    }

    fn app_spec(resources: &Value) -> String {
        json!({ "version": "0.0", "Resources": resources, "Hooks": [{ "BeforeAllowTraffic": "CodeDeployHook_x" }] })
            .to_string()
    }

    const FUNCTION: &str = "AWS::Lambda::Function";

    #[test]
    fn the_version_is_read_from_json_and_from_yaml() {
        let expected = Target { function: "cinema-dev-sell-ticket".into(), version: 7 };
        let json = app_spec(&json!([resource(FUNCTION, &json!("7"))]));
        assert_eq!(Target::of_app_spec(&json).unwrap(), expected);
        for version in ["7", "\"7\""] {
            let yaml = format!(
                "version: 0.0\nResources:\n  - Sell:\n      Type: {FUNCTION}\n      Properties:\n        \
                 Name: cinema-dev-sell-ticket\n        Alias: live\n        CurrentVersion: 6\n        \
                 TargetVersion: {version}\n"
            );
            assert_eq!(Target::of_app_spec(&yaml).unwrap(), expected, "{yaml}");
        }
    }

    #[test]
    fn one_that_does_not_name_one_version_of_a_function_is_refused() {
        let sell = resource(FUNCTION, &json!("7"));
        for (content, complaint) in [
            (String::new(), "no AppSpec"),
            ("[".into(), "no AppSpec"),
            (json!({ "version": "0.0" }).to_string(), "no AppSpec"),
            (app_spec(&json!([])), "names 0 resources"),
            (app_spec(&json!([sell, sell])), "names 2 resources"),
            (app_spec(&json!([resource("AWS::ECS::Service", &json!("7"))])), "AWS::ECS::Service"),
            (app_spec(&json!([resource(FUNCTION, &json!("$LATEST"))])), "$LATEST is not the number"),
            (app_spec(&json!([resource(FUNCTION, &json!(null))])), "no AppSpec"),
        ] {
            let error = Target::of_app_spec(&content).unwrap_err().to_string();
            assert!(error.contains(complaint), "{content}: {error}");
        }
    }
}
