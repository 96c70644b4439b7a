//! PostgreSQL's own notifications, for processes that share a database.

use super::{
    db::{Conn, Tx},
    error::StorageResult,
};
use crate::domain::ids::PractitionerId;

/// The name under which calendar changes are announced.
pub const CHANNEL: &str = "calendar_changed";

/// Announces a change when this transaction commits; on SQLite there is no one else to tell.
pub async fn notify(tx: &mut Tx, practitioner: PractitionerId) -> StorageResult<()> {
    if let Conn::Postgres(connection) = &mut **tx {
        sqlx::query("select pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(practitioner.to_string())
            .execute(&mut **connection)
            .await?;
    }
    Ok(())
}
