//! The clinic's texts on its public pages: every version of every text.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
};
use crate::domain::{content::Edition, ids::AccountId, language::Language};

/// A version of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The primary key of the row.
    pub id: i64,
    /// Which text.
    pub edition: Edition,
    /// The text; empty for the shipped one.
    pub body: String,
    /// Who wrote it.
    pub by: Option<String>,
    /// When it was saved.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    place: String,
    language: Option<String>,
    body: String,
    by: Option<String>,
    #[sqlx(try_from = "Second")]
    at: Timestamp,
}

impl TryFrom<Row> for Version {
    type Error = StorageError;

    fn try_from(Row { id, place, language, body, by, at }: Row) -> StorageResult<Self> {
        let place = place.parse().map_err(StorageError::inconsistent("page_text", "place", id))?;
        let language = language.map(|tag| tag.parse()).transpose();
        let language = language.map_err(StorageError::inconsistent("page_text", "language", id))?;
        Ok(Self { id, edition: Edition { place, language }, body, by, at })
    }
}

/// The latest version of every text.
pub async fn latest(conn: &mut Conn) -> StorageResult<Vec<Version>> {
    const SQL: &str = "
        select t.id, t.place, t.language, t.body, a.full_name as \"by\", t.at
        from page_text t
        left join account a on a.id = t.by_id
        where t.id in (select max(id) from page_text group by place, language)";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The latest versions of a text, newest first.
pub async fn versions(conn: &mut Conn, edition: Edition, limit: i64) -> StorageResult<Vec<Version>> {
    const SQL: &str = "
        select t.id, t.place, t.language, t.body, a.full_name as \"by\", t.at
        from page_text t
        left join account a on a.id = t.by_id
        where t.place = $1
        and t.language is not distinct from $2
        order by t.id desc
        limit $3";
    let (place, language) = stored(edition);
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(place).bind(language).bind(limit).fetch_all(c).await)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The text of a version, if it belongs to this text.
pub async fn body(conn: &mut Conn, edition: Edition, id: i64) -> StorageResult<Option<String>> {
    const SQL: &str = "
        select body
        from page_text
        where id = $1
        and place = $2
        and language is not distinct from $3";
    let (place, language) = stored(edition);
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).bind(place).bind(language).fetch_optional(c).await)?)
}

/// Stores a version.
pub async fn insert(tx: &mut Tx, edition: Edition, body: &str, by: Option<AccountId>, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into page_text (place, language, body, by_id, at)
        values ($1, $2, $3, $4, $5)";
    let (place, language) = stored(edition);
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(place)
        .bind(language)
        .bind(body.to_owned())
        .bind(by.map(|id| id.0))
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

fn stored(edition: Edition) -> (&'static str, Option<&'static str>) {
    (edition.place.as_str(), edition.language.map(Language::tag))
}
