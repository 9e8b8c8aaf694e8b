//! The whole template, typed.

use std::{collections::BTreeSet, fs, mem, path::Path};

use serde_json::Value;

use crate::arns;

use super::{
    ApiSpec, FunctionSpec, MappingSource, MappingSpec, Places, QueueSpec, RuleSpec, ScheduleSpec, TableSpec,
    TemplateError, api::ApiProperties, kinds, properties::Properties, resolver::Resolver, syntax,
};

/// What is to be hosted.
#[derive(Debug, Default)]
pub struct Stack {
    /// The functions.
    pub functions: Vec<FunctionSpec>,
    /// The tables.
    pub tables: Vec<TableSpec>,
    /// The queues.
    pub queues: Vec<QueueSpec>,
    /// The rules of all buses.
    pub rules: Vec<RuleSpec>,
    /// The rules that a schedule sets off.
    pub schedules: Vec<ScheduleSpec>,
    /// Names of the buses, `default` among them.
    pub buses: BTreeSet<String>,
    /// Functions that the user pool would invoke where people sign in.
    pub sign_in: Vec<String>,
    /// The event source mappings.
    pub mappings: Vec<MappingSpec>,
    /// The HTTP API.
    pub api: ApiSpec,
    /// What is in the template and not hosted, with the reason.
    pub ignored: Vec<(String, &'static str)>,
}

/// A stack while its resources are read, in any order: a function's events wait for the API's authorizers.
#[derive(Default)]
struct Draft {
    stack: Stack,
    api: ApiProperties,
    events: Vec<(String, String, Properties)>,
}

impl Stack {
    /// Reads the template at `path`.
    pub fn read(path: &Path, overrides: &[(String, String)], places: Places) -> Result<Self, TemplateError> {
        let text =
            fs::read_to_string(path).map_err(|source| TemplateError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(&text, overrides, places)
    }

    /// Reads a template's text.
    pub fn parse(text: &str, overrides: &[(String, String)], places: Places) -> Result<Self, TemplateError> {
        let template = syntax::parse(text)?;
        if !template.is_object() {
            return Err(TemplateError::expected("the template", "a mapping with Resources"));
        }
        let resolver = Resolver::new(template, overrides, places)?;
        let resources = resolver.template["Resources"].as_object().cloned();
        let resources = resources.ok_or_else(|| TemplateError::expected("Resources", "a mapping of resources"))?;
        let mut draft = Draft::default();
        draft.stack.buses.insert("default".to_owned());
        for (logical, resource) in &resources {
            let Some(kind) = resolver.kind(logical)? else { continue };
            if kind == kinds::USER_POOL {
                draft.stack.sign_in.extend(triggers(&resolver, resource, logical)?);
            }
            if let Some(reason) = kinds::ignored(kind) {
                draft.stack.ignored.push((logical.clone(), reason));
                continue;
            }
            let at = format!("Resources.{logical}");
            if !kinds::hosted(kind) {
                return Err(TemplateError::not_hosted(at, kind));
            }
            let global = resolver.template["Globals"].get(kind.rsplit("::").next().unwrap_or_default());
            let properties = merged(global, &resource["Properties"]);
            let at = format!("{at}.Properties");
            let properties = Properties::new(resolver.resolve(&properties, &at)?.unwrap_or_default(), at);
            draft.add(kind, logical, resolver.physical_name(logical)?, &properties)?;
        }
        draft.finish()
    }

    /// Every name that one resource uses for another must be hosted.
    fn check_wiring(&self) -> Result<(), TemplateError> {
        let queue = |name: &str| self.queues.iter().any(|queue| queue.name == name);
        let function = |name: &str| self.functions.iter().any(|function| function.name == name);
        let streamed = |name: &str| self.tables.iter().any(|table| table.name == name && table.streamed);
        let need = |there: bool, at: &str, name: &str| {
            if there { Ok(()) } else { Err(TemplateError::Unknown { at: at.to_owned(), name: name.to_owned() }) }
        };
        for rule in &self.rules {
            need(self.buses.contains(&rule.bus), &format!("rule {}", rule.name), &rule.bus)?;
            for target in rule.queues.iter().chain(&rule.dead_letters) {
                need(queue(target), &format!("rule {}", rule.name), target)?;
            }
        }
        for schedule in &self.schedules {
            for target in &schedule.functions {
                need(function(target), &format!("rule {}", schedule.rule), target)?;
            }
        }
        for mapping in &self.mappings {
            let at = format!("mapping {}", mapping.id);
            need(function(&mapping.function), &at, &mapping.function)?;
            match &mapping.source {
                MappingSource::Queue(name) => need(queue(name), &at, name)?,
                MappingSource::Stream(table) => need(streamed(table), &at, &format!("stream of {table}"))?,
            }
            if let Some(name) = &mapping.failure_queue {
                need(queue(name), &at, name)?;
            }
        }
        for (name, (target, _)) in self.queues.iter().filter_map(|queue| Some((&queue.name, queue.redrive.as_ref()?))) {
            need(queue(target), &format!("queue {name}"), target)?;
        }
        Ok(())
    }
}

impl Draft {
    fn add(&mut self, kind: &str, logical: &str, name: String, properties: &Properties) -> Result<(), TemplateError> {
        let stack = &mut self.stack;
        match kind {
            kinds::FUNCTION => {
                for (event, properties) in properties.entries("Events") {
                    self.events.push((name.clone(), event, properties));
                }
                stack.functions.push(FunctionSpec::read(logical, name, properties)?);
            }
            kinds::API => self.api = one_api(&self.api, ApiProperties::read(logical.to_owned(), properties)?)?,
            kinds::TABLE => stack.tables.push(TableSpec::read(name, properties)?),
            kinds::QUEUE => stack.queues.push(QueueSpec::read(name, properties)?),
            kinds::RULE if properties.get("ScheduleExpression").is_some() => {
                stack.schedules.extend(ScheduleSpec::read(name, properties)?);
            }
            kinds::RULE => stack.rules.extend(RuleSpec::read(name, properties)?),
            kinds::MAPPING => {
                let (source, function) = (properties.required("EventSourceArn")?, properties.required("FunctionName")?);
                stack.mappings.extend(MappingSpec::read(logical.to_owned(), &function, &source, properties)?);
            }
            _ => drop(stack.buses.insert(name)),
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Stack, TemplateError> {
        for (function, name, event) in mem::take(&mut self.events) {
            self.event(&function, &name, &event)?;
        }
        self.stack.api = self.api.spec;
        self.stack.check_wiring()?;
        if self.stack.functions.is_empty() {
            return Err(TemplateError::expected("Resources", format!("at least one {}", kinds::FUNCTION)));
        }
        Ok(self.stack)
    }

    fn event(&mut self, function: &str, name: &str, event: &Properties) -> Result<(), TemplateError> {
        let properties = event.child("Properties");
        let source = match event.required("Type")?.as_str() {
            "HttpApi" => return self.api.add(function, &properties),
            "SQS" => properties.required("Queue")?,
            "DynamoDB" => properties.required("Stream")?,
            kind => return Err(TemplateError::not_hosted(event.at(), format!("an event of type {kind}"))),
        };
        self.stack.mappings.extend(MappingSpec::read(format!("{function}/{name}"), function, &source, &properties)?);
        Ok(())
    }
}

/// The functions that a user pool invokes.
fn triggers(resolver: &Resolver, pool: &Value, logical: &str) -> Result<Vec<String>, TemplateError> {
    let triggers =
        resolver.resolve(&pool["Properties"]["LambdaConfig"], &format!("Resources.{logical}.LambdaConfig"))?;
    let triggers = triggers.as_ref().and_then(Value::as_object).into_iter().flatten();
    Ok(triggers.filter_map(|(_, arn)| arn.as_str()).map(|arn| arns::function_name(arn).to_owned()).collect())
}

/// SAM's `Globals`: mappings merge, everything else is the resource's own if it has it.
fn merged(global: Option<&Value>, own: &Value) -> Value {
    match (global, own) {
        (Some(Value::Object(global)), Value::Object(own)) => {
            let mut all = global.clone();
            for (key, value) in own {
                let value = merged(global.get(key), value);
                all.insert(key.clone(), value);
            }
            Value::Object(all)
        }
        (Some(global), Value::Null) => global.clone(),
        (_, own) => own.clone(),
    }
}

fn one_api(before: &ApiProperties, next: ApiProperties) -> Result<ApiProperties, TemplateError> {
    if before.spec.id.is_empty() { Ok(next) } else { Err(TemplateError::not_hosted(next.spec.id, "a second HTTP API")) }
}
