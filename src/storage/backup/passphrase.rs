//! The passphrase of backups.

use std::{fmt, fs, io, path::Path};

use scrypt::{Params, scrypt};

/// The secret that seals backups: a passphrase, or the content of a key file.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(String);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

impl Passphrase {
    /// The minimum length of a passphrase, in bytes.
    pub const SHORTEST: usize = 16;

    /// A passphrase; `None` if it is too short.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.len() >= Self::SHORTEST).then(|| Self(text.to_owned()))
    }

    /// Reads the passphrase from a file.
    ///
    /// # Errors
    /// If it cannot be read, or is too short.
    pub fn from_file(path: &Path) -> io::Result<Self> {
        Self::of(&fs::read_to_string(path)?)
            .ok_or_else(|| io::Error::other(format!("what it holds is shorter than {} characters", Self::SHORTEST)))
    }

    /// Derives a key from it, slowly by design. The work factor is a power of two.
    pub(super) fn stretched(&self, salt: &[u8], work: u8) -> Option<[u8; 32]> {
        let mut key = [0; 32];
        scrypt(self.0.as_bytes(), salt, &Params::new(work, 8, 1).ok()?, &mut key).ok()?;
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_long_and_is_never_shown() {
        assert_eq!(Passphrase::of(" short "), None);
        let long = Passphrase::of("correct horse battery staple").expect("long enough");
        assert_eq!(format!("{long:?}"), "Passphrase(…)");
    }
}
