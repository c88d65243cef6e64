//! A small generator of numbers that look random and are the same for the same seed, so that a
//! sandbox can be made twice with the same ids. It is not for secrets that must hold.

use serde::{Deserialize, Serialize};

/// The alphabet of ids such as `ou-ab12-c3d4e5f6`.
const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// The alphabet of access key ids, of IAM's unique ids and of Base32.
const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// The alphabet of secret keys and tokens.
const SECRET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// `SplitMix64`: one number of state, kept with the organization so that new ids go on from there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed ^ 0x5DEE_CE66_D1CE_5EED)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which must not be zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    fn pick(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(alphabet[self.below(alphabet.len())]))
            .collect()
    }

    pub(crate) fn lower(&mut self, length: usize) -> String {
        self.pick(LOWER, length)
    }

    pub(crate) fn digits(&mut self, length: usize) -> String {
        self.pick(b"0123456789", length)
    }

    /// `AKIA…`, `ASIA…`, `AROA…`, `AIDA…`: a prefix and 17 characters, 16 for keys.
    pub(crate) fn unique_id(&mut self, prefix: &str) -> String {
        let length = if prefix.starts_with("AK") || prefix.starts_with("AS") {
            16
        } else {
            17
        };
        format!("{prefix}{}", self.pick(UPPER, length))
    }

    /// The seed of an MFA device: 64 characters of Base32, as long as AWS's.
    pub(crate) fn seed(&mut self) -> String {
        self.pick(UPPER, 64)
    }

    /// A secret access key: 40 characters.
    pub(crate) fn secret(&mut self) -> String {
        self.pick(SECRET, 40)
    }

    /// A session token, a sign-in token or a cookie.
    pub(crate) fn token(&mut self, length: usize) -> String {
        self.pick(SECRET, length)
    }

    /// A request id in the form of a UUID.
    pub(crate) fn uuid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            ((b >> 48) & 0x3fff) | 0x8000,
            b & 0xffff_ffff_ffff
        )
    }
}
