//! Data derived from names and telephone numbers: the search key, given and family name, and the number in normal form; also filled
//! in for rows that an older version stored without them.

use super::{phone_number, words};
use crate::{
    domain::{ids::AccountId, person_name::NameParts, text::search_key},
    storage::{
        db::{Db, Tx, on},
        error::{StorageError, StorageResult},
        name,
    },
};

/// Stores a name and a telephone number; false if both are unchanged. The parts of an unchanged name stay as their owner corrected
/// them.
pub async fn set_names(tx: &mut Tx, id: AccountId, full_name: &str, phone: &str) -> StorageResult<bool> {
    const SQL: &str = "
        update account
        set full_name = $2, phone = $3, search_name = $4, phone_number = $7,
            given_name = case when full_name = $2 and given_name <> '' then given_name else $5 end,
            family_name = case when full_name = $2 and given_name <> '' then family_name else $6 end
        where id = $1
        and (full_name <> $2 or phone <> $3 or given_name = '')";
    let parts = NameParts::of(full_name);
    let number = phone_number(tx, phone).await?;
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(full_name.to_owned())
        .bind(phone.to_owned())
        .bind(search_key(full_name))
        .bind(parts.given)
        .bind(parts.family)
        .bind(number)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if changed == 1 {
        const EMAIL: &str = "select email from account where id = $1";
        let email: String = on!(&mut **tx, c => sqlx::query_scalar(EMAIL).bind(id.0).fetch_one(c).await)?;
        words::index(tx, id, (full_name, &email, phone)).await?;
        name::put(tx, id, full_name).await?;
    }
    Ok(changed == 1)
}

/// Fills in what is missing. Safe to run in any number of processes at once.
///
/// # Errors
/// A failure of the storage.
pub async fn fill_search_names(db: &Db) -> StorageResult<()> {
    const FIND: &str = "
        select id, full_name, phone
        from account
        where full_name <> ''
        and (search_name = '' or given_name = '' or (phone_number = '' and phone <> ''))
        and id > $1
        order by id
        limit 500";
    let mut last = 0_i64;
    loop {
        let mut conn = db.read().await?;
        let found: Vec<(i64, String, String)> =
            on!(&mut conn, c => sqlx::query_as(FIND).bind(last).fetch_all(c).await)?;
        drop(conn);
        let Some((id, ..)) = found.last() else { return Ok(()) };
        last = *id;
        let fill = db.write(found, |tx, found| {
            Box::pin(async move {
                const FILL: &str = "
                    update account
                    set search_name = $2, phone_number = $5,
                        given_name = case when given_name <> '' then given_name else $6 end,
                        family_name = case when given_name <> '' then family_name else $7 end
                    where id = $1
                    and full_name = $3
                    and phone = $4";
                for (id, name, phone) in found {
                    let number = phone_number(tx, phone).await?;
                    let parts = NameParts::of(name);
                    on!(&mut **tx, c => sqlx::query(FILL)
                        .bind(id)
                        .bind(search_key(name))
                        .bind(name)
                        .bind(phone)
                        .bind(number)
                        .bind(parts.given)
                        .bind(parts.family)
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
