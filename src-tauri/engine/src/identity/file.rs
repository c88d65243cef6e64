//! The document as a file, where somebody wants it: to keep, to review, and to be applied elsewhere.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use canopy_core::{
    Code, Failure,
    identity::{self, IdentitySpec},
};

use crate::{Engine, billing::WrittenFile, files::in_home, store::make_private};

/// What the document is called where nobody says otherwise.
const NAME: &str = "identity.json";

impl Engine {
    /// Where the document goes if nobody says otherwise.
    pub fn identity_file(&self) -> PathBuf {
        self.exports_folder().join(NAME)
    }

    /// Writes a document to a file; one that is there is replaced only where that was asked for.
    ///
    /// Errors: `conflict` where there is such a file, `invalid` for a path that is not whole or cannot be written.
    pub fn write_identity(
        &self,
        spec: &IdentitySpec,
        file: &str,
        replace: bool,
    ) -> Result<WrittenFile, Failure> {
        let file = whole(file.trim())?;
        if file == self.identity_file() {
            make_private(&self.exports_folder()).map_err(|error| not_written(&file, &error))?;
        }
        let text = identity::write(spec);
        let written = if replace {
            replace_whole(&file, text.as_bytes())
        } else {
            write_new(&file, text.as_bytes())
        };
        written.map_err(|error| not_written(&file, &error))?;
        Ok(WrittenFile {
            path: file.display().to_string(),
        })
    }
}

/// Makes a file; of one that could not be written nothing is left.
fn write_new(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut new = File::create_new(file)?;
    let written = new.write_all(content).and_then(|()| new.sync_all());
    if written.is_err() {
        drop(std::fs::remove_file(file));
    }
    written
}

/// Puts a new content in the place of what is there: whatever happens, one of them is there as a whole. A link goes on
/// leading to the file, and whoever could read it still can.
fn replace_whole(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let Ok(real) = file.canonicalize() else {
        // It went meanwhile.
        return write_new(file, content);
    };
    let mut name = real.file_name().unwrap_or_default().to_owned();
    name.push(format!(".canopy-{}", std::process::id()));
    let fresh = real.with_file_name(name);
    drop(std::fs::remove_file(&fresh));
    write_new(&fresh, content)?;
    let replaced = std::fs::metadata(&real)
        .and_then(|there| std::fs::set_permissions(&fresh, there.permissions()))
        .and_then(|()| std::fs::rename(&fresh, &real));
    if replaced.is_err() {
        drop(std::fs::remove_file(&fresh));
    }
    replaced
}

/// A path from the root of the disk on; `~/` is one's own folder.
fn whole(text: &str) -> Result<PathBuf, Failure> {
    in_home(text)
        .filter(|path| path.is_absolute() && path.file_name().is_some())
        .ok_or_else(|| {
            Failure::invalid(format!("`{text}` is not the whole path of a file"))
                .hint("Begin at the root of the disk, or with `~/` for your own folder.")
        })
}

fn not_written(file: &Path, error: &std::io::Error) -> Failure {
    let name = file.display();
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        return Failure::new(Code::Conflict, format!("{name} is there already"))
            .hint("Replace it, or choose another name.");
    }
    Failure::invalid(format!("{name} cannot be written: {error}"))
        .hint("Choose a folder that is there and that you may write to.")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("identity.json");
        write_new(&file, b"first").expect("it is made");
        let again = write_new(&file, b"second").expect_err("it is there already");
        assert_eq!(again.kind(), std::io::ErrorKind::AlreadyExists);
        replace_whole(&file, b"second").expect("it is replaced");
        assert_eq!(fs::read(&file).expect("its content"), b"second");
        replace_whole(folder.path(), b"third").expect_err("a folder is no file");
        let names = fs::read_dir(&folder).expect("the folder").count();
        assert_eq!(names, 1, "only the document is there");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_leads_on_to_the_file_and_its_readers_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (
            folder.path().join("real.json"),
            folder.path().join("link.json"),
        );
        write_new(&file, b"first").expect("it is made");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("they are set");
        symlink(&file, &link).expect("a link");
        replace_whole(&link, b"second").expect("it is replaced");
        assert_eq!(fs::read(&file).expect("its content"), b"second");
        assert!(link.is_symlink());
        let mode = fs::metadata(&file)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o640);
    }
}
