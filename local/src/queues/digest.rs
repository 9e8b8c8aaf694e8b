//! MD5 (RFC 1321), which SQS puts beside every body and some SDKs compare. It guards against accidents only.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::message::MessageAttributes;

/// Digest of a body.
pub fn of_body(body: &str) -> String {
    md5(body.as_bytes())
}

/// Digest of message attributes: names, types and values, each behind its length, in the order of the names.
pub fn of_attributes(attributes: &MessageAttributes) -> Option<String> {
    let mut bytes = Vec::new();
    let mut part = |part: &[u8], kind: Option<u8>| {
        bytes.extend(kind);
        bytes.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(part);
    };
    for (name, attribute) in attributes {
        part(name.as_bytes(), None);
        part(attribute.data_type.as_bytes(), None);
        match (&attribute.string_value, &attribute.binary_value) {
            (Some(text), _) => part(text.as_bytes(), Some(1)),
            (None, binary) => {
                let decoded = STANDARD.decode(binary.as_deref().unwrap_or_default()).unwrap_or_default();
                part(&decoded, Some(2));
            }
        }
    }
    (!attributes.is_empty()).then(|| md5(&bytes))
}

const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

fn md5(message: &[u8]) -> String {
    let mut padded = message.to_vec();
    padded.push(0x80);
    // The length fills the last eight bytes of a block of 64.
    padded.resize((padded.len() + 8).next_multiple_of(64) - 8, 0);
    padded.extend((message.len() as u64).wrapping_mul(8).to_le_bytes());

    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded.chunks_exact(64) {
        let word = |index: usize| {
            let mut bytes = [0; 4];
            bytes.copy_from_slice(&block[index * 4..index * 4 + 4]);
            u32::from_le_bytes(bytes)
        };
        let [mut a, mut b, mut c, mut d] = state;
        for step in 0..64_usize {
            let (mixed, index) = match step / 16 {
                0 => ((b & c) | (!b & d), step),
                1 => ((d & b) | (!d & c), (5 * step + 1) % 16),
                2 => (b ^ c ^ d, (3 * step + 5) % 16),
                _ => (c ^ (b | !d), (7 * step) % 16),
            };
            let sum = a.wrapping_add(mixed).wrapping_add(sine(step)).wrapping_add(word(index));
            (a, d, c) = (d, c, b);
            b = b.wrapping_add(sum.rotate_left(SHIFTS[step / 16][step % 4]));
        }
        for (kept, new) in state.iter_mut().zip([a, b, c, d]) {
            *kept = kept.wrapping_add(new);
        }
    }
    // Each word is written from its lowest byte on.
    state.iter().map(|word| format!("{:08x}", word.swap_bytes())).collect::<Vec<_>>().concat()
}

/// The RFC's table: the integer part of 2³² × |sin(step + 1)|.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "as the RFC")]
fn sine(step: usize) -> u32 {
    (((step + 1) as f64).sin().abs() * 4_294_967_296.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rfcs_own_examples_hold() {
        for (text, digest) in [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a",
            ),
        ] {
            assert_eq!(of_body(text), digest, "{text}");
        }
        for length in 54..=66 {
            assert_eq!(of_body(&"x".repeat(length)).len(), 32);
        }
    }
}
