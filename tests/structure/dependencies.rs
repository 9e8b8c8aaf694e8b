//! functions → contracts → kernel; platform → kernel; local → functions. A context knows another one by its published
//! contracts only.

use std::fs;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, camino::Utf8Path};

use crate::root;

/// What a crate is, by where it lives.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Layer {
    Kernel,
    Contracts,
    Platform,
    /// What the tests of functions share.
    Testing,
    /// The published events of one system.
    SystemContracts,
    /// Describes the API of one system.
    Description,
    /// A bounded context, or a function that belongs to none.
    Function,
    /// What runs or operates all functions on a machine.
    Host,
    Tests,
}

impl Layer {
    fn of(folder: &str) -> Option<Self> {
        Some(match folder.split('/').collect::<Vec<_>>()[..] {
            ["shared", "kernel"] => Self::Kernel,
            ["shared", "contracts"] => Self::Contracts,
            ["shared", "platform"] => Self::Platform,
            ["shared", "testing"] => Self::Testing,
            ["functions", _, "contracts"] => Self::SystemContracts,
            ["functions", _, "api"] => Self::Description,
            ["functions", _] | ["functions", _, _] => Self::Function,
            ["local" | "ops"] => Self::Host,
            ["tests"] | ["tests", _] => Self::Tests,
            _ => return None,
        })
    }

    fn may_use(&self, other: &Self) -> bool {
        use Layer::{Contracts, Description, Function, Host, Kernel, Platform, SystemContracts, Testing, Tests};
        match self {
            Kernel => false,
            Contracts | Platform => *other == Kernel,
            Testing => matches!(other, Kernel | Platform),
            SystemContracts => matches!(other, Kernel | Contracts),
            Function => matches!(other, Kernel | Contracts | SystemContracts | Platform),
            Description | Host => matches!(other, Kernel | Contracts | SystemContracts | Platform | Function),
            Tests => *other != Tests,
        }
    }
}

/// Why the crate in one folder may not use the crate in the other.
fn offence(from: &str, to: &str, kind: DependencyKind) -> Option<String> {
    match (Layer::of(from), Layer::of(to)) {
        (Some(Layer::Platform | Layer::Function), Some(Layer::Testing)) if kind == DependencyKind::Development => None,
        (Some(layer), Some(other)) if layer.may_use(&other) => None,
        (Some(layer), Some(other)) => Some(format!("{from} ({layer:?}) depends on {to} ({other:?})")),
        (None, _) => Some(format!("{from} belongs to no layer")),
        (_, None) => Some(format!("{from} depends on {to}, which belongs to no layer")),
    }
}

fn folder(metadata: &Metadata, path: &Utf8Path) -> String {
    path.strip_prefix(&metadata.workspace_root).unwrap_or(path).to_string()
}

#[test]
fn dependencies_point_one_way() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo describes the workspace");
    let mut offences = Vec::new();
    let mut seen = 0;
    for package in metadata.workspace_packages() {
        let from = folder(&metadata, package.manifest_path.parent().expect("a folder"));
        for dependency in &package.dependencies {
            if let Some(path) = &dependency.path {
                seen += 1;
                offences.extend(offence(&from, &folder(&metadata, path), dependency.kind));
            }
        }
    }
    assert!(seen > 10, "only {seen} dependencies between crates of the workspace were found");
    assert!(offences.is_empty(), "against the direction of dependencies:\n{}", offences.join("\n"));
}

/// What `deny.toml` bans.
const BANNED: [&str; 5] = ["aws-config", "native-tls", "openssl-sys", "serde_yaml", "serde_yml"];

#[test]
fn what_is_banned_is_nobodys_dependency() {
    let rules = fs::read_to_string(root().join("deny.toml")).expect("deny.toml");
    // Of all platforms, not of this machine's alone.
    let metadata = MetadataCommand::new().manifest_path(root().join("Cargo.toml")).exec();
    let packages = metadata.expect("cargo describes all dependencies").packages;
    assert!(packages.len() > 200, "only {} packages", packages.len());
    for banned in BANNED {
        assert!(rules.contains(&format!("crate = \"{banned}\"")), "deny.toml does not ban {banned}");
        assert!(packages.iter().all(|package| package.name != banned), "{banned} is in the dependency tree");
    }
}

#[test]
fn what_points_the_other_way_is_seen() {
    for (from, to) in [
        ("functions/accommodation/payment", "functions/accommodation/promotion"),
        ("functions/outbox-relay", "functions/accommodation/room"),
        ("functions/accommodation/contracts", "functions/accommodation/room"),
        ("functions/accommodation/contracts", "shared/platform"),
        ("functions/accommodation/room", "local"),
        ("shared/platform", "functions/health"),
        ("shared/contracts", "functions/accommodation/contracts"),
        ("shared/kernel", "shared/contracts"),
        ("local", "tests"),
        ("ops", "local"),
        ("functions/accommodation/room", "ops"),
        ("functions/health", "shared/testing"),
        ("functions/accommodation/room", "functions/accommodation/api"),
        ("local", "functions/accommodation/api"),
        ("shared/util", "shared/kernel"),
    ] {
        assert!(offence(from, to, DependencyKind::Normal).is_some(), "{from} → {to} passes");
    }
    for (from, to) in [
        ("functions/accommodation/payment", "functions/accommodation/contracts"),
        ("functions/accommodation/payment", "shared/platform"),
        ("local", "functions/accommodation/payment"),
        ("ops", "functions/accommodation/payment"),
        ("functions/accommodation/api", "functions/accommodation/payment"),
    ] {
        assert_eq!(offence(from, to, DependencyKind::Normal), None);
    }
    assert_eq!(offence("functions/health", "shared/testing", DependencyKind::Development), None);
}
