//! Messages from visitors to the clinic.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};

/// A message to the clinic.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ContactMessage {
    /// Who wrote, by their own account.
    pub name: String,
    /// Where to reply, by their own account.
    pub email: String,
    /// The message.
    pub message: String,
    /// When, UTC seconds.
    pub created_at: i64,
}

/// Stores a message.
pub async fn insert(tx: &mut Tx, message: &ContactMessage) -> StorageResult<()> {
    const SQL: &str = "
        insert into contact_message (name, email, message, created_at)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(message.name.clone())
        .bind(message.email.clone())
        .bind(message.message.clone())
        .bind(message.created_at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The latest messages.
pub async fn latest(conn: &mut Conn, limit: i64) -> StorageResult<Vec<ContactMessage>> {
    const SQL: &str = "
        select name, email, message, created_at
        from contact_message
        order by id desc
        limit $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(limit).fetch_all(c).await)?)
}
