//! Orders of delivery that can be had again from their seed.

/// A generator of numbers that look random: `SplitMix64` (Steele, Lea and Flood, 2014).
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("64 bits");
        usize::try_from(self.next() % end).expect("below a usize")
    }
}

/// All items twice, in the order that `seed` stands for.
pub(crate) fn twice_and_shuffled<T: Clone>(items: &[T], seed: u64) -> Vec<T> {
    let mut all = [items, items].concat();
    let mut random = SplitMix64(seed);
    for place in (1..all.len()).rev() {
        all.swap(place, random.below(place + 1));
    }
    all
}

#[test]
fn a_shuffled_order_has_everything_twice_and_is_another_one_for_another_seed() {
    let items: Vec<u32> = (0..20).collect();
    let (one, other) = (twice_and_shuffled(&items, 1), twice_and_shuffled(&items, 2));
    assert_ne!(one, other);
    assert_eq!(one, twice_and_shuffled(&items, 1));
    for mut order in [one, other] {
        order.sort_unstable();
        assert!(order.chunks(2).map(<[u32]>::to_vec).eq(items.iter().map(|item| vec![*item; 2])));
    }
}
