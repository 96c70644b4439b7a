//! The basis on which someone works at a desk.

use crate::{
    domain::{
        account::Actor,
        ids::CentreId,
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    service::{Outcome, authorise},
    storage::{db::Conn, desk as stored},
};

/// The basis on which the actor does something at a centre's desk.
///
/// # Errors
/// Not allowed; not found if they do not work there.
pub(in crate::service) async fn ground(
    conn: &mut Conn,
    actor: &Actor,
    action: Action,
    centre: CentreId,
) -> Outcome<Basis> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let works_there = stored::centres_of(conn, me).await?.contains(&centre);
    authorise(actor, action, Resource::Desk(works_there.then_some(Basis::FrontDesk)))
}
