//! What the clinic writes on its public pages: every version of every text.

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{content::Place, ids::AccountId};

/// A version of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its key.
    pub id: i64,
    /// Where the text stands.
    pub place: Place,
    /// The text; empty for the shipped one.
    pub body: String,
    /// Who wrote it.
    pub by: Option<String>,
    /// When, in UTC seconds.
    pub at: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    place: String,
    body: String,
    by: Option<String>,
    at: i64,
}

impl TryFrom<Row> for Version {
    type Error = StorageError;

    fn try_from(Row { id, place, body, by, at }: Row) -> StorageResult<Self> {
        let place = place.parse().map_err(StorageError::inconsistent("page_text", "place", id))?;
        Ok(Self { id, place, body, by, at })
    }
}

/// The latest version of every text.
pub async fn latest(conn: &mut Conn) -> StorageResult<Vec<Version>> {
    const SQL: &str = "
        select t.id, t.place, t.body, a.full_name as \"by\", t.at
        from page_text t
        left join account a on a.id = t.by_id
        where t.id in (select max(id) from page_text group by place)";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The latest versions of a text, the latest first.
pub async fn versions(conn: &mut Conn, place: Place, limit: i64) -> StorageResult<Vec<Version>> {
    const SQL: &str = "
        select t.id, t.place, t.body, a.full_name as \"by\", t.at
        from page_text t
        left join account a on a.id = t.by_id
        where t.place = $1
        order by t.id desc
        limit $2";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(place.as_str()).bind(limit).fetch_all(c).await)?;
    rows.into_iter().map(Version::try_from).collect()
}

/// The text of a version, if it is of this place.
pub async fn body(conn: &mut Conn, place: Place, id: i64) -> StorageResult<Option<String>> {
    const SQL: &str = "
        select body
        from page_text
        where id = $1
        and place = $2";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id).bind(place.as_str()).fetch_optional(c).await)?)
}

/// Stores a version.
pub async fn insert(tx: &mut Tx, place: Place, body: &str, by: Option<AccountId>, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into page_text (place, body, by_id, at)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(place.as_str())
        .bind(body.to_owned())
        .bind(by.map(|id| id.0))
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
