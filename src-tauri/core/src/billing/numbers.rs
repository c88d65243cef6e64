//! Whole numbers in as few bytes as they need.

use super::sheet::Damaged;

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
pub(super) fn write_number(bytes: &mut Vec<u8>, mut number: u128) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

pub(super) fn read_number(left: &mut &[u8]) -> Result<u128, Damaged> {
    // Most numbers are small, and 64 bits are faster than 128.
    let mut low: u64 = 0;
    for (place, byte) in left.iter().enumerate().take(9) {
        low |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            *left = &left[place + 1..];
            return Ok(u128::from(low));
        }
    }
    let mut number = u128::from(low);
    for (place, byte) in left.iter().enumerate().skip(9) {
        let bits = u128::from(byte & 0x7f);
        let shift = 7 * u32::try_from(place).map_err(|_| Damaged)?;
        if shift >= 126 && bits >> (128_u32.saturating_sub(shift).min(127)) != 0 {
            return Err(Damaged);
        }
        number |= bits.checked_shl(shift).ok_or(Damaged)?;
        if byte & 0x80 == 0 {
            *left = &left[place + 1..];
            return Ok(number);
        }
    }
    Err(Damaged)
}

/// Signed numbers alternate, 0 -1 1 -2 2, so that small ones stay short.
#[expect(
    clippy::cast_sign_loss,
    reason = "the bits are what is written, and the sign is among them"
)]
pub(super) fn write_signed(bytes: &mut Vec<u8>, number: i128) {
    write_number(bytes, ((number << 1) ^ (number >> 127)) as u128);
}

#[expect(
    clippy::cast_possible_wrap,
    reason = "the reverse of how it was written"
)]
pub(super) fn read_signed(left: &mut &[u8]) -> Result<i128, Damaged> {
    let number = read_number(left)?;
    Ok((number >> 1) as i128 ^ -((number & 1) as i128))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_are_read_as_they_were_written() {
        for number in [
            0,
            1,
            -1,
            63,
            64,
            -64,
            -65,
            i128::from(i64::MAX),
            i128::from(i64::MIN),
            i128::MAX,
            i128::MIN,
        ] {
            let mut bytes = Vec::new();
            write_signed(&mut bytes, number);
            let mut left = bytes.as_slice();
            assert_eq!((read_signed(&mut left), left.len()), (Ok(number), 0));
        }
        assert_eq!(read_number(&mut [0xff; 30].as_slice()), Err(Damaged));
        assert_eq!(read_number(&mut [0x80].as_slice()), Err(Damaged));
    }
}
