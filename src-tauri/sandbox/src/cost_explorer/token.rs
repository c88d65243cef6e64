//! Tokens for further pages: where the last page ended, and which request it was.

use serde_json::Value;

use crate::{
    signature::hex,
    wire::{Input, Refusal},
};

use sha2::{Digest as _, Sha256};

/// What a request is about, but for the page of it.
pub(super) fn fingerprint(input: Input<'_>, account_id: &str) -> String {
    let mut asked = input.0.clone();
    if let Some(fields) = asked.as_object_mut() {
        fields.remove("NextPageToken");
        fields.remove("MaxResults");
    }
    let digest = Sha256::digest(format!("{account_id}\n{asked}").as_bytes());
    hex(&digest[..8])
}

/// The end of the last page, as it was written by [`write`].
pub(super) fn read(input: Input<'_>, fingerprint: &str) -> Result<Option<String>, Refusal> {
    let token = match input.0.get("NextPageToken") {
        None | Some(Value::Null) => return Ok(None),
        Some(token) => token.as_str().unwrap_or(""),
    };
    let text = decode(token).ok_or_else(invalid_token)?;
    let (of, place) = text.split_once('\n').ok_or_else(invalid_token)?;
    if of == fingerprint {
        Ok(Some(place.to_owned()))
    } else {
        Err(Refusal::json(
            "RequestChangedException",
            400,
            "Your request parameters changed between pages. Try again with the old parameters or without a pagination token.",
        ))
    }
}

pub(super) fn write(fingerprint: &str, place: &str) -> String {
    hex(format!("{fingerprint}\n{place}").as_bytes())
}

pub(super) fn invalid_token() -> Refusal {
    Refusal::json(
        "InvalidNextTokenException",
        400,
        "The pagination token is invalid. Try again without a pagination token.",
    )
}

fn decode(token: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = (0..token.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(token.get(at..at + 2)?, 16).ok())
        .collect();
    String::from_utf8(bytes?).ok()
}
