//! `ops audit`.

use std::{io::Write, time::Duration};

use jiff::SignedDuration;
use kernel::Won;
use promotion::domain::{Policy, Tier};

use crate::{
    OpsError, Stack,
    audit::{Options, audit},
    progress::Progress,
};

/// How everything is checked.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// How long to look again at what does not hold, since a live system moves while it is read; 0 for one look.
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    patience: u64,
    /// How long after it was due work may be open: reconcilers take it over after five minutes.
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    allowance: u32,
    /// How many parts of each table are read at once.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1000))]
    segments: u32,
    /// Prints all of it as JSON.
    #[arg(long)]
    json: bool,
    /// The stack's payment provider is not the simulated one, or was not always.
    #[arg(long)]
    no_ledger: bool,
    #[command(flatten)]
    policy: PolicyArguments,
}

/// The stack's promotion policy: the template's parameters.
#[derive(Debug, clap::Args)]
struct PolicyArguments {
    /// Promotions of other versions are not reckoned.
    #[arg(long, default_value = "1")]
    policy_version: String,
    /// Won per point.
    #[arg(long, value_name = "WON", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    point_divisor: u64,
    /// From this price on, a discount coupon.
    #[arg(long, value_name = "WON", default_value = "100000", value_parser = won)]
    coupon_minimum: Won,
    /// What it is worth.
    #[arg(long, value_name = "WON", default_value = "10000", value_parser = won)]
    coupon_value: Won,
    /// From this price on, a beverage.
    #[arg(long, value_name = "WON", default_value = "50000", value_parser = won)]
    beverage_minimum: Won,
    /// What it is worth.
    #[arg(long, value_name = "WON", default_value = "5000", value_parser = won)]
    beverage_value: Won,
}

fn won(text: &str) -> Result<Won, String> {
    let amount: u64 = text.parse().map_err(|error| format!("{error}"))?;
    Won::parse(amount).map_err(|error| error.to_string())
}

impl From<PolicyArguments> for Policy {
    fn from(arguments: PolicyArguments) -> Self {
        Self {
            version: arguments.policy_version,
            divisor: arguments.point_divisor,
            coupon: Tier { minimum: arguments.coupon_minimum, value: arguments.coupon_value },
            beverage: Tier { minimum: arguments.beverage_minimum, value: arguments.beverage_value },
        }
    }
}

impl Arguments {
    /// Audits, and says what was found.
    pub async fn run(self, stack: &Stack, output: &mut impl Write) -> Result<(), OpsError> {
        let options = Options {
            patience: Duration::from_secs(self.patience),
            segments: self.segments,
            allowance: SignedDuration::from_secs(i64::from(self.allowance)),
            policy: self.policy.into(),
            ledger: !self.no_ledger,
        };
        let progress = Progress::of("items read");
        let report = audit(stack, &options, &progress).await?;
        drop(progress);
        if self.json {
            serde_json::to_writer_pretty(&mut *output, &report).map_err(std::io::Error::from)?;
            writeln!(output)?;
        } else {
            write!(output, "{report}")?;
        }
        if report.is_clean() { Ok(()) } else { Err(OpsError::Findings(report.findings().len())) }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }

    #[test]
    fn without_any_word_the_policy_is_the_default_one() {
        let Line { arguments } = Line::parse_from(["audit"]);
        let default = Options::default();
        assert_eq!(Policy::from(arguments.policy), default.policy);
        assert_eq!((arguments.patience, arguments.segments), (default.patience.as_secs(), default.segments));
        assert_eq!(i64::from(arguments.allowance), default.allowance.as_secs());
    }
}
