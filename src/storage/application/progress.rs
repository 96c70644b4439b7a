//! The progress of an application: its decision, and the account that results.

use crate::{
    domain::{
        application::ApplicationStatus,
        ids::{AccountId, ApplicationId},
    },
    storage::{
        db::{Tx, on},
        error::StorageResult,
    },
};

/// Records an application's new status, and the administrator who decided it, if one did.
pub async fn set_status(
    tx: &mut Tx,
    id: ApplicationId,
    status: ApplicationStatus,
    decided_by: Option<AccountId>,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        update application
        set status = $2, decided_by = $3, changed_at = $4
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(status.as_str())
        .bind(decided_by.map(|account| account.0))
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Records the applicant's existing account.
pub async fn set_applicant(tx: &mut Tx, id: ApplicationId, account: AccountId) -> StorageResult<()> {
    const SQL: &str = "
        update application
        set applicant_id = $2
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(account.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Records the account of an approval, and the credential epoch under which its owner has to choose a password.
pub async fn set_account(
    tx: &mut Tx,
    id: ApplicationId,
    account: AccountId,
    credential_epoch: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        update application
        set account_id = $2, credential_epoch = $3
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(account.0)
        .bind(credential_epoch)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Records who confirmed the new account.
pub async fn set_confirmed(tx: &mut Tx, id: ApplicationId, by: AccountId) -> StorageResult<()> {
    const SQL: &str = "
        update application
        set confirmed_by = $2
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(by.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Records that the owner of the new account chose a password.
pub async fn set_password_chosen(tx: &mut Tx, id: ApplicationId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        update application
        set password_chosen_at = $2
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}
