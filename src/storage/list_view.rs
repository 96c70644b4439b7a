//! Saved views of lists: a list's query, under a name.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::{AccountId, ListViewId};

/// A view of a list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListView {
    /// The primary key of the row.
    pub id: i64,
    /// Its owner's account.
    pub account_id: i64,
    /// The list's word.
    pub list: String,
    /// What its owner called it; no two of theirs for a list are called the same.
    pub name: String,
    /// The list's query, as in an address.
    pub query: String,
    /// Whether it is shared with everyone who may open the list.
    pub shared: bool,
    /// Whether it is its owner's default view of the list.
    pub is_default: bool,
}

/// The views of a list that an account can see, by name: its own, and those shared by others.
pub async fn of(conn: &mut Conn, account: AccountId, list: &str) -> StorageResult<Vec<ListView>> {
    const SQL: &str = "
        select id, account_id, list, name, query, shared, is_default
        from list_view
        where list = $2
        and (account_id = $1 or shared)
        order by name, id
        limit 200";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(list).fetch_all(c).await)?)
}

/// One of an account's own views.
pub async fn find(conn: &mut Conn, id: ListViewId, account: AccountId) -> StorageResult<Option<ListView>> {
    const SQL: &str = "
        select id, account_id, list, name, query, shared, is_default
        from list_view
        where id = $1
        and account_id = $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.0).bind(account.0).fetch_optional(c).await)?)
}

/// Stores a view; its `id` is ignored.
pub async fn insert(tx: &mut Tx, new: &ListView, at: i64) -> StorageResult<ListViewId> {
    const SQL: &str = "
        insert into list_view (account_id, list, name, query, shared, is_default, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        returning id";
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(new.account_id)
        .bind(new.list.clone())
        .bind(new.name.clone())
        .bind(new.query.clone())
        .bind(new.shared)
        .bind(new.is_default)
        .bind(at)
        .fetch_one(c)
        .await)?;
    Ok(ListViewId(id))
}

/// Changes a view's name and its visibility.
pub async fn change(tx: &mut Tx, view: &ListView) -> StorageResult<()> {
    const SQL: &str = "
        update list_view
        set name = $3, shared = $4, is_default = $5, query = $6
        where id = $1
        and account_id = $2";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(view.id)
        .bind(view.account_id)
        .bind(view.name.clone())
        .bind(view.shared)
        .bind(view.is_default)
        .bind(view.query.clone())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Clears an account's default view of a list.
pub async fn clear_default(tx: &mut Tx, account: AccountId, list: &str) -> StorageResult<()> {
    const SQL: &str = "
        update list_view
        set is_default = false
        where account_id = $1
        and list = $2
        and is_default";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(list).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes one of an account's views; false if it has none with this key.
pub async fn delete(tx: &mut Tx, id: ListViewId, account: AccountId) -> StorageResult<bool> {
    const SQL: &str = "
        delete from list_view
        where id = $1
        and account_id = $2";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(account.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
