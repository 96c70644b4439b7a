//! Who is on which side of a thread, and on what basis they write.

use jiff::Timestamp;

use crate::{
    domain::{
        access::Facts,
        account::Actor,
        ids::{AccountId, PatientId, PractitionerId, ThreadId},
        message::{self as rules, Side},
        policy::{Action, Basis, Resource},
        topic::Topic,
    },
    error::AppError,
    service::{Outcome, authorise, settings},
    storage::{
        access,
        db::{Conn, Tx},
        message::{self, Thread},
    },
};

/// A thread, and the side and basis on which the actor is in it.
pub(super) async fn seat(
    conn: &mut Conn,
    actor: &Actor,
    id: ThreadId,
    now: Timestamp,
) -> Outcome<(Thread, Side, Basis)> {
    let thread = message::find(conn, id).await?.ok_or(AppError::NotFound)?;
    let (side, basis) = seat_in(conn, actor, &thread, now).await?;
    Ok((thread, side, basis))
}

/// The side and basis on which the actor is in a thread.
///
/// # Errors
/// Not found for anyone who is on neither side.
pub(super) async fn seat_in(conn: &mut Conn, actor: &Actor, thread: &Thread, now: Timestamp) -> Outcome<(Side, Basis)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let (patient, practitioner) = (thread.patient, thread.practitioner);
    let side = Side::of(me, patient, practitioner);
    let resource = match side {
        Side::Proxy => {
            let facts = access::facts(conn, me, patient).await?;
            Resource::Entrusted(patient, rules::in_their_place(&facts, now))
        }
        Side::Patient | Side::Practitioner => Resource::Appointment { patient, practitioner },
    };
    // Anyone without the role is told no more than others.
    let basis = authorise(actor, Action::UseMessages, resource).map_err(|_| AppError::NotFound)?;
    Ok((side, if side == Side::Patient { Basis::Own } else { basis }))
}

/// The basis on which the two sides of a thread write to each other now.
pub(super) async fn ground(conn: &mut Conn, thread: &Thread, now: Timestamp) -> Outcome<Option<Basis>> {
    if thread.has_left {
        return Ok(None);
    }
    let treating = settings(conn).await?.treating;
    let facts = access::facts(conn, thread.practitioner.account(), thread.patient).await?;
    Ok(rules::ground(&Facts { is_practitioner: thread.practises, treating, ..facts }, now))
}

/// Notifies the open pages of these accounts once the transaction is committed.
pub(super) fn announce(tx: &mut Tx, accounts: &[AccountId]) {
    for account in accounts {
        tx.changed(Topic::Account(*account));
    }
}

/// Makes the open pages of a patient, a practitioner and everyone who reads the patient's messages reload: a basis has begun or
/// ended.
pub async fn ground_changed(tx: &mut Tx, patient: PatientId, practitioner: PractitionerId, at: i64) -> Outcome<()> {
    if let Some(thread) = message::sides(tx, patient, practitioner).await? {
        let readers = message::readers(tx, &thread, at).await?;
        announce(tx, &readers);
    }
    Ok(())
}

/// The same for everyone in a thread with an account that was deactivated or activated.
pub async fn account_changed(tx: &mut Tx, account: AccountId, at: i64) -> Outcome<()> {
    let others = message::correspondents(tx, account, at).await?;
    announce(tx, &others);
    Ok(())
}
