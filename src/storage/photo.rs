//! Photos of practitioners and centres: the names and keys of their files. Everyone may see them.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::{CentreId, PractitionerId};

/// A photo whose files were written.
#[derive(Clone, Debug)]
pub struct NewPhoto {
    /// The name under which its files are kept.
    pub name: String,
    /// The key of its file.
    pub key: String,
    /// The key of the small size.
    pub small_key: String,
}

/// Sets a practitioner's photo, replacing any other, with the address at which it is shown.
pub async fn put(tx: &mut Tx, id: PractitionerId, new: &NewPhoto, address: &str, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into practitioner_photo (practitioner_id, name, storage_key, small_key, created_at)
        values ($1, $2, $3, $4, $5)
        on conflict (practitioner_id) do update
        set name = excluded.name, storage_key = excluded.storage_key, small_key = excluded.small_key,
            created_at = excluded.created_at";
    write(tx, SQL, id.0, new, at).await?;
    show(tx, id, Some(address)).await
}

/// Sets a centre's photo, replacing any other.
pub async fn put_of_centre(tx: &mut Tx, id: CentreId, new: &NewPhoto, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into centre_photo (centre_id, name, storage_key, small_key, created_at)
        values ($1, $2, $3, $4, $5)
        on conflict (centre_id) do update
        set name = excluded.name, storage_key = excluded.storage_key, small_key = excluded.small_key,
            created_at = excluded.created_at";
    write(tx, SQL, id.0, new, at).await
}

async fn write(tx: &mut Tx, sql: &'static str, id: i64, new: &NewPhoto, at: i64) -> StorageResult<()> {
    on!(&mut **tx, c => sqlx::query(sql)
        .bind(id)
        .bind(new.name.clone())
        .bind(new.key.clone())
        .bind(new.small_key.clone())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Removes a practitioner's photo; the sweep deletes its files.
pub async fn delete(tx: &mut Tx, id: PractitionerId) -> StorageResult<()> {
    const SQL: &str = "delete from practitioner_photo where practitioner_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    show(tx, id, None).await
}

/// Removes a centre's photo; the sweep deletes its files.
pub async fn delete_of_centre(tx: &mut Tx, id: CentreId) -> StorageResult<()> {
    const SQL: &str = "delete from centre_photo where centre_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

async fn show(tx: &mut Tx, id: PractitionerId, address: Option<&str>) -> StorageResult<()> {
    const SQL: &str = "
        update practitioner
        set photo = $2
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(address.map(str::to_owned)).execute(c).await.map(drop))?;
    Ok(())
}

/// The file key of a photo with this name, or of its small size; for photos with only one size, of that one.
pub async fn key(conn: &mut Conn, name: &str, is_small: bool) -> StorageResult<Option<String>> {
    const SQL: &str = "
        select storage_key, small_key
        from practitioner_photo
        where name = $1
        union all
        select storage_key, small_key
        from centre_photo
        where name = $1
        limit 1";
    let found: Option<(String, Option<String>)> =
        on!(conn, c => sqlx::query_as(SQL).bind(name.to_owned()).fetch_optional(c).await)?;
    Ok(found.map(|(key, small)| small.filter(|_| is_small).unwrap_or(key)))
}
