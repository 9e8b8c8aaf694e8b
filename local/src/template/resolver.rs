//! Evaluates a template's intrinsics, parameters and conditions.

use std::{cell::RefCell, collections::BTreeMap};

use regex::Regex;
use serde_json::{Map, Value};

use super::TemplateError;
use crate::arns::{ACCOUNT, REGION, STACK};

/// Where the host serves, for `Ref` of a queue and the like.
#[derive(Debug, Clone)]
pub struct Places {
    /// Base URL of the AWS endpoints.
    pub endpoint_url: String,
    /// Base URL of the HTTP API.
    pub api_url: String,
}

/// A template with the values of its parameters.
#[derive(Debug)]
pub struct Resolver {
    pub(super) template: Value,
    pub(super) places: Places,
    parameters: BTreeMap<String, Value>,
    /// What is being evaluated, from the outside in: conditions and names of resources.
    under_way: RefCell<Vec<String>>,
}

impl Resolver {
    /// Checks the overrides against the parameters and fills in the defaults.
    pub fn new(template: Value, overrides: &[(String, String)], places: Places) -> Result<Self, TemplateError> {
        let declared = template["Parameters"].as_object().cloned().unwrap_or_default();
        let mut parameters: BTreeMap<String, Value> = declared
            .iter()
            .filter_map(|(name, parameter)| Some((name.clone(), parameter.get("Default")?.clone())))
            .collect();
        for (name, value) in overrides {
            let refuse = |problem: &str| TemplateError::Override {
                name: name.clone(),
                value: value.clone(),
                problem: problem.to_owned(),
            };
            let parameter = declared.get(name).ok_or_else(|| refuse("the template has no such parameter"))?;
            if let Some(problem) = problem(parameter, value) {
                return Err(refuse(problem));
            }
            parameters.insert(name.clone(), Value::String(value.clone()));
        }
        Ok(Self { template, places, parameters, under_way: RefCell::default() })
    }

