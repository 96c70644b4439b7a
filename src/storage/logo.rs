//! The clinic's logos: the names and keys of their files. Everyone may see them.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};

/// Stores a logo, unless it exists already.
pub async fn insert(tx: &mut Tx, name: &str, key: &str, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into clinic_logo (name, storage_key, created_at)
        values ($1, $2, $3)
        on conflict (name) do nothing";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(name.to_owned())
        .bind(key.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The key of the file with this name.
pub async fn key(conn: &mut Conn, name: &str) -> StorageResult<Option<String>> {
    const SQL: &str = "
        select storage_key
        from clinic_logo
        where name = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(name.to_owned()).fetch_optional(c).await)?)
}
