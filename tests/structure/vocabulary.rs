//! Nothing under `shared/` speaks of accommodation: the next system uses it as it is.

use std::{fs, path::Path};

use crate::root;

/// The business's words. A plural counts as its word.
const WORDS: [&str; 8] = ["room", "reservation", "stay", "coupon", "promotion", "guest", "accommodation", "night"];

/// The words of a text, in lower case: split where letters end and where camel case begins one.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in text.chars() {
        if !c.is_alphabetic() || (c.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

fn business_words(text: &str) -> Vec<String> {
    // `stays` is also a verb that any text may need.
    let singular = |word: &str| if word == "stays" { "" } else { word.trim_end_matches('s') }.to_owned();
    words(text).into_iter().filter(|word| WORDS.contains(&singular(word).as_str())).collect()
}

fn search(folder: &Path, offences: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            search(&path, offences);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "toml") {
            let text = fs::read_to_string(&path).expect("UTF-8");
            let shown = path.strip_prefix(root()).unwrap_or(&path);
            for (line, text) in text.lines().enumerate() {
                let found = business_words(text).into_iter();
                offences.extend(found.map(|word| format!("{}:{}: {word}", shown.display(), line + 1)));
            }
        }
    }
}

#[test]
fn nothing_shared_speaks_of_accommodation() {
    let mut offences = Vec::new();
    search(&root().join("shared"), &mut offences);
    assert!(offences.is_empty(), "the business's words under shared/:\n{}", offences.join("\n"));
}

#[test]
fn a_business_word_is_seen_in_any_case_and_in_names() {
    assert_eq!(business_words("struct RoomNotFound; // Nights"), ["room", "nights"]);
    assert_eq!(business_words("save_promotion(COUPON_VALUE)"), ["promotion", "coupon"]);
    assert!(business_words("a bathroom overnight; reserved concurrency; requests").is_empty());
}
