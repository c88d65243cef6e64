//! The bill as files: a table, and pictures that the web view drew. They go to the folder `exports` among the data.

use std::path::{Path, PathBuf};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use canopy_core::{
    Failure,
    billing::{self, BillQuery},
};
use serde::{Deserialize, Serialize};

use super::WrittenFile;
use crate::{Engine, session::Session, store::make_private};

/// The most that a picture may have, in bytes: many times what one has.
const LARGEST_PICTURE: usize = 32 * 1024 * 1024;

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum PictureFormat {
    /// Points, encoded in Base64 on the way here.
    Png,
    /// Shapes, a text.
    Svg,
    /// Its figures as a table, a text.
    Csv,
}

impl Session {
    /// The lines of a bill as a table. Errors: `notFound` where the month is not known.
    pub fn bill_csv(&self, query: BillQuery) -> Result<String, Failure> {
        let bill = self
            .bill_of(query)?
            .ok_or_else(|| super::known::unknown(query.month))?;
        Ok(billing::csv(&bill))
    }

    /// Writes that table to a file.
    pub fn write_bill_csv(&self, query: BillQuery) -> Result<WrittenFile, Failure> {
        let by = format!("{:?}", query.by).to_lowercase();
        let name = format!("bill-{}-by-{by}.csv", query.month);
        let text = self.bill_csv(query)?;
        write(&self.engine().exports_folder(), &name, text.as_bytes())
    }
}

impl Engine {
    /// Where files go that somebody asked for.
    pub fn exports_folder(&self) -> PathBuf {
        self.data_folder().join("exports")
    }

    /// Writes a picture. Its name is made of letters, digits and dashes, whatever it was.
    ///
    /// Errors: `invalid` for what is no picture of this format.
    pub fn write_picture(
        &self,
        name: &str,
        format: PictureFormat,
        content: &str,
    ) -> Result<WrittenFile, Failure> {
        let no_picture = || Failure::invalid("that is no picture");
        if content.len() > LARGEST_PICTURE {
            return Err(no_picture());
        }
        let (ending, bytes) = match format {
            PictureFormat::Png => {
                let bytes = BASE64_STANDARD.decode(content).map_err(|_| no_picture())?;
                // How every PNG begins: <https://www.w3.org/TR/png/#5PNG-file-signature>
                if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
                    return Err(no_picture());
                }
                ("png", bytes)
            }
            PictureFormat::Svg => {
                if !content.trim_start().starts_with("<svg") {
                    return Err(no_picture());
                }
                ("svg", content.as_bytes().to_vec())
            }
            PictureFormat::Csv => ("csv", content.as_bytes().to_vec()),
        };
        let kept = |letter: char| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '-'
            }
        };
        let name: String = name.chars().take(80).map(kept).collect();
        let name = name.trim_matches('-').to_lowercase();
        let name = if name.is_empty() { "picture" } else { &name };
        write(&self.exports_folder(), &format!("{name}.{ending}"), &bytes)
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<WrittenFile, Failure> {
    let file = folder.join(name);
    let written = make_private(folder).and_then(|()| std::fs::write(&file, bytes));
    written.map_err(|error| unwritten(&file, &error))?;
    Ok(WrittenFile {
        path: file.display().to_string(),
    })
}

fn unwritten(file: &Path, error: &std::io::Error) -> Failure {
    Failure::unexpected(format!("{} cannot be written: {error}", file.display()))
        .hint("Look whether the disk is full and the data folder may be written.")
}
