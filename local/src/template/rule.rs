//! A rule of the bus: which events go to which queues.

use super::{TemplateError, properties::Properties};
use crate::arns;

/// One rule.
#[derive(Debug, Clone)]
pub struct RuleSpec {
    /// Name of the rule.
    pub name: String,
    /// The bus whose events it sees.
    pub bus: String,
    /// Its event pattern, as JSON.
    pub pattern: String,
    /// Names of the queues that get a matching event.
    pub queues: Vec<String>,
    /// Names of the queues that AWS puts an event into which it could not deliver. Here delivery cannot fail.
    pub dead_letters: Vec<String>,
}

impl RuleSpec {
    /// Reads a rule; one that is disabled is none.
    pub(super) fn read(name: String, properties: &Properties) -> Result<Option<Self>, TemplateError> {
        if properties.text("State")?.is_some_and(|state| state == "DISABLED") {
            return Ok(None);
        }
        let pattern = properties.get("EventPattern");
        let pattern = pattern.ok_or_else(|| TemplateError::expected(properties.place("EventPattern"), "a pattern"))?;
        let (mut queues, mut dead_letters) = (Vec::new(), Vec::new());
        for target in properties.children("Targets") {
            target.refuse(&["Input", "InputPath", "InputTransformer"])?;
            let arn = target.required("Arn")?;
            if !arn.starts_with("arn:aws:sqs:") {
                return Err(TemplateError::not_hosted(target.at(), format!("a target that is no queue ({arn})")));
            }
            queues.push(arns::last_segment(&arn).to_owned());
            let dead = target.child("DeadLetterConfig").text("Arn")?;
            dead_letters.extend(dead.map(|arn| arns::last_segment(&arn).to_owned()));
        }
        if queues.is_empty() {
            return Err(TemplateError::expected(properties.place("Targets"), "at least one target"));
        }
        let bus = properties.text("EventBusName")?.unwrap_or_else(|| "default".to_owned());
        let bus = arns::last_segment(&bus).to_owned();
        Ok(Some(Self { name, bus, pattern: pattern.to_string(), queues, dead_letters }))
    }
}
