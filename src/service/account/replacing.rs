//! A new password.

use jiff::Timestamp;

use crate::{
    domain::{ids::AccountId, notice::NoticeKind},
    service::Outcome,
    storage::{
        account, calendar_feed,
        db::Tx,
        known_device,
        mail_link::{self, LinkFor},
        notice, session,
    },
};

/// Cuts off anyone who knew the old password: ends every session, known browser, secret calendar address, and code or link for
/// resetting the password. Passkeys stay, because adding one takes the password and its owner is told. The account's row must be
/// locked.
pub(in crate::service) async fn replace_password(
    tx: &mut Tx,
    id: AccountId,
    hash: &str,
    kept_token: &str,
    now: Timestamp,
) -> Outcome<i64> {
    let epoch = account::set_password(tx, id, hash).await?;
    mail_link::delete_all(tx, id, LinkFor::Reset).await?;
    session::delete_others(tx, id, kept_token).await?;
    known_device::delete_all(tx, id).await?;
    calendar_feed::delete(tx, id).await?;
    notice::insert(tx, id, NoticeKind::PasswordChanged, None, now.as_second()).await?;
    Ok(epoch)
}
