//! The clinic's own file check: a command, such as a virus scanner, that receives each file on standard input.

use std::{process::Stdio, time::Duration};

use tokio::{io::AsyncWriteExt, process::Command, time::timeout};

use crate::service::{Failure, Outcome};

const PATIENCE: Duration = Duration::from_secs(60);

/// The command and its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scanner(Vec<String>);

impl Scanner {
    /// Splits a command into words; `None` if there are none.
    #[must_use]
    pub fn of(command: &str) -> Option<Self> {
        let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// Whether the command accepts a file, by exiting with 0.
    ///
    /// # Errors
    /// If it cannot be started, or does not end.
    pub(super) async fn passes(&self, bytes: &[u8]) -> Outcome<bool> {
        let fault = |e: String| Failure::Fault(format!("CONSULTA_SCAN_COMMAND: {e}"));
        let Some((program, arguments)) = self.0.split_first() else { return Ok(true) };
        let mut child = Command::new(program)
            .args(arguments)
            // The command must not learn where the database is, or the keys under which documents are stored.
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| fault(e.to_string()))?;
        let ended = timeout(PATIENCE, async {
            if let Some(mut file) = child.stdin.take() {
                // A scanner that has seen enough stops reading.
                drop(file.write_all(bytes).await);
            }
            child.wait().await
        });
        let ended = ended
            .await
            .map_err(|_| fault("it did not finish in time".to_owned()))?
            .map_err(|e| fault(e.to_string()))?;
        if !ended.success() {
            tracing::warn!(%ended, "the scanner refused a file");
        }
        Ok(ended.success())
    }
}
