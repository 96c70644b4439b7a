//! Practitioners' biographies in further languages.

use std::collections::HashMap;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{biographies::Biographies, ids::PractitionerId, language::Language};

/// The biographies of all practitioners.
pub(super) async fn all(conn: &mut Conn) -> StorageResult<HashMap<PractitionerId, Biographies>> {
    const SQL: &str = "
        select practitioner_id, language, bio
        from practitioner_text";
    let rows: Vec<(i64, String, String)> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    let mut all: HashMap<PractitionerId, Biographies> = HashMap::new();
    for (id, tag, bio) in rows {
        all.entry(PractitionerId(id)).or_default().insert(language(id, &tag)?, bio);
    }
    Ok(all)
}

/// The biographies of one practitioner.
pub(super) async fn of(conn: &mut Conn, person: PractitionerId) -> StorageResult<Biographies> {
    const SQL: &str = "
        select language, bio
        from practitioner_text
        where practitioner_id = $1";
    let rows: Vec<(String, String)> = on!(conn, c => sqlx::query_as(SQL).bind(person.0).fetch_all(c).await)?;
    rows.into_iter().map(|(tag, bio)| Ok((language(person.0, &tag)?, bio))).collect()
}

/// Replaces the biographies of one practitioner.
pub(super) async fn set(tx: &mut Tx, person: PractitionerId, bios: &Biographies) -> StorageResult<()> {
    const CLEAR: &str = "
        delete from practitioner_text
        where practitioner_id = $1";
    const ADD: &str = "
        insert into practitioner_text (practitioner_id, language, bio)
        values ($1, $2, $3)";
    on!(&mut **tx, c => sqlx::query(CLEAR).bind(person.0).execute(c).await.map(drop))?;
    for (language, bio) in bios {
        on!(&mut **tx, c => sqlx::query(ADD)
            .bind(person.0)
            .bind(language.tag())
            .bind(bio.clone())
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

fn language(person: i64, tag: &str) -> StorageResult<Language> {
    tag.parse().map_err(StorageError::inconsistent("practitioner_text", "language", person))
}
