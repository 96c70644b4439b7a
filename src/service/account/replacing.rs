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

/// Leaves nothing to anyone who knew the old password: no session, no known browser, no secret calendar address, and no code or link
/// to another password. Passkeys stay: whoever adds
/// one has to say the password, and its owner is told. The account's row must be locked.
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
