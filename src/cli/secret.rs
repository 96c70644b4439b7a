//! Reading passwords.

use std::path::Path;

use consulta::{
    server::config::Config,
    service::backup::{self, Passphrase},
};
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use super::AnyError;

/// Reads a line from standard input, without echo if that is a terminal.
pub fn secret_line() -> std::io::Result<String> {
    let stdin = std::io::stdin();
    let shown = tcgetattr(&stdin).ok();
    if let Some(mut hidden) = shown.clone() {
        hidden.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&stdin, OptionalActions::Drain, &hidden)?;
    }
    let mut line = String::new();
    let read = stdin.read_line(&mut line);
    if let Some(shown) = shown {
        tcsetattr(&stdin, OptionalActions::Drain, &shown)?;
        eprintln!();
    }
    read?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The passphrase of a backup, if it is encrypted: from the configuration, or else typed.
pub fn of_backup(config: &Config, folder: Option<&Path>) -> Result<Option<Passphrase>, AnyError> {
    if config.backup_passphrase.is_some() || !folder.is_some_and(backup::is_sealed) {
        return Ok(config.backup_passphrase.clone());
    }
    eprintln!("This backup is encrypted. Its passphrase, or what its key file holds:");
    let passphrase = Passphrase::of(&secret_line()?);
    passphrase.map(Some).ok_or_else(|| format!("a passphrase has at least {} characters", Passphrase::SHORTEST).into())
}
