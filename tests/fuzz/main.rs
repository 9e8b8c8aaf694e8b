//! A bounded run of every fuzz target, the same each time, on what is meant to be there, on what was found to be wrong once,
//! and on changes of it. `tests/fuzz/run` goes on from there with coverage as its guide: docs/fuzzing.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod completeness;
mod mutation;
mod random;
mod targets;
mod world;

use std::{fs, panic, path::PathBuf};

use mutation::{leaves, mutate};
use random::Random;
use targets::{TARGETS, Target};

/// How many changed inputs each target gets.
const ROUNDS: u64 = 300;

/// The inputs that once went wrong.
fn cases(target: &Target) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cases").join(target.name);
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// Runs an input, and shows it if it goes wrong.
#[allow(clippy::print_stderr, reason = "a test shows what it failed on")]
fn run(target: &Target, input: &[u8]) {
    if let Err(cause) = panic::catch_unwind(|| (target.run)(input)) {
        eprintln!("{} goes wrong with this input:\n{}", target.name, String::from_utf8_lossy(input));
        panic::resume_unwind(cause);
    }
}

#[test]
fn what_is_meant_to_be_there_and_what_was_wrong_once_goes_well() {
    for target in TARGETS {
        for input in (target.seeds)().iter().chain(&cases(target)) {
            run(target, input);
        }
    }
}

#[test]
fn changed_inputs_do_no_harm() {
    for target in TARGETS {
        let seeds = (target.seeds)();
        let donors: Vec<_> = seeds
            .iter()
            .filter_map(|seed| serde_json::from_slice(seed).ok())
            .flat_map(|seed| leaves(&seed, 0))
            .collect();
        let mut random = Random::of(1);
        for _ in 0..ROUNDS {
            let seed = random.of_these(&seeds).expect("a seed");
            let input = mutate(seed, &donors, &mut random).unwrap_or_else(|| cut(seed, &mut random));
            run(target, &input);
        }
    }
}

/// What is no JSON is changed as bytes.
fn cut(input: &[u8], random: &mut Random) -> Vec<u8> {
    let mut changed = input.to_owned();
    let place = random.below(changed.len());
    if let Some(byte) = changed.get_mut(place) {
        *byte = u8::try_from(random.below(256)).unwrap_or_default();
    }
    changed.truncate(changed.len() - random.below(2) * random.below(changed.len()));
    changed
}
