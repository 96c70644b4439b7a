//! The patients whom staff looked up by number or email address, for rate limits.

use jiff::Timestamp;

use super::{
    db::{Tx, on},
    error::StorageResult,
    second::MaybeSecond,
};
use crate::domain::ids::{AccountId, PatientId};

/// An account's look-ups since an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Count {
    /// Distinct patients.
    pub patients: i64,
    /// When the first of them was.
    #[sqlx(try_from = "MaybeSecond")]
    pub first_patient_at: Option<Timestamp>,
    /// Numbers and addresses that matched no one.
    pub misses: i64,
    /// When the first of these was.
    #[sqlx(try_from = "MaybeSecond")]
    pub first_miss_at: Option<Timestamp>,
}

/// Deletes look-ups from before an instant, and counts the rest; those that matched no one only since a later instant.
pub async fn count_since(tx: &mut Tx, account: AccountId, (since, misses_since): (i64, i64)) -> StorageResult<Count> {
    const FORGET: &str = "
        delete from patient_look_up
        where account_id = $1
        and at < $2";
    const COUNT: &str = "
        select
            count(distinct patient_id) as patients,
            min(case when patient_id is not null then at end) as first_patient_at,
            count(case when patient_id is null and at > $2 then 1 end) as misses,
            min(case when patient_id is null and at > $2 then at end) as first_miss_at
        from patient_look_up
        where account_id = $1";
    on!(&mut **tx, c => sqlx::query(FORGET).bind(account.0).bind(since).execute(c).await.map(drop))?;
    Ok(on!(&mut **tx, c => sqlx::query_as(COUNT).bind(account.0).bind(misses_since).fetch_one(c).await)?)
}

/// Whether an account has looked up this patient.
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

/// Records a look-up; `None` if no patient matched.
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
