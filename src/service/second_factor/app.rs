//! Codes from an app.

use crate::{
    domain::ids::AccountId,
    service::Outcome,
    storage::{db::Conn, second_factor as stored},
};

/// Whether signing in to an account takes a second step.
pub(in crate::service) async fn is_on(conn: &mut Conn, id: AccountId) -> Outcome<bool> {
    Ok(stored::find(conn, id).await?.is_some_and(|factor| factor.confirmed_at.is_some()))
}
