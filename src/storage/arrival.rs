//! Waits for a database server that is still starting.

use std::{io, str::FromStr, time::Duration};

use sqlx::{
    ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgConnection},
};
use tokio::time::{sleep, timeout};

use super::{
    error::{StorageError, StorageResult},
    monotonic,
};

/// How long one attempt may take, and how long to wait before the next.
const ONE_TRY: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_secs(1);

/// Connects to the server that `url` names, retrying for as long as `patience` lasts.
///
/// # Errors
/// The last error, if it does not connect in time, or immediately if waiting would not help: a wrong password, no such database.
pub(super) async fn wait_for(url: &str, patience: Duration) -> StorageResult<()> {
    let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
    let server = format!(
        "{}:{}/{}",
        options.get_host(),
        options.get_port(),
        options.get_database().unwrap_or_else(|| options.get_username())
    );
    let began = monotonic::now();
    loop {
        let tried = timeout(ONE_TRY, PgConnection::connect_with(&options)).await;
        let cause =
            match tried.unwrap_or_else(|late| Err(sqlx::Error::Io(io::Error::new(io::ErrorKind::TimedOut, late)))) {
                Ok(connection) => return Ok(connection.close().await?),
                Err(cause) => cause,
            };
        if began.elapsed() + PAUSE > patience || !may_come(&cause) {
            return Err(StorageError::Unreached { server, cause });
        }
        tracing::warn!(server, error = %cause, "the database is not responding yet");
        sleep(PAUSE).await;
    }
}

/// Whether the server may still be starting: no one is listening, it is not ready (class 57), or it has no connection to spare
/// (class 53).
fn may_come(cause: &sqlx::Error) -> bool {
    match cause {
        // Such as a certificate that is for another name, or of an unknown authority.
        sqlx::Error::Io(e) => e.kind() != io::ErrorKind::InvalidData,
        sqlx::Error::Database(e) => e.code().is_some_and(|code| code.starts_with("57") || code.starts_with("53")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_starting_is_waited_for_and_a_wrong_certificate_is_not() {
        let failed = |kind| sqlx::Error::Io(io::Error::new(kind, "a test"));

        assert!(may_come(&failed(io::ErrorKind::ConnectionRefused)) && may_come(&failed(io::ErrorKind::TimedOut)));
        assert!(!may_come(&failed(io::ErrorKind::InvalidData)));
        assert!(!may_come(&sqlx::Error::RowNotFound));
    }
}
