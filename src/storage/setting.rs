//! Settings as rows of key and value.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};

/// Every stored setting.
pub async fn all(conn: &mut Conn) -> StorageResult<Vec<(String, String)>> {
    const SQL: &str = "select key, value from setting";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// Stores one.
pub async fn put(tx: &mut Tx, key: &str, value: &str) -> StorageResult<()> {
    const SQL: &str = "
        insert into setting (key, value)
        values ($1, $2)
        on conflict (key) do update
        set value = excluded.value";
    on!(&mut **tx, c => sqlx::query(SQL).bind(key.to_owned()).bind(value.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes one, so that the preset's value applies again.
pub async fn remove(tx: &mut Tx, key: &str) -> StorageResult<()> {
    const SQL: &str = "
        delete from setting
        where key = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(key.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}
