//! Whom staff looked up by number or e-mail address: what the last day's count is made of.

use super::{
    db::{Tx, on},
    error::StorageResult,
};
use crate::domain::ids::{AccountId, PatientId};

/// What an account looked up since an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Count {
    /// Patients, each counted once.
    pub patients: i64,
    /// Numbers and addresses of nobody.
    pub misses: i64,
    /// When the first of all these was, UTC seconds.
    pub first_at: Option<i64>,
}

/// Forgets what is older, and counts the rest.
pub async fn count_since(tx: &mut Tx, account: AccountId, since: i64) -> StorageResult<Count> {
    const FORGET: &str = "
        delete from patient_look_up
        where account_id = $1
        and at < $2";
    const COUNT: &str = "
        select count(distinct patient_id) as patients, count(*) - count(patient_id) as misses, min(at) as first_at
        from patient_look_up
        where account_id = $1";
    on!(&mut **tx, c => sqlx::query(FORGET).bind(account.0).bind(since).execute(c).await.map(drop))?;
    Ok(on!(&mut **tx, c => sqlx::query_as(COUNT).bind(account.0).fetch_one(c).await)?)
}

/// Whether a patient is among them.
pub async fn has(tx: &mut Tx, account: AccountId, patient: PatientId) -> StorageResult<bool> {
    const SQL: &str = "
        select exists (
            select 1
            from patient_look_up
            where account_id = $1
            and patient_id = $2
        )";
    Ok(on!(&mut **tx, c => sqlx::query_scalar(SQL).bind(account.0).bind(patient.0).fetch_one(c).await)?)
}

/// Notes one more; nobody where there was nobody.
pub async fn insert(tx: &mut Tx, account: AccountId, patient: Option<PatientId>, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into patient_look_up (account_id, patient_id, at)
        values ($1, $2, $3)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(patient.map(|patient| patient.0))
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
