//! The page behind a reminder's link: anyone who has the email can confirm a visit that it names, cancel it or move it. The link
//! lets its reader in instead of signing in, with no more rights than they have when signed in, and ends with the visits.

use jiff::{Timestamp, civil::Date};

use super::{
    By, Failure, Outcome, Services,
    availability::{self, Week, WeekQuery},
    cancel::{Cancellation, cancel_by},
    directory::Directory,
    limits::{Key, Source},
    mail,
    party::may_cancel,
    proxy, reminder,
    reschedule::{Move, move_by},
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Role},
        appointment::{CancelRefusal, Party},
        audit::{Deed, Subject},
        ids::AppointmentId,
        policy::Action,
        topic::Topic,
    },
    error::AppError,
    storage::{
        account, appointment,
        db::Conn,
        mail_link::LinkFor,
        reminder::{self as stored, Due},
    },
};

pub use crate::storage::appointment::Appointment;

/// A visit that a link is about.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The appointment, without its reason.
    pub appointment: Appointment,
    /// Whether the patient has confirmed that they will come.
    pub comes: bool,
    /// Whether they can still cancel or move it.
    pub may_change: bool,
}

/// A followed link.
#[derive(Clone, Copy, Debug)]
pub struct Followed<'a> {
    /// Its secret.
    pub secret: &'a str,
    /// The source address; empty if unknown.
    pub address: &'a str,
}

/// What a link opens: for whom, in the role of a patient, and which day of which patient.
struct Scope {
    holder: Actor,
    day: Due,
}

/// Opens a link. Invalid ones are rate-limited.
async fn enter(services: &Services, link: Followed<'_>) -> Outcome<Scope> {
    let reserved = services.limits.reserve(&[Key::VisitLinkFrom(Source::of(link.address))])?;
    let found = scope(&mut services.db.read().await?, link.secret, services.clock.now()).await;
    if !matches!(found, Err(Failure::Refused(AppError::NotFound))) {
        reserved.give_back();
    }
    found
}

async fn scope(conn: &mut Conn, secret: &str, now: Timestamp) -> Outcome<Scope> {
    let found = mail::link::find(conn, LinkFor::Visits, secret, now).await?;
    let (id, subject) = found.ok_or(AppError::NotFound)?;
    let holder = account::find(conn, id).await?.filter(|found| found.status == AccountStatus::Active);
    holder.ok_or(AppError::NotFound)?;
    let (first, date) = match subject.split_once(' ') {
        Some((first, date)) => (first, Some(date.to_owned())),
        None => (subject.as_str(), None),
    };
    let first = first.parse().map_err(|_| AppError::NotFound)?;
    let stands = stored::day_of(conn, first).await?.ok_or(AppError::NotFound)?;
    let day = Due { day: date.unwrap_or(stands.day), ..stands };
    Ok(Scope { holder: Actor::Account { id, roles: vec![Role::Patient] }, day })
}

/// One of the day's appointments, whatever its status.
async fn of_day(conn: &mut Conn, scope: &Scope, id: AppointmentId) -> Outcome<Appointment> {
    if stored::day_of(conn, id).await?.as_ref() != Some(&scope.day) {
        return Err(AppError::NotFound.into());
    }
    Ok(appointment::find(conn, id).await?.ok_or(AppError::NotFound)?)
}

/// The visits that a link is about, as long as its reader books for the patient.
///
/// # Errors
/// Not found for an unknown or expired link; too many of those.
pub async fn visits(services: &Services, link: Followed<'_>) -> Outcome<Vec<Visit>> {
    let scope = enter(services, link).await?;
    let now = services.clock.now();
    let directory = services.directory().await?;
    let mut conn = services.db.read().await?;
    let mut visits = Vec::new();
    for found in reminder::visits_on(&mut conn, &scope.day, now).await? {
        proxy::dealing_with(&mut conn, &scope.holder, Action::ReadAppointment, found.id, now).await?;
        visits.push(Visit {
            comes: stored::comes(&mut conn, found.id).await?,
            may_change: may_cancel(services, Party::Patient, &found, &directory.settings),
            appointment: Appointment { reason: String::new(), ..found },
        });
    }
    Ok(visits)
}

/// Records that the patient will come to one of the visits.
///
/// # Errors
/// Not found for an unknown link, or a visit that it is not about; too many of those.
pub async fn will_come(services: &Services, link: Followed<'_>, id: AppointmentId) -> Outcome<()> {
    enter(services, link).await?;
    let work = services.change(By::visitor(services), (link.secret.to_owned(), id), |tx, by, (secret, id)| {
        Box::pin(async move {
            let scope = scope(tx, secret, by.at).await?;
            if reminder::visits_on(tx, &scope.day, by.at).await?.iter().all(|one| one.id != *id) {
                return Err(AppError::NotFound.into());
            }
            let (visit, _, basis) = proxy::dealing_with(tx, &scope.holder, Action::ReadAppointment, *id, by.at).await?;
            stored::will_come(tx, *id, by.at).await?;
            let holder = By { actor: scope.holder, ..by.on(basis) }.by_link();
            holder.did(tx, Deed::AppointmentWillCome, Subject::from(*id).of(visit.patient));
            tx.changed(Topic::Calendar(visit.practitioner.account()));
            Ok(())
        })
    });
    work.await
}

/// Cancels one of the visits, by the rules for its patient. Sent twice, it is cancelled once.
///
/// # Errors
/// Not found for an unknown link, or a visit that it is not about; too many of those; too late.
pub async fn cancel(services: &Services, link: Followed<'_>, id: AppointmentId) -> Outcome<()> {
    let scope = enter(services, link).await?;
    let found = of_day(&mut services.db.read().await?, &scope, id).await?;
    let by = By::now(services, &scope.holder).by_link();
    let cancellation = Cancellation { by, id, reason: String::new(), seen: Some(found.version()) };
    match cancel_by(services, cancellation).await {
        Err(Failure::Refused(AppError::Cancel(CancelRefusal::AlreadyCancelled))) => Ok(()),
        ended => ended,
    }
}

/// The slots to which one of the visits can be moved, with the same practitioner, at the same centre and of the same kind: those of
/// the week with this date, or of the first week with a free slot.
///
/// # Errors
/// Not found for an unknown link, or a visit that it is not about; too many of those; too late.
pub async fn times<'d>(
    services: &Services,
    directory: &'d Directory,
    link: Followed<'_>,
    (id, date): (AppointmentId, Option<Date>),
) -> Outcome<(Appointment, Week<'d>)> {
    let scope = enter(services, link).await?;
    let found = of_day(&mut services.db.read().await?, &scope, id).await?;
    let Appointment { practitioner, centre, service, .. } = found;
    let query = WeekQuery { practitioner, centre, service, date, moving: Some(id) };
    let week = availability::week(services, directory, &scope.holder, query).await?;
    Ok((Appointment { reason: String::new(), ..found }, week))
}

/// Moves one of the visits to one of these slots, by the rules for its patient.
///
/// # Errors
/// Not found for an unknown link, or a visit that it is not about; too many of those; too late; why the slot is unavailable.
pub async fn move_to(services: &Services, link: Followed<'_>, id: AppointmentId, starts_at: Timestamp) -> Outcome<()> {
    let scope = enter(services, link).await?;
    let found = of_day(&mut services.db.read().await?, &scope, id).await?;
    let by = By::now(services, &scope.holder).by_link();
    move_by(services, &by, Move { seen: Some(found.version()), ..Move::to(id, found.centre, starts_at) }).await
}
