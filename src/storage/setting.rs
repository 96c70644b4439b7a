//! Settings as rows of key and value.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
};
use crate::domain::{ids::AccountId, settings::Settings};

/// Every stored setting.
pub async fn all(conn: &mut Conn) -> StorageResult<Vec<(String, String)>> {
    const SQL: &str = "select key, value from setting";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// The current settings, on top of the preset.
pub async fn current(conn: &mut Conn) -> StorageResult<Settings> {
    let rows = all(conn).await?;
    Settings::from_rows(rows.iter().map(|(key, value)| (key.as_str(), value.as_str()))).map_err(|e| {
        tracing::error!(key = e.key, "a stored setting could not be read");
        StorageError::Inconsistent { table: "setting", column: "value", id: 0 }
    })
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

/// Deletes a setting, so that the preset's value applies again.
pub async fn remove(tx: &mut Tx, key: &str) -> StorageResult<()> {
    const SQL: &str = "
        delete from setting
        where key = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(key.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}

/// A change to a setting; without a value, the preset's applies.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct SettingChange {
    /// The key of the setting, such as `booking.confirmation`.
    pub key: String,
    /// Its value before.
    pub old_value: Option<String>,
    /// Its value after.
    pub new_value: Option<String>,
    /// The person who changed it; `None` from the command line.
    pub by: Option<String>,
    /// When it was changed.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
}

/// Keeps a change.
pub async fn record_change(
    tx: &mut Tx,
    key: &str,
    (old, new): (Option<&str>, Option<&str>),
    by: Option<AccountId>,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into setting_change (key, old_value, new_value, by_id, at)
        values ($1, $2, $3, $4, $5)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(key.to_owned())
        .bind(old.map(str::to_owned))
        .bind(new.map(str::to_owned))
        .bind(by.map(|id| id.0))
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The latest changes, newest first.
pub async fn changes(conn: &mut Conn, limit: i64) -> StorageResult<Vec<SettingChange>> {
    const SQL: &str = "
        select s.key, s.old_value, s.new_value, a.full_name as \"by\", s.at
        from setting_change s
        left join account a on a.id = s.by_id
        order by s.id desc
        limit $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(limit).fetch_all(c).await)?)
}

/// The settings that were ever changed.
pub async fn changed_keys(conn: &mut Conn) -> StorageResult<Vec<String>> {
    const SQL: &str = "
        select distinct key
        from setting_change";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_all(c).await)?)
}

/// The latest changes to one setting, newest first.
pub async fn changes_of(conn: &mut Conn, key: &str, limit: i64) -> StorageResult<Vec<SettingChange>> {
    const SQL: &str = "
        select s.key, s.old_value, s.new_value, a.full_name as \"by\", s.at
        from setting_change s
        left join account a on a.id = s.by_id
        where s.key = $1
        order by s.id desc
        limit $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(key.to_owned()).bind(limit).fetch_all(c).await)?)
}
