//! Forms and queries: `name=value` pairs, percent-encoded.

use std::fmt::Write as _;

/// Parameters in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) fn parse(text: &[u8]) -> Self {
        let pairs = text
            .split(|&byte| byte == b'&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
                    Some(at) => (&pair[..at], &pair[at + 1..]),
                    None => (pair, &pair[pair.len()..]),
                };
                (decode(name), decode(value))
            });
        Self(pairs.collect())
    }

    /// A form with these fields.
    pub(crate) fn of(fields: &[(&str, &str)]) -> Self {
        let pairs = fields.iter();
        Self(
            pairs
                .map(|&(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// `Name.member.1.Key`, `Name.member.2.Key`, …: the members of a list, each by one of its fields
    /// (or by itself, when `field` is empty).
    pub(crate) fn members(&self, name: &str, field: &str) -> Vec<String> {
        let dot = if field.is_empty() { "" } else { "." };
        (1..)
            .map_while(|number| self.get(&format!("{name}.member.{number}{dot}{field}")))
            .map(ToOwned::to_owned)
            .collect()
    }
}

/// Undoes percent-encoding, and `+` for a space.
pub(crate) fn decode(text: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let escaped = (byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let plain = if byte == b'+' { b' ' } else { byte };
        bytes.push(escaped.unwrap_or(plain));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Percent-encodes all but letters, digits and `-_.~`, as SigV4 and RFC 3986 ask.
pub(crate) fn encode(text: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for &byte in text {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_is_decoded_again() {
        let text = "a b+c%/é~";
        assert_eq!(decode(encode(text.as_bytes()).as_bytes()), text);
    }

    #[test]
    fn a_lone_percent_sign_stays_as_it_is() {
        assert_eq!(decode(b"100%"), "100%");
        assert_eq!(decode(b"%zz"), "%zz");
    }

    #[test]
    fn list_members_come_in_order_and_end_at_a_gap() {
        let form = Form::parse(b"Tags.member.1.Key=a&Tags.member.2.Key=b&Tags.member.4.Key=d");
        assert_eq!(form.members("Tags", "Key"), ["a", "b"]);
    }
}
