//! The functions of the template.

use anyhow::{Context, Result};
use yaml_serde::Value;

/// A function and the binary that it is in.
pub struct Function {
    /// Its handler's name.
    pub name: String,
    /// Its binary's.
    pub binary: String,
}

/// All functions of `template.yaml` in the current folder.
pub fn functions() -> Result<Vec<Function>> {
    let text = std::fs::read_to_string("template.yaml").context("run this where template.yaml is")?;
    let template: Value = yaml_serde::from_str(&text)?;
    let resources = template["Resources"].as_mapping().context("the template has no Resources")?;
    let functions = resources.values().filter(|resource| resource["Type"] == "AWS::Serverless::Function");
    functions
        .map(|resource| {
            let property = |name: &str| {
                let value = resource["Properties"][name].as_str();
                value.with_context(|| format!("a function has no {name}"))
            };
            let binary = property("CodeUri")?.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
            Ok(Function { name: property("Handler")?.to_owned(), binary })
        })
        .collect()
}
