//! Roles that an account is given and loses.

use crate::{
    domain::{account::Role, ids::AccountId},
    storage::{
        db::{Tx, on},
        error::StorageResult,
    },
};

/// Takes roles from an account and gives it others. Its sessions end: they were opened by someone who could do something else.
pub async fn change_roles(tx: &mut Tx, id: AccountId, take: &[Role], give: &[Role]) -> StorageResult<()> {
    const TAKE: &str = "
        delete from account_role
        where account_id = $1
        and role = $2";
    const GIVE: &str = "
        insert into account_role (account_id, role)
        values ($1, $2)
        on conflict do nothing";
    const END: &str = "
        update account
        set credential_epoch = credential_epoch + 1
        where id = $1";
    for role in take {
        on!(&mut **tx, c => sqlx::query(TAKE).bind(id.0).bind(role.as_str()).execute(c).await.map(drop))?;
    }
    for role in give {
        on!(&mut **tx, c => sqlx::query(GIVE).bind(id.0).bind(role.as_str()).execute(c).await.map(drop))?;
    }
    on!(&mut **tx, c => sqlx::query(END).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}
