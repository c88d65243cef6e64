//! Files outside of the database: how those are made that only their owner may read, and where `~/` leads.

use std::{
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
};

/// Makes a new file that only its owner can read.
///
/// Errors: as the system's; `AlreadyExists` where there is such a file.
pub(crate) fn new_private(file: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    owners_only(&mut options);
    options.open(file)
}

/// A file that is made with these can be read by its owner only.
pub(crate) fn owners_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// A path that may begin with `~/`, as shells read it; none where that needs a home folder and there is none.
pub(crate) fn in_home(path: &str) -> Option<PathBuf> {
    match path.strip_prefix("~/") {
        Some(rest) => Some(home()?.join(rest)),
        None => Some(path.into()),
    }
}

/// One's own folder.
pub(crate) fn home() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|folders| folders.home_dir().to_owned())
}
