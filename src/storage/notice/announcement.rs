//! Announcements that the clinic sends to several users at once.

use crate::{
    domain::{announcement::Announcement, ids::AccountId},
    storage::{
        db::{Conn, Tx, on},
        error::StorageResult,
    },
};

/// Stores an announcement under the key of the run that sends it.
pub async fn add_announcement(
    tx: &mut Tx,
    by: AccountId,
    run: &str,
    written: &Announcement,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into announcement (id, made_by, made_at, subject, text)
        values ($1, $2, $3, $4, $5)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(run.to_owned())
        .bind(by.0)
        .bind(at)
        .bind(written.subject.clone())
        .bind(written.text.clone())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// When someone sent the announcement that precedes their `skipped` latest ones.
pub async fn last_announcement_but(conn: &mut Conn, by: AccountId, skipped: i64) -> StorageResult<Option<i64>> {
    const SQL: &str = "
        select made_at
        from announcement
        where made_by = $1
        order by made_at desc
        limit 1 offset $2";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(by.0).bind(skipped).fetch_optional(c).await)?)
}

/// Deletes announcements from before an instant.
pub async fn sweep_announcements(tx: &mut Tx, before: i64) -> StorageResult<()> {
    const SQL: &str = "
        delete from announcement
        where made_at < $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
