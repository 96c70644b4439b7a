//! The encryption of backups, from environment variables.

use std::path::PathBuf;

use super::variable::ConfigError;
use crate::service::backup::Passphrase;

/// The passphrase, and the file that contains it, if there is one.
pub(super) fn read(
    given: impl Fn(&'static str) -> Option<String>,
) -> Result<(Option<Passphrase>, Option<PathBuf>), ConfigError> {
    let wrong = |variable, given: String, expected| ConfigError { variable, given, expected };
    match (given("CONSULTA_BACKUP_PASSPHRASE"), given("CONSULTA_BACKUP_KEY_FILE")) {
        (None, None) => Ok((None, None)),
        (Some(_), Some(file)) => {
            Err(wrong("CONSULTA_BACKUP_KEY_FILE", file, "set either this or CONSULTA_BACKUP_PASSPHRASE"))
        }
        (Some(text), None) => {
            let expected =
                "set it to 16 characters or more, and keep a copy elsewhere: without it no backup can be restored";
            let passphrase = Passphrase::of(&text);
            let passphrase =
                passphrase.ok_or_else(|| wrong("CONSULTA_BACKUP_PASSPHRASE", "too short".to_owned(), expected))?;
            Ok((Some(passphrase), None))
        }
        (None, Some(file)) => {
            let passphrase = Passphrase::from_file(file.as_ref()).map_err(|e| {
                let expected = "set it to a file with 16 characters or more, made for example with `openssl rand -hex 32`, and \
                                keep a copy elsewhere: without it no backup can be restored";
                wrong("CONSULTA_BACKUP_KEY_FILE", format!("{file} ({e})"), expected)
            })?;
            Ok((Some(passphrase), Some(file.into())))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::server::config::{Config, ConfigError};

    fn read(pairs: &[(&'static str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_passphrase_is_given_or_read_from_a_file_and_never_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("backup.key");
        std::fs::write(&file, "a long and unusual one\n").expect("written");
        let file = file.to_str().expect("a path");

        let given = read(&[("CONSULTA_BACKUP_PASSPHRASE", "a long and unusual one")]).expect("understood");
        let from_file = read(&[("CONSULTA_BACKUP_KEY_FILE", file)]).expect("understood");
        assert_eq!(given.backup_passphrase, from_file.backup_passphrase);
        assert!(given.backup_passphrase.is_some() && given.backup_key_file.is_none());
        assert_eq!(read(&[]).expect("understood").backup_passphrase, None);

        for (wrong, named) in [
            (&[("CONSULTA_BACKUP_PASSPHRASE", "hunter2")][..], "CONSULTA_BACKUP_PASSPHRASE"),
            (&[("CONSULTA_BACKUP_KEY_FILE", "/no/such/file")], "CONSULTA_BACKUP_KEY_FILE"),
            (
                &[("CONSULTA_BACKUP_KEY_FILE", file), ("CONSULTA_BACKUP_PASSPHRASE", "a long and unusual one")],
                "CONSULTA_BACKUP_KEY_FILE",
            ),
        ] {
            let told = read(wrong).expect_err("refused").to_string();
            assert!(told.starts_with(named) && !told.contains("hunter2") && !told.contains("unusual"), "{told}");
        }
    }
}
