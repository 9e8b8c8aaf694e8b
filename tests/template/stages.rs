//! The stages of `samconfig.toml`.

use std::{collections::BTreeSet, fs};

use crate::template::{Template, path};

/// The value of a line `key = "value"`.
fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.trim_start().strip_prefix("= \"")?.strip_suffix('"')
}

#[test]
fn every_stage_overrides_parameters_that_exist() {
    let template = Template::read();
    let config = fs::read_to_string(path("samconfig.toml")).unwrap();
    let mut stages = BTreeSet::new();
    for overrides in config.lines().filter_map(|line| quoted(line, "parameter_overrides")) {
        for pair in overrides.split(' ') {
            let (name, value) = pair.split_once('=').expect("Name=value");
            let parameter = &template.0["Parameters"][name];
            assert!(parameter.is_object(), "the template has no parameter {name}");
            if let Some(allowed) = parameter["AllowedValues"].as_array() {
                assert!(allowed.iter().any(|one| one.to_string().trim_matches('"') == value), "{name}={value}");
            }
            // What people use is tried out on a tenth of them.
            if name == "Stage" && value != "dev" {
                assert!(overrides.contains(" CanaryDeployments=true"), "{overrides}");
            }
            if name == "Stage" {
                stages.insert(value.to_owned());
            }
        }
    }
    assert_eq!(stages, BTreeSet::from(["dev", "staging", "prod"].map(str::to_owned)));
}
