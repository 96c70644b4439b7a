//! The passphrase of backups.

use std::{fmt, fs, io, path::Path};

use scrypt::{Params, scrypt};

/// What backups are sealed with: a passphrase, or what a key file holds.
#[derive(Clone, PartialEq, Eq)]
pub struct Passphrase(String);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

impl Passphrase {
    /// The shortest acceptable one, in bytes.
    pub const SHORTEST: usize = 16;

    /// A passphrase; `None` if it is too short.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        (text.len() >= Self::SHORTEST).then(|| Self(text.to_owned()))
    }

    /// The one that a file holds.
    ///
    /// # Errors
    /// If it cannot be read, or is too short.
    pub fn from_file(path: &Path) -> io::Result<Self> {
        Self::of(&fs::read_to_string(path)?)
            .ok_or_else(|| io::Error::other(format!("what it holds is shorter than {} characters", Self::SHORTEST)))
    }

    /// A key that takes its time to be made of it. The work is a power of two.
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
