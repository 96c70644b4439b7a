//! The key of the audit's chain. It is kept outside the database, so that access to the database alone is not enough to forge the
//! chain.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::storage::random;

/// The key, or none: a chain without one still reveals accidental changes.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct AuditKey(Option<[u8; 32]>);

impl fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKey(…)")
    }
}

impl AuditKey {
    /// The shortest acceptable secret, in characters.
    pub const SHORTEST: usize = 32;

    /// The key made from a secret; `None` if that is too short.
    #[must_use]
    pub fn from_secret(secret: &str) -> Option<Self> {
        let secret = secret.trim();
        (secret.len() >= Self::SHORTEST).then(|| Self(Some(Sha256::digest(secret).into())))
    }

    /// Reads the key from the secret in a file. If there is no such file, one is created, readable by its owner only; several
    /// processes that do so at once get the same key.
    ///
    /// # Errors
    /// If the file cannot be read or created, or its secret is too short.
    pub fn from_file(path: &Path) -> io::Result<Self> {
        match fs::read_to_string(path) {
            Ok(secret) => Self::from_secret(&secret)
                .ok_or_else(|| io::Error::other(format!("its key is shorter than {} characters", Self::SHORTEST))),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                make(path)?;
                Self::from_file(path)
            }
            Err(e) => Err(e),
        }
    }

    /// Derives a key for another purpose; `None` without a key. It reveals nothing about this one.
    #[must_use]
    pub fn derived(&self, purpose: &str) -> Option<[u8; 32]> {
        let secret = self.0.as_ref()?;
        let mut block = [0; 64];
        block[..secret.len()].copy_from_slice(secret);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(b"derived key: ");
        mac.update(purpose.as_bytes());
        Some(mac.finalize().into_bytes().into())
    }

    /// Identifies the key without revealing it; empty for none.
    #[must_use]
    pub fn id(&self) -> String {
        if self.0.is_none() {
            return String::new();
        }
        self.digest("the key of the audit").chars().take(16).collect()
    }

    /// HMAC-SHA-256 of a text in hex; without a key, its SHA-256.
    #[must_use]
    pub fn digest(&self, text: &str) -> String {
        let Some(key) = &self.0 else { return hex::encode(Sha256::digest(text)) };
        // As long as the hash's block; shorter keys would be padded with zeros anyway.
        let mut block = [0; 64];
        block[..key.len()].copy_from_slice(key);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(text.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

/// Atomic: the secret is first written to a temporary file beside it, and never replaces an existing file.
fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
        fs::create_dir_all(folder)?;
    }
    let secret: [u8; 32] = random::system_bytes()?;
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let written = write(&beside, &hex::encode(secret)).and_then(|()| match fs::hard_link(&beside, path) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => Err(e),
        _ => Ok(()),
    });
    // If this fails, a temporary file is left behind, which no one reads.
    drop(fs::remove_file(&beside));
    written
}

fn write(path: &Path, secret: &str) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    writeln!(file, "{secret}")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_made_once_and_for_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("data/audit.key");

        let made = AuditKey::from_file(&path).expect("made");

        assert_eq!(AuditKey::from_file(&path).expect("read"), made);
        assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path().join("data")).expect("a folder").count(), 1, "nothing is left beside it");
        assert_eq!(format!("{made:?}"), "AuditKey(…)");
    }

    #[test]
    fn a_short_secret_is_none_and_another_secret_another_key() {
        assert_eq!(AuditKey::from_secret("short"), None);
        let key = |letter: &str| AuditKey::from_secret(&letter.repeat(32)).expect("long enough");
        assert_ne!(key("a").id(), key("b").id());
        assert_ne!(key("a").digest("x"), key("b").digest("x"));
        assert_eq!(AuditKey::default().id(), "");
        assert_eq!(AuditKey::default().derived("x"), None);
        assert!(key("a").derived("x").is_some() && key("a").derived("x") == key("a").derived("x"));
        assert!(key("a").derived("x") != key("a").derived("y") && key("a").derived("x") != key("b").derived("x"));
    }
}
