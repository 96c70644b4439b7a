//! The search form of people's names, for rows that an older version of the program stored without it.

use crate::{
    domain::text::search_key,
    storage::{
        db::{Db, on},
        error::{StorageError, StorageResult},
    },
};

/// Fills in missing search names. Any number of processes may do so at once.
///
/// # Errors
/// The storage's failure.
pub async fn fill_search_names(db: &Db) -> StorageResult<()> {
    const FIND: &str = "
        select id, full_name
        from account
        where search_name = ''
        and full_name <> ''
        and id > $1
        order by id
        limit 500";
    let mut last = 0_i64;
    loop {
        let mut conn = db.read().await?;
        let found: Vec<(i64, String)> = on!(&mut conn, c => sqlx::query_as(FIND).bind(last).fetch_all(c).await)?;
        drop(conn);
        let Some((id, _)) = found.last() else { return Ok(()) };
        last = *id;
        let fill = db.write(found, |tx, found| {
            Box::pin(async move {
                const FILL: &str = "
                    update account
                    set search_name = $2
                    where id = $1
                    and full_name = $3";
                for (id, name) in found {
                    on!(&mut **tx, c => sqlx::query(FILL)
                        .bind(id)
                        .bind(search_key(name))
                        .bind(name)
                        .execute(c)
                        .await
                        .map(drop))?;
                }
                Ok::<_, StorageError>(())
            })
        });
        fill.await?;
    }
}
