//! The wish for another address: noted with what it leads to, and ended.

use crate::{
    domain::{account::IdentifierKind, audit::Deed, ids::AccountId, notice::NoticeKind},
    service::{By, Outcome},
    storage::{
        account,
        db::{Conn, Tx},
        delivery::{self, Purpose},
        email_change,
        mail_link::{self, LinkFor},
        notice,
    },
};

/// For how many seconds an address can be confirmed.
const LASTS: i64 = 3 * 24 * 3_600;

/// Whether two addresses are one name to sign in with, however they are written.
pub(in crate::service) fn is_same(one: &str, other: &str) -> bool {
    IdentifierKind::Email.compared(one) == IdentifierKind::Email.compared(other)
}

/// Notes the address that the actor's own account is to have, and sends a link there. The address that it has is told.
pub(in crate::service) async fn ask(tx: &mut Tx, by: &By, id: AccountId, email: &str) -> Outcome<()> {
    let now = by.second();
    mail_link::delete_all(tx, id, LinkFor::Verify).await?;
    email_change::put(tx, id, email, (now, now + LASTS)).await?;
    delivery::queue_to(tx, id, (Purpose::Verify, None), email, now).await?;
    notice::insert(tx, id, NoticeKind::EmailChangeAsked, None, now).await?;
    by.did(tx, Deed::AccountAskNewEmail, id);
    Ok(())
}

/// Ends the wish, with whatever could confirm it; false if there was none.
pub(in crate::service) async fn end(tx: &mut Tx, id: AccountId) -> Outcome<bool> {
    mail_link::delete_all(tx, id, LinkFor::Verify).await?;
    Ok(email_change::delete(tx, id).await?)
}

/// Whether an address is that of another account.
pub(in crate::service) async fn is_anothers(conn: &mut Conn, id: AccountId, email: &str) -> Outcome<bool> {
    let owner = account::find_credentials(conn, IdentifierKind::Email, &IdentifierKind::Email.compared(email)).await?;
    Ok(owner.is_some_and(|owner| owner.id != id.0))
}
