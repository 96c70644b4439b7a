//! Closing a patient's account. Nothing is deleted, and only an administrator can reopen it.

use crate::{
    domain::{
        account::{AccountStatus, Actor},
        appointment::{self as life, Party},
        audit::Deed,
        automatic::Automatic,
        ids::{AccountId, PatientId},
        notice::NoticeKind,
        policy::{Action, Basis},
    },
    error::AppError,
    service::{
        By, Outcome, Services, as_patient, attempts,
        cancel::{Cancellation, call_off},
        deed,
        limits::Key,
        message, occupancy, settings,
    },
    storage::{
        account,
        appointment::{self, Appointment},
        db::Tx,
        lock,
        notice::{self, About},
        session, sharing,
    },
};

/// The actor's upcoming appointments, which would be cancelled, and whether they may close their account themselves.
///
/// # Errors
/// Not allowed.
pub async fn before_closing(services: &Services, actor: &Actor) -> Outcome<(Vec<Appointment>, bool)> {
    let (me, _) = as_patient(actor, Action::ReadPatientAppointments)?;
    let may = as_patient(actor, Action::CloseAccount).is_ok();
    let now = services.clock.now();
    let mut coming = appointment::upcoming_of_patient(&mut services.db.read().await?, me, now).await?;
    coming.retain(|one| one.slot.starts_at > now);
    Ok((coming, may))
}

/// Closes the actor's account: cancels everything upcoming, however late, and frees its times; ends others' permission to book or
/// read for them; signs out every device.
///
/// # Errors
/// Not allowed; a wrong password; too many attempts.
pub async fn close(services: &Services, actor: &Actor, password: &str, address: &str) -> Outcome<()> {
    let (patient, basis) = as_patient(actor, Action::CloseAccount)?;
    let me = patient.account();
    let credentials = account::credentials(&mut services.db.read().await?, me).await?.ok_or(AppError::NotFound)?;
    let typed = (password, credentials.password_hash.as_deref());
    attempts::own_password(services, (actor, me), Key::CloseAccount(me), typed, address).await?;
    let by = By::now(services, actor).on(basis);
    let closing = Closing { me, basis, epoch: credentials.credential_epoch };
    services.change(by, closing, |tx, by, closing| Box::pin(close_in(tx, by, closing))).await
}

struct Closing {
    me: AccountId,
    basis: Basis,
    epoch: i64,
}

async fn close_in(tx: &mut Tx, by: &By, closing: &Closing) -> Outcome<()> {
    let Closing { me, basis, epoch } = closing;
    let at = by.second();
    let patient = PatientId(me.0);
    // Locks all calendars at once, in a fixed order; anything booked before the locks were taken is read again.
    let coming = appointment::upcoming_of_patient(tx, patient, by.at).await?;
    let mut people: Vec<AccountId> = coming.iter().map(|one| one.practitioner.account()).collect();
    people.push(*me);
    lock::all_calendars(tx, people.clone()).await?;
    // Someone else who knew the password may have replaced it in the meantime.
    if !account::has_epoch(tx, *me, *epoch).await? {
        return Err(AppError::NotSignedIn.into());
    }
    let coming = appointment::upcoming_of_patient(tx, patient, by.at).await?;
    if coming.iter().any(|one| !people.contains(&one.practitioner.account())) {
        return Err(AppError::Overtaken.into());
    }
    let settings = settings(tx).await?;
    for one in coming {
        let found = deed::standing(tx, one.id).await?;
        // The cut-off does not apply, as for staff: a time given back late is better than a visit that no one comes to.
        let Ok(to) = life::cancel(found.status, found.slot.starts_at, Party::Staff, &settings, by.at) else { continue };
        let cancellation =
            Cancellation { by: by.clone(), id: found.id, reason: Automatic::AccountClosed.stored(), seen: None };
        call_off(tx, &cancellation, &found, to, *basis).await?;
    }
    occupancy::release_holds(tx, [*me], by.at).await?;
    for (of, holder) in sharing::end_proxies_by_closing(tx, *me, at).await? {
        if holder == *me {
            notice::insert_about(tx, of.account(), NoticeKind::SharingEnded, About::Person(*me), at).await?;
        } else {
            notice::insert_about(tx, holder, NoticeKind::SharingEnded, About::Patient(of), at).await?;
        }
    }
    account::set_status(tx, *me, AccountStatus::Inactive).await?;
    account::set_closed(tx, *me, at).await?;
    message::account_changed(tx, *me, at).await?;
    session::delete_others(tx, *me, "").await?;
    by.did(tx, Deed::AccountClose, *me);
    Ok(())
}
