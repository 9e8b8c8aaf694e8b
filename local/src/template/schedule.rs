//! A rule that a schedule sets off: how often, and which functions it invokes.

use std::time::Duration;

use super::{TemplateError, properties::Properties};
use crate::arns;

/// One such rule.
#[derive(Debug, Clone)]
pub struct ScheduleSpec {
    /// Name of the rule.
    pub rule: String,
    /// How long it is from one time to the next.
    pub period: Duration,
    /// Names of the functions that it invokes.
    pub functions: Vec<String>,
}

impl ScheduleSpec {
    /// Reads a rule that has a schedule; one that is disabled is none.
    pub(super) fn read(rule: String, properties: &Properties) -> Result<Option<Self>, TemplateError> {
        // EventBridge has schedules on the default bus only.
        properties.refuse(&["EventBusName", "EventPattern"])?;
        if properties.text("State")?.is_some_and(|state| state == "DISABLED") {
            return Ok(None);
        }
        let expression = properties.required("ScheduleExpression")?;
        let place = properties.place("ScheduleExpression");
        let period = period(&expression)
            .ok_or_else(|| TemplateError::not_hosted(place, format!("the schedule `{expression}`")))?;
        let mut functions = Vec::new();
        for target in properties.children("Targets") {
            target.refuse(&["Input", "InputPath", "InputTransformer", "DeadLetterConfig"])?;
            let arn = target.required("Arn")?;
            if !arn.starts_with("arn:aws:lambda:") {
                return Err(TemplateError::not_hosted(target.at(), format!("a target that is no function ({arn})")));
            }
            functions.push(arns::function_name(&arn).to_owned());
        }
        if functions.is_empty() {
            return Err(TemplateError::expected(properties.place("Targets"), "at least one target"));
        }
        Ok(Some(Self { rule, period, functions }))
    }
}

/// What `rate(1 minute)` or `rate(2 hours)` says: EventBridge takes the singular for one, and for nothing else.
fn period(expression: &str) -> Option<Duration> {
    let (count, unit) = expression.strip_prefix("rate(")?.strip_suffix(')')?.split_once(' ')?;
    let count: u32 = count.parse().ok()?;
    let seconds = match (count, unit) {
        (1, "minute") | (2.., "minutes") => 60,
        (1, "hour") | (2.., "hours") => 60 * 60,
        _ => return None,
    };
    Some(Duration::from_secs(u64::from(count) * seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_number_and_a_unit_that_agrees_with_it() {
        assert_eq!(period("rate(1 minute)"), Some(Duration::from_mins(1)));
        assert_eq!(period("rate(5 minutes)"), Some(Duration::from_mins(5)));
        assert_eq!(period("rate(1 hour)"), Some(Duration::from_hours(1)));
        assert_eq!(period("rate(12 hours)"), Some(Duration::from_hours(12)));
        let others = ["rate(0 minutes)", "rate(1 minutes)", "rate(5 minute)", "rate(5)", "cron(0 12 * * ? *)", ""];
        assert!(others.into_iter().all(|other| period(other).is_none()));
    }
}
