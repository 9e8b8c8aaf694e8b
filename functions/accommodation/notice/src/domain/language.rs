//! Which language a reader gets, by RFC 9110, section 12.5.4. The crates for it do less than is asked here:
//! `accept-language` knows no ranges (`en` does not match `en-US`), `fluent-langneg` ignores the weights.

use std::cmp::Reverse;

/// A language that notices are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Korean, also for those who ask for no language that there is.
    Korean,
    /// English.
    English,
}

/// How much a language is wanted: its weight, then how early it is named.
type Wish = (u16, Reverse<usize>);

impl Language {
    /// The language that an `Accept-Language` header wants most; of equal ones the one that it names first.
    pub fn preferred(header: &str) -> Self {
        let ranges: Vec<(&str, u16)> = header.split(',').filter_map(range).collect();
        let [korean, english] = [Self::Korean, Self::English].map(|language| language.wish(&ranges));
        if english > korean { Self::English } else { Self::Korean }
    }

    /// Its tag (RFC 5646).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Korean => "ko",
            Self::English => "en",
        }
    }

    /// How much these ranges want it; `*` speaks for languages that no other range names.
    fn wish(self, ranges: &[(&str, u16)]) -> Option<Wish> {
        let best = |is_meant: &dyn Fn(&str) -> bool| {
            let meant = ranges.iter().enumerate().filter(|(_, (tag, _))| is_meant(tag));
            meant.map(|(place, (_, weight))| (*weight, Reverse(place))).max()
        };
        let named = best(&|tag| tag.split('-').next().is_some_and(|primary| primary.eq_ignore_ascii_case(self.tag())));
        named.or_else(|| best(&|tag| tag == "*")).filter(|(weight, _)| *weight > 0)
    }
}

/// A language range with its weight in thousandths; nothing for what is none.
fn range(text: &str) -> Option<(&str, u16)> {
    let (tag, parameter) = text.split_once(';').map_or((text, None), |(tag, parameter)| (tag, Some(parameter)));
    Some((tag.trim(), parameter.map_or(Some(1000), thousandths)?))
}

/// `q=0.8` in thousandths.
fn thousandths(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    let (whole, fraction) = value.trim().split_once('.').unwrap_or((value.trim(), ""));
    let is_weight = name.trim().eq_ignore_ascii_case("q")
        && matches!(whole, "0" | "1")
        && fraction.len() <= 3
        && fraction.bytes().all(|digit| digit.is_ascii_digit());
    let weight: u16 = format!("{whole}{fraction:0<3}").parse().ok()?;
    (is_weight && weight <= 1000).then_some(weight)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_header_makes_it_panic(header in ".*", weight in "[0-9.]{0,6}") {
            Language::preferred(&header);
            Language::preferred(&format!("en;q={weight}"));
        }
    }

    fn all_get(language: Language, headers: &[&str]) {
        for header in headers {
            assert_eq!(Language::preferred(header), language, "{header}");
        }
    }

    #[test]
    fn a_range_means_the_language_whatever_its_region_and_case() {
        all_get(Language::English, &["en", "en-US", "EN-gb", "en-Latn-US", " en ; q=0.5 "]);
        all_get(Language::Korean, &["ko", "ko-KR", "KO-kr", "ko-Kore-KR"]);
    }

    #[test]
    fn the_greatest_weight_wins_then_the_first_named() {
        all_get(Language::English, &["ko;q=0.8,en;q=0.9", "ko;q=0.123, en-US;q=0.124", "en, ko", "fr, en;Q=0.1"]);
        all_get(Language::Korean, &["en;q=0.8, ko", "ko, en", "ko;q=0.5, en;q=0.50", "en-US;q=0.7,ko-KR;q=0.9,fr"]);
    }

    #[test]
    fn what_is_refused_is_not_chosen() {
        all_get(Language::English, &["ko;q=0, en;q=0.1", "ko;q=0, *", "*;q=0.5, ko;q=0.0", "en-GB;q=0, en"]);
        all_get(Language::Korean, &["en;q=0", "en;q=0.000, *;q=0.1", "en;q=0,ko;q=0"]);
    }

    #[test]
    fn korean_is_for_all_who_name_neither() {
        all_get(Language::Korean, &["", "fr", "*", "fr, *;q=0.5", "english", ",,;", "de-DE;q=1.0"]);
    }

    #[test]
    fn a_range_with_a_broken_weight_does_not_count() {
        all_get(Language::Korean, &["en;q=2", "en;q=0.1234", "en;q=", "en;level=1", "en;q=-1", "en;q=NaN", "en;q=1.5"]);
        all_get(Language::English, &["en;q=1.000", "en;q=1.", "en;q=0.001"]);
    }
}
