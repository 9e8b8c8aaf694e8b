//! The targets under libFuzzer: `tests/fuzz/run`.
#![no_main]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod mutation;
mod random;
mod targets;
mod world;

use std::{fs, sync::LazyLock};

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use mutation::{leaves, mutate};
use platform::config::Lookup;
use random::Random;
use serde_json::Value;
use targets::{TARGETS, Target};

/// The target that `FUZZ_TARGET` names.
static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let name = Lookup::process().required("FUZZ_TARGET", "the name of a target").unwrap();
    TARGETS.iter().find(|target| target.name == name).unwrap_or_else(|| panic!("there is no target {name}"))
});

/// What its seeds are made of.
static DONORS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let seeds = (TARGET.seeds)().into_iter().filter_map(|seed| serde_json::from_slice(&seed).ok());
    seeds.flat_map(|seed| leaves(&seed, 0)).collect()
});

/// Puts the seeds where libFuzzer looks for inputs to begin with.
fn plant() {
    let folder = Lookup::process().required("FUZZ_SEEDS", "a folder").unwrap();
    for (index, seed) in (TARGET.seeds)().into_iter().enumerate() {
        fs::write(format!("{folder}/seed-{index}"), seed).unwrap();
    }
}

fuzz_target!(init: plant(), |input: &[u8]| (TARGET.run)(input));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut random = Random::of(seed.into());
    // Now and then blindly: what is no JSON must be refused, too.
    let changed = if random.below(8) == 0 { None } else { mutate(&data[..size], &DONORS, &mut random) };
    match changed.filter(|changed| changed.len() <= max_size) {
        Some(changed) => {
            data[..changed.len()].copy_from_slice(&changed);
            changed.len()
        }
        None => fuzzer_mutate(data, size, max_size),
    }
});
