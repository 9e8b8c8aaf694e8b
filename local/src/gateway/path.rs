//! Percent-encoding of paths.

/// The text with every `%XX` decoded; `None` if that is no UTF-8 or an escape is broken.
pub fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits =
                std::str::from_utf8(&digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()))?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_broken_escape_is_not_guessed_at() {
        for broken in ["%", "%2", "%zz", "%+1", "%ff", "a%"] {
            assert_eq!(decoded(broken), None, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back_from_its_encoded_form(text in "\\PC*") {
            let encoded: Vec<_> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
            prop_assert_eq!(decoded(&encoded.concat()), Some(text));
        }
    }
}
