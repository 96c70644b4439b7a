//! Codes from an app.

use crate::{
    domain::ids::AccountId,
    service::Outcome,
    storage::{db::Conn, second_factor as stored},
};

/// Whether an account has a code from an app as its second factor.
pub(in crate::service) async fn is_on(conn: &mut Conn, id: AccountId) -> Outcome<bool> {
    Ok(stored::find(conn, id).await?.is_some_and(|factor| factor.confirmed_at.is_some()))
}
