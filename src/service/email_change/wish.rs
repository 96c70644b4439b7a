//! The request for another address: recorded, with its consequences, and ended.

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

/// How long an address can be confirmed, in seconds.
const LASTS: i64 = 3 * 24 * 3_600;

/// Whether two addresses are the same sign-in name, however they are written.
pub(in crate::service) fn is_same(one: &str, other: &str) -> bool {
    IdentifierKind::Email.compared(one) == IdentifierKind::Email.compared(other)
}

/// Records the new address for the actor's own account, and sends a link there. The current address is told.
pub(in crate::service) async fn ask(tx: &mut Tx, by: &By, id: AccountId, email: &str) -> Outcome<()> {
    let now = by.second();
    mail_link::delete_all(tx, id, LinkFor::Verify).await?;
    email_change::put(tx, id, email, (now, now + LASTS)).await?;
    delivery::queue_to(tx, id, (Purpose::Verify, None), email, now).await?;
    notice::insert(tx, id, NoticeKind::EmailChangeAsked, None, now).await?;
    by.did(tx, Deed::AccountAskNewEmail, id);
    Ok(())
}

/// Ends the request, with everything that could confirm it; false if there was none.
pub(in crate::service) async fn end(tx: &mut Tx, id: AccountId) -> Outcome<bool> {
    mail_link::delete_all(tx, id, LinkFor::Verify).await?;
    Ok(email_change::delete(tx, id).await?)
}

/// Whether an address belongs to another account.
pub(in crate::service) async fn is_anothers(conn: &mut Conn, id: AccountId, email: &str) -> Outcome<bool> {
    let owner = account::find_credentials(conn, IdentifierKind::Email, &IdentifierKind::Email.compared(email)).await?;
    Ok(owner.is_some_and(|owner| owner.id != id.0))
}
