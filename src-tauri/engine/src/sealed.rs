//! Files whose content only this user's keychain opens: temporary credentials and tokens that must outlive
//! a process. Sealed with XChaCha20-Poly1305 under one random key in the keychain; a file's name is part
//! of what is sealed, so that none can stand in for another.

use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use canopy_core::Failure;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};

use crate::{
    files::{new_private, owners_only},
    keychain, lock,
};

/// The keychain's item that holds the key.
const KEY: &str = "sealing-key";
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// A folder of sealed files.
pub struct Sealed {
    folder: PathBuf,
    cipher: Mutex<Option<XChaCha20Poly1305>>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Sealed")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// A lock that is held until it is dropped; other processes wait for it.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "closing the file frees the lock")] File);

impl Sealed {
    /// The sealed files of a data folder. Nothing is read and no keychain asked yet.
    pub fn of(data_folder: &Path) -> Self {
        Self {
            folder: data_folder.join("sealed"),
            cipher: Mutex::new(None),
        }
    }

    /// What the file of this name holds. None where there is no such file, and for one that is damaged or
    /// was sealed under another key: what is in it can be had anew.
    ///
    /// Errors: those of the keychain.
    pub fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let sealed = match std::fs::read(self.file(name)) {
            Ok(sealed) => sealed,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(&error)),
        };
        let Some((nonce, text)) = sealed.split_at_checked(NONCE_BYTES) else {
            return Ok(None);
        };
        // A key that is not there opens nothing, so none is made here.
        let Some(cipher) = self.cipher(false)? else {
            return Ok(None);
        };
        let Ok(nonce) = <[u8; NONCE_BYTES]>::try_from(nonce) else {
            return Ok(None);
        };
        let payload = Payload {
            msg: text,
            aad: name.as_bytes(),
        };
        Ok(cipher.decrypt(&XNonce::from(nonce), payload).ok())
    }

    /// Seals `content` into the file of this name. Whoever reads meanwhile finds the old or the new.
    pub fn write(&self, name: &str, content: &[u8]) -> Result<(), Failure> {
        let cipher = self
            .cipher(true)?
            .ok_or_else(|| Failure::unexpected("the keychain kept no key"))?;
        let mut nonce = [0; NONCE_BYTES];
        random(&mut nonce)?;
        let payload = Payload {
            msg: content,
            aad: name.as_bytes(),
        };
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Failure::unexpected("a file could not be sealed"))?;
        self.make_folder()?;
        let mut id = [0; 8];
        random(&mut id)?;
        let fresh = self
            .folder
            .join(format!("{name}.{:016x}", u64::from_ne_bytes(id)));
        let written = new_private(&fresh).and_then(|mut file| {
            file.write_all(&nonce)?;
            file.write_all(&sealed)?;
            file.sync_data()?;
            std::fs::rename(&fresh, self.file(name))
        });
        written.map_err(|error| {
            drop(std::fs::remove_file(&fresh));
            unusable(&error)
        })
    }

    /// Removes the file of this name.
    pub fn remove(&self, name: &str) -> Result<(), Failure> {
        match std::fs::remove_file(self.file(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(unusable(&error)),
            _ => Ok(()),
        }
    }

    /// Removes every file whose name begins so.
    pub fn remove_all(&self, prefix: &str) -> Result<(), Failure> {
        let Ok(files) = std::fs::read_dir(&self.folder) else {
            return Ok(());
        };
        for file in files.flatten() {
            if file.file_name().to_string_lossy().starts_with(prefix)
                && let Err(error) = std::fs::remove_file(file.path())
                && error.kind() != ErrorKind::NotFound
            {
                return Err(unusable(&error));
            }
        }
        Ok(())
    }

    /// Waits until no other process holds the lock of this name, and holds it.
    pub fn lock(&self, name: &str) -> Result<Held, Failure> {
        self.make_folder()?;
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        owners_only(&mut options);
        let file = options
            .open(self.folder.join(format!("{name}.lock")))
            .map_err(|error| unusable(&error))?;
        file.lock().map_err(|error| unusable(&error))?;
        Ok(Held(file))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn make_folder(&self) -> Result<(), Failure> {
        crate::store::make_private(&self.folder).map_err(|error| unusable(&error))
    }

    /// The cipher with the keychain's key, which is made where it is missing and `make` says so.
    fn cipher(&self, make: bool) -> Result<Option<XChaCha20Poly1305>, Failure> {
        let mut kept = lock(&self.cipher);
        if kept.is_none() {
            let mut key = known_key()?;
            if key.is_none() && make {
                // Two processes may be here at once: the second takes the key of the first.
                let _held = self.lock("key")?;
                key = known_key()?;
                if key.is_none() {
                    let mut fresh = [0; KEY_BYTES];
                    random(&mut fresh)?;
                    keychain::write(KEY, &STANDARD.encode(fresh))?;
                    key = Some(fresh);
                }
            }
            *kept = key.map(|key| XChaCha20Poly1305::new(&key.into()));
        }
        Ok(kept.clone())
    }
}

/// The key in the keychain; none where there is none, or something else stands there.
fn known_key() -> Result<Option<[u8; KEY_BYTES]>, Failure> {
    let text = keychain::read(KEY)?;
    let bytes = text.and_then(|text| STANDARD.decode(text).ok());
    Ok(bytes.and_then(|bytes| bytes.try_into().ok()))
}

fn random(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes).map_err(|_| Failure::unexpected("the system gives no random numbers"))
}

fn unusable(error: &std::io::Error) -> Failure {
    if error.kind() == ErrorKind::StorageFull {
        return Failure::unexpected("the disk is full, so nothing can be kept")
            .hint("Free some space, then try again.");
    }
    Failure::unexpected(format!("the data folder cannot be used: {error}"))
        .hint("Look at its permissions, or choose another with CANOPY_DATA_DIR.")
}
