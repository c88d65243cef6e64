//! Numbers that look random and follow from what they are about, so that a bill is the same each time
//! it is read and no part of it must be kept.

/// What a number is for, so that two numbers about the same thing have nothing to do with each other.
#[derive(Clone, Copy)]
pub(super) enum For {
    Size = 1,
    Uses,
    Month,
    Trend,
    Shape,
    Day,
    Region,
    Seller,
    SavingsPlan,
    Reservation,
    Support,
    Credit,
    Refund,
    Surprise,
    Marketplace,
}

/// A number for a purpose about a thing, given by numbers.
pub(super) fn draw(purpose: For, about: &[u64]) -> u64 {
    about
        .iter()
        .fold(mix(purpose as u64), |drawn, &part| mix(drawn ^ part))
}

/// The same, below a bound that is not zero.
pub(super) fn below(bound: u64, purpose: For, about: &[u64]) -> u64 {
    draw(purpose, about) % bound
}

/// A number from `least` to `most`.
pub(super) fn between(least: i64, most: i64, purpose: For, about: &[u64]) -> i64 {
    let width = u64::try_from(most - least + 1).unwrap_or(1);
    least + i64::try_from(below(width, purpose, about)).unwrap_or(0)
}

/// The last steps of `SplitMix64`.
fn mix(value: u64) -> u64 {
    let mut mixed = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
