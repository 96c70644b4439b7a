//! Reminding patients of their visits: once for each day with visits and each number of days before it that was chosen for a service of
//! that day, else for the clinic, in one notice for all visits of that day. Who booked, moved or was answered later than that knows already.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{By, Outcome, Services, mail, proxy, settings};
use crate::{
    domain::{
        account::{Actor, Role},
        audit::{Deed, Subject},
        ids::AppointmentId,
        notice::NoticeKind,
        policy::Action,
        topic::Topic,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        db::{Conn, Tx},
        mail_link::LinkFor,
        notice,
        reminder::{self, Due, Wanted},
    },
};

const DAY: i64 = 24 * 3_600;

/// Reminds all patients whose time has come. Returns how many days with visits were told of. Any number of processes may do this at once.
///
/// # Errors
/// The storage's failure.
pub async fn remind(services: &Services) -> Outcome<usize> {
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    let clinics = settings(&mut conn).await?.reminder_days;
    let mut choices = reminder::choices(&mut conn).await?;
    if !choices.contains(&clinics) {
        choices.push(clinics);
    }
    // Services that choose differently may lead to the same reminder of a day.
    let mut due = BTreeSet::new();
    for choice in choices {
        let days = choice.days();
        for (place, before) in days.iter().enumerate() {
            // From here on the next reminder is nearer to the visit.
            let next = days.get(place + 1).copied().unwrap_or_default();
            let window = (now + next * DAY, now + before * DAY);
            let wanted = Wanted { choice, is_clinics: choice == clinics, window, days_before: *before };
            due.extend(reminder::due(&mut conn, wanted).await?.into_iter().map(|day| (day, *before)));
        }
    }
    drop(conn);
    let mut given = 0;
    for (day, before) in due {
        let work = services.db.write((day, before, now), |tx, (day, before, now)| {
            Box::pin(async move { remind_in(tx, day, *before, *now).await })
        });
        given += usize::from(work.await?);
    }
    Ok(given)
}

async fn remind_in(tx: &mut Tx, day: &Due, days_before: i64, now: i64) -> Outcome<bool> {
    if !reminder::give(tx, day, days_before, now).await? {
        return Ok(false);
    }
    // They may have been cancelled since.
    let visits = reminder::of_day(tx, day, now).await?;
    let Some(first) = visits.first() else { return Ok(false) };
    notice::insert_for_patient(tx, day.patient, None, NoticeKind::AppointmentReminder, *first, now).await?;
    let more = i64::try_from(visits.len()).unwrap_or(i64::MAX) - 1;
    reminder::stand_for(tx, *first, now, more).await?;
    Ok(true)
}

/// The visits of one patient and day that are still ahead, the first of which a reminder named.
///
/// # Errors
/// The storage's failure.
pub(super) async fn visits_with(conn: &mut Conn, id: AppointmentId, now: i64) -> Outcome<Vec<Appointment>> {
    let Some(day) = reminder::day_of(conn, id).await? else { return Ok(Vec::new()) };
    let mut visits = Vec::new();
    for id in reminder::of_day(conn, &day, now).await? {
        visits.extend(appointment::find(conn, id).await?);
    }
    Ok(visits)
}

/// A visit that a reminder told of.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The appointment.
    pub appointment: Appointment,
    /// Whether the patient has said that they will come.
    pub comes: bool,
}

/// The visits that a link in a reminder is about. Whoever has the link has the letter, which names them too; but no longer than its
/// reader books for the patient.
///
/// # Errors
/// Not found for an unknown link, or one that has ended.
pub async fn visits(services: &Services, secret: &str) -> Outcome<Vec<Visit>> {
    let now = services.clock.now();
    let mut conn = services.db.read().await?;
    let (holder, first) = found(&mut conn, secret, now).await?;
    proxy::dealing_with(&mut conn, &holder, Action::ReadAppointment, first, now).await?;
    let mut visits = Vec::new();
    for appointment in visits_with(&mut conn, first, now.as_second()).await? {
        let comes = reminder::comes(&mut conn, appointment.id).await?;
        visits.push(Visit { appointment, comes });
    }
    Ok(visits)
}

/// Who holds a link, in the role of a patient, and the appointment that it names.
async fn found(conn: &mut Conn, secret: &str, now: Timestamp) -> Outcome<(Actor, AppointmentId)> {
    let found = mail::link::find(conn, LinkFor::Visits, secret, now.as_second()).await?;
    let (id, first) = found.ok_or(AppError::NotFound)?;
    Ok((Actor::Account { id, roles: vec![Role::Patient] }, first.parse().map_err(|_| AppError::NotFound)?))
}

/// Notes, with a link from a reminder, that the patient will come to one of its visits.
///
/// # Errors
/// Not found for an unknown link, or a visit that it is not about.
pub async fn will_come(services: &Services, secret: &str, id: AppointmentId) -> Outcome<()> {
    let work = services.change(By::visitor(services), (secret.to_owned(), id), |tx, by, (secret, id)| {
        Box::pin(async move {
            let (holder, first) = found(tx, secret, by.at).await?;
            let at = by.second();
            if visits_with(tx, first, at).await?.iter().all(|one| one.id != *id) {
                return Err(AppError::NotFound.into());
            }
            let (visit, _, basis) = proxy::dealing_with(tx, &holder, Action::ReadAppointment, *id, by.at).await?;
            reminder::will_come(tx, *id, at).await?;
            let holder = By { actor: holder, ..by.on(basis) };
            let subject = Subject::from(*id).of(visit.patient).part("by a link in an email");
            holder.did(tx, Deed::AppointmentWillCome, subject);
            tx.changed(Topic::Calendar(visit.practitioner.account()));
            Ok(())
        })
    });
    work.await
}

/// Whether the patient has said that they will come to an appointment; for those who may see it.
///
/// # Errors
/// The storage's failure.
pub async fn comes(services: &Services, found: &Appointment) -> Outcome<bool> {
    Ok(reminder::comes(&mut services.db.read().await?, found.id).await?)
}
