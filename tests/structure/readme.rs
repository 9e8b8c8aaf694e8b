//! Both READMEs say the same: the commands are the same ones, and so are the links.

use std::{collections::BTreeSet, fs, path::Path};

fn readme(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

/// The commands of all blocks for a shell, without comments.
fn commands(text: &str) -> Vec<&str> {
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines).map(|line| line.split(" # ").next().unwrap_or_default().trim_end());
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// Where links lead to; each README has one to the other.
fn links(text: &str) -> BTreeSet<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.starts_with("README")).collect()
}

#[test]
fn the_korean_readme_has_the_commands_and_links_of_the_english_one() {
    let (english, korean) = (readme("README.md"), readme("README.ko.md"));
    assert!(commands(&english).len() > 20);
    assert_eq!(commands(&korean), commands(&english));
    assert_eq!(links(&korean), links(&english));
    assert_eq!(korean.matches("\n## ").count(), english.matches("\n## ").count());
    assert!(english.contains("](README.ko.md)") && korean.contains("](README.md)"));
}

#[test]
fn every_link_of_the_readmes_leads_to_something() {
    for target in links(&readme("README.md")).into_iter().filter(|target| !target.contains("://")) {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(target).exists(), "{target}");
    }
}