    /// The value with every intrinsic evaluated; `None` stands for `AWS::NoValue`. `at` is for messages.
    pub fn resolve(&self, value: &Value, at: &str) -> Result<Option<Value>, TemplateError> {
        match value {
            Value::Object(map) => match intrinsic(map) {
                Some((name, argument)) => self.intrinsic(name, argument, at),
                None => self.map(map, at).map(Some),
            },
            Value::Array(items) => {
                let mut resolved = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    resolved.extend(self.resolve(item, &format!("{at}[{index}]"))?);
                }
                Ok(Some(Value::Array(resolved)))
            }
            plain => Ok(Some(plain.clone())),
        }
    }

    fn map(&self, map: &Map<String, Value>, at: &str) -> Result<Value, TemplateError> {
        let mut resolved = Map::new();
        for (key, value) in map {
            if let Some(value) = self.resolve(value, &format!("{at}.{key}"))? {
                resolved.insert(key.clone(), value);
            }
        }
        Ok(Value::Object(resolved))
    }

    fn intrinsic(&self, name: &str, argument: &Value, at: &str) -> Result<Option<Value>, TemplateError> {
        let wrong = |expected: &str| TemplateError::expected(format!("{at}.{name}"), expected);
        match name {
            "Ref" => self.named(argument.as_str().ok_or_else(|| wrong("a name"))?, at),
            "Fn::GetAtt" => match argument.as_array().map(Vec::as_slice) {
                Some([Value::String(resource), Value::String(attribute)]) => {
                    self.attribute(resource, attribute, at).map(Some)
                }
                _ => Err(wrong("Resource.Attribute")),
            },
            "Fn::Sub" => self.substitute(argument, at).map(Some),
            "Fn::If" => match argument.as_array().map(Vec::as_slice) {
                Some([Value::String(condition), yes, no]) => {
                    self.resolve(if self.condition(condition, at)? { yes } else { no }, at)
                }
                _ => Err(wrong("[condition, then, else]")),
            },
            "Fn::Join" => {
                let resolved = self.resolve(argument, at)?;
                match resolved.as_ref().and_then(Value::as_array).map(Vec::as_slice) {
                    Some([Value::String(separator), Value::Array(parts)]) => {
                        let parts: Option<Vec<String>> = parts.iter().map(text).collect();
                        Ok(Some(Value::String(parts.ok_or_else(|| wrong("texts"))?.join(separator))))
                    }
                    _ => Err(wrong("[separator, [parts]]")),
                }
            }
            "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" | "Condition" => {
                self.holds(name, argument, at).map(|holds| Some(Value::Bool(holds)))
            }
            _ => Err(TemplateError::not_hosted(at, format!("the intrinsic {name}"))),
        }
    }

    /// `Ref`: a parameter, a pseudo parameter or a resource.
    fn named(&self, name: &str, at: &str) -> Result<Option<Value>, TemplateError> {
        if let Some(value) = self.parameters.get(name) {
            return Ok(Some(value.clone()));
        }
        if self.template["Parameters"].get(name).is_some() {
            return Err(TemplateError::NoValue(name.to_owned()));
        }
        let pseudo = match name {
            "AWS::NoValue" => return Ok(None),
            "AWS::AccountId" => ACCOUNT,
            "AWS::Region" => REGION,
            "AWS::StackName" => STACK,
            "AWS::StackId" => "arn:aws:cloudformation:ap-northeast-2:000000000000:stack/local/0",
            "AWS::Partition" => "aws",
            "AWS::URLSuffix" => "amazonaws.com",
            _ => return self.reference(name, at).map(Some),
        };
        Ok(Some(Value::String(pseudo.to_owned())))
    }

    fn substitute(&self, argument: &Value, at: &str) -> Result<Value, TemplateError> {
        let wrong = || TemplateError::expected(at, "Fn::Sub with a text, or [text, {variables}]");
        let (pattern, variables) = match argument {
            Value::String(pattern) => (pattern, None),
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(pattern), variables] => (pattern, self.resolve(variables, at)?),
                _ => return Err(wrong()),
            },
            _ => return Err(wrong()),
        };
        let mut output = String::new();
        let mut rest = pattern.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            output.push_str(before);
            let (name, after) = after.split_once('}').ok_or_else(wrong)?;
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                output.extend(["${", literal, "}"]);
                continue;
            }
            let value = match (variables.as_ref().and_then(|variables| variables.get(name)), name.split_once('.')) {
                (Some(value), _) => Some(value.clone()),
                (None, Some((resource, attribute))) => Some(self.attribute(resource, attribute, at)?),
                (None, None) => self.named(name, at)?,
            };
            output.push_str(&value.as_ref().and_then(text).ok_or_else(wrong)?);
        }
        Ok(Value::String(output + rest))
    }

    /// Whether a condition of the template's `Conditions` holds.
    pub fn condition(&self, name: &str, at: &str) -> Result<bool, TemplateError> {
        let unknown = || TemplateError::Unknown { at: at.to_owned(), name: name.to_owned() };
        let definition = self.template["Conditions"].get(name).ok_or_else(unknown)?;
        let place = format!("Conditions.{name}");
        self.once(&place, name, || self.truth(definition, &place))
    }

    /// Evaluates what may refer to others of its kind: one that comes back to itself has no value.
    pub(super) fn once<T>(
        &self,
        place: &str,
        name: &str,
        evaluate: impl FnOnce() -> Result<T, TemplateError>,
    ) -> Result<T, TemplateError> {
        if self.under_way.borrow().iter().any(|outer| outer == place) {
            return Err(TemplateError::Circular { at: place.to_owned(), name: name.to_owned() });
        }
        self.under_way.borrow_mut().push(place.to_owned());
        let value = evaluate();
        self.under_way.borrow_mut().pop();
        value
    }

    fn truth(&self, value: &Value, at: &str) -> Result<bool, TemplateError> {
        let resolved = self.resolve(value, at)?;
        resolved.as_ref().and_then(Value::as_bool).ok_or_else(|| TemplateError::expected(at, "a condition"))
    }

    fn holds(&self, name: &str, argument: &Value, at: &str) -> Result<bool, TemplateError> {
        if name == "Condition" {
            return self.condition(argument.as_str().unwrap_or_default(), at);
        }
        let parts = argument.as_array().ok_or_else(|| TemplateError::expected(at, "a list"))?;
        if name == "Fn::Equals" {
            let side = |part| Ok(self.resolve(part, at)?.as_ref().and_then(text));
            let sides = parts.iter().map(side).collect::<Result<Vec<_>, TemplateError>>()?;
            return Ok(sides.len() == 2 && sides[0] == sides[1]);
        }
        let truths: Vec<bool> = parts.iter().map(|part| self.truth(part, at)).collect::<Result<_, _>>()?;
        Ok(match name {
            "Fn::And" => truths.iter().all(|truth| *truth),
            "Fn::Or" => truths.iter().any(|truth| *truth),
            _ => !truths.first().copied().unwrap_or(true),
        })
    }
}

/// Why a parameter cannot have this value.
fn problem(parameter: &Value, value: &str) -> Option<&'static str> {
    let allowed = parameter["AllowedValues"].as_array();
    if allowed.is_some_and(|allowed| !allowed.iter().any(|one| text(one).as_deref() == Some(value))) {
        return Some("not one of its AllowedValues");
    }
    if let Some(pattern) = text(&parameter["AllowedPattern"]) {
        // As CloudFormation has it, the whole value must match.
        match Regex::new(&format!(r"\A(?:{pattern})\z")) {
            Ok(pattern) if pattern.is_match(value) => {}
            Ok(_) => return Some("not of the form of its AllowedPattern"),
            Err(_) => return Some("its AllowedPattern is not understood"),
        }
    }
    if parameter["Type"] != "Number" {
        return None;
    }
    let number = value.parse::<f64>().ok().filter(|number| number.is_finite());
    let Some(number) = number else { return Some("not a number") };
    let limit = |key: &str| text(&parameter[key]).and_then(|limit| limit.parse::<f64>().ok());
    if limit("MinValue").is_some_and(|least| number < least) || limit("MaxValue").is_some_and(|most| number > most) {
        return Some("outside of its MinValue and MaxValue");
    }
    None
}

/// A scalar as text, as CloudFormation joins and substitutes it.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn intrinsic(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = map.iter().next().filter(|_| map.len() == 1)?;
    (name == "Ref" || (name == "Condition" && argument.is_string()) || name.starts_with("Fn::"))
        .then_some((name.as_str(), argument))
}
