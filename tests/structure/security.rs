//! What SECURITY.md says is shown by a test, is: the tests and files that it names are there.

use std::{fs, path::Path};

use crate::root;

/// Where tests are.
const FOLDERS: [&str; 5] = ["functions", "local", "ops", "shared", "tests"];

fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(&path).expect("UTF-8"));
        }
    }
}

/// Whether it is the name of a test: a sentence.
fn is_test(name: &str) -> bool {
    name.matches('_').count() > 2 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[test]
fn the_tests_and_files_that_the_threat_model_names_are_there() {
    let document = fs::read_to_string(root().join("SECURITY.md")).expect("SECURITY.md");
    let mut code = String::new();
    for folder in FOLDERS {
        sources(&root().join(folder), &mut code);
    }
    let named: Vec<&str> = document.split('`').skip(1).step_by(2).collect();
    let (tests, others): (Vec<&str>, Vec<&str>) = named.into_iter().partition(|name| is_test(name));
    assert!(tests.len() > 15, "only {} tests are named", tests.len());
    let missing: Vec<_> = tests.into_iter().filter(|test| !code.contains(&format!("fn {test}()"))).collect();
    assert!(missing.is_empty(), "there are no such tests: {missing:?}");
    let is_path = |name: &&str| FOLDERS.iter().any(|folder| name.starts_with(&format!("{folder}/")));
    let paths: Vec<&str> = others.into_iter().filter(is_path).collect();
    assert!(paths.len() > 10, "only {} files are named", paths.len());
    let missing: Vec<_> = paths.into_iter().filter(|path| !root().join(path).exists()).collect();
    assert!(missing.is_empty(), "there are no such files: {missing:?}");
}
