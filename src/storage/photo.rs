//! Practitioners' photos: the names and keys of their files. Everyone may see them.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::PractitionerId;

/// Gives a practitioner this photo, in place of any other, which is shown at the address.
pub async fn put(tx: &mut Tx, id: PractitionerId, name: &str, key: &str, address: &str, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into practitioner_photo (practitioner_id, name, storage_key, created_at)
        values ($1, $2, $3, $4)
        on conflict (practitioner_id) do update
        set name = excluded.name, storage_key = excluded.storage_key, created_at = excluded.created_at";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(name.to_owned())
        .bind(key.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    show(tx, id, Some(address)).await
}

/// Takes a practitioner's photo away; its file is deleted by the sweep.
pub async fn delete(tx: &mut Tx, id: PractitionerId) -> StorageResult<()> {
    const SQL: &str = "delete from practitioner_photo where practitioner_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    show(tx, id, None).await
}

async fn show(tx: &mut Tx, id: PractitionerId, address: Option<&str>) -> StorageResult<()> {
    const SQL: &str = "
        update practitioner
        set photo = $2
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(address.map(str::to_owned)).execute(c).await.map(drop))?;
    Ok(())
}

/// The key of the file with this name.
pub async fn key(conn: &mut Conn, name: &str) -> StorageResult<Option<String>> {
    const SQL: &str = "
        select storage_key
        from practitioner_photo
        where name = $1
        order by practitioner_id
        limit 1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(name.to_owned()).fetch_optional(c).await)?)
}
