//! What each kind of resource answers to `Ref` and `GetAtt`, and what it is called.

use serde_json::Value;

use super::{
    TemplateError, kinds,
    resolver::{Resolver, text},
};
use crate::arns::{self, ACCOUNT, STACK};

impl Resolver {
    /// A resource's type, if the template has it and its condition holds.
    pub(super) fn kind(&self, logical: &str) -> Result<Option<&str>, TemplateError> {
        let Some(resource) = self.template["Resources"].get(logical) else { return Ok(None) };
        let at = format!("Resources.{logical}");
        if let Some(condition) = resource["Condition"].as_str()
            && !self.condition(condition, &at)?
        {
            return Ok(None);
        }
        resource["Type"].as_str().map(Some).ok_or_else(|| TemplateError::expected(at, "a Type"))
    }

    /// The name that a resource has on AWS: the one the template gives it, or one made of the stack's.
    pub(super) fn physical_name(&self, logical: &str) -> Result<String, TemplateError> {
        let resource = &self.template["Resources"][logical];
        let property = kinds::name_property(resource["Type"].as_str().unwrap_or_default());
        let named = property.and_then(|property| Some((property, resource["Properties"].get(property)?)));
        if let Some((property, value)) = named {
            let at = format!("Resources.{logical}.Properties.{property}");
            if let Some(value) = self.once(&at, logical, || self.resolve(value, &at))? {
                return text(&value).ok_or_else(|| TemplateError::expected(at, "a name"));
            }
        }
        Ok(format!("{STACK}-{logical}"))
    }

    pub(super) fn reference(&self, name: &str, at: &str) -> Result<Value, TemplateError> {
        let unknown = || TemplateError::Unknown { at: at.to_owned(), name: name.to_owned() };
        // SAM: `XFunction.Alias` and `XFunction.Version` are what AutoPublishAlias makes of XFunction.
        if let Some((function, made)) = name.split_once('.') {
            self.kind(function)?.filter(|kind| *kind == kinds::FUNCTION).ok_or_else(unknown)?;
            let qualifier = match made {
                "Alias" => self.alias(function).ok_or_else(unknown)?,
                "Version" => "1".to_owned(),
                _ => return Err(unknown()),
            };
            return Ok(Value::String(format!("{}:{qualifier}", arns::function(&self.physical_name(function)?))));
        }
        let physical = self.physical_name(name)?;
        Ok(Value::String(match self.kind(name)?.ok_or_else(unknown)? {
            kinds::QUEUE => self.queue_url(&physical),
            kinds::USER_POOL => format!("{}_{name}", arns::REGION),
            _ => physical,
        }))
    }

    pub(super) fn attribute(&self, logical: &str, attribute: &str, at: &str) -> Result<Value, TemplateError> {
        let unknown = || TemplateError::Unknown { at: at.to_owned(), name: format!("{logical}.{attribute}") };
        if matches!(attribute, "Alias" | "Version") {
            return self.reference(&format!("{logical}.{attribute}"), at);
        }
        let name = self.physical_name(logical)?;
        Ok(Value::String(match (self.kind(logical)?.ok_or_else(unknown)?, attribute) {
            (kinds::FUNCTION, "Arn") => arns::function(&name),
            (kinds::TABLE, "Arn") => arns::table(&name),
            (kinds::TABLE, "StreamArn") => arns::stream(&name),
            (kinds::QUEUE, "Arn") => arns::queue(&name),
            (kinds::QUEUE, "QueueName") | (kinds::BUS, "Name") => name,
            (kinds::QUEUE, "QueueUrl") => self.queue_url(&name),
            (kinds::BUS, "Arn") => arns::arn("events", &format!("event-bus/{name}")),
            (kinds::RULE, "Arn") => arns::arn("events", &format!("rule/{name}")),
            (kinds::API, "ApiEndpoint") => self.places.api_url.clone(),
            (kinds::USER_POOL, "ProviderURL") => {
                format!("https://cognito-idp.{region}.amazonaws.com/{region}_{logical}", region = arns::REGION)
            }
            // What is ignored is still referred to, by policies and alarms at the least.
            (kind, attribute) if kinds::ignored(kind).is_some() => arns::arn("local", &format!("{name}/{attribute}")),
            _ => return Err(unknown()),
        }))
    }

    fn queue_url(&self, name: &str) -> String {
        format!("{}/{ACCOUNT}/{name}", self.places.endpoint_url)
    }

    fn alias(&self, function: &str) -> Option<String> {
        let own = self.template["Resources"][function]["Properties"].get("AutoPublishAlias");
        own.or_else(|| self.template["Globals"]["Function"].get("AutoPublishAlias")).and_then(text)
    }
}
