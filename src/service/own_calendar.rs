//! A person's calendars for calendar apps that sign in: one as a patient, one as a practitioner. Each entry is an appointment,
//! without what its visit is about: calendars are copied to places that no one here knows.

use icalendar::Component;
use jiff::{SignedDuration, Timestamp};

use super::{
    Failure, Outcome, Services,
    acting::ONE_DAY,
    calendar_event, cancel, language,
    password::digest,
    reschedule::{self, Move},
};
use crate::{
    domain::{
        account::{Actor, Role},
        appointment::Status,
        audit::{Deed, Subject, Thing},
        ids::{AccountId, AppointmentId, CentreId},
        policy::{Action, holds},
        settings::CalendarNames,
        slot::Slot,
    },
    error::AppError,
    storage::{
        account,
        appointment::{self, Appointment},
        calendar_change, calendar_feed,
    },
    words::{Reader, tr},
};

/// How far back a calendar goes.
const PAST: SignedDuration = SignedDuration::from_hours(24 * 60);
/// The maximum number of changes reported one by one; a client that has missed more reads everything again.
const MOST_CHANGES: usize = 1_000;

/// Which of someone's calendars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The visits where they are the patient.
    Patient,
    /// The visits where they are the practitioner.
    Practitioner,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Patient, Self::Practitioner];

    /// Its name in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Practitioner => "practitioner",
        }
    }

    fn role(self) -> Role {
        match self {
            Self::Patient => Role::Patient,
            Self::Practitioner => Role::Practitioner,
        }
    }

    fn is_of(self, found: &Appointment, me: AccountId) -> bool {
        match self {
            Self::Patient => found.patient.account() == me,
            Self::Practitioner => found.practitioner.account() == me,
        }
    }
}

/// An appointment in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key of the appointment.
    pub id: AppointmentId,
    /// The time.
    pub slot: Slot,
    /// The whole calendar file with this one event.
    pub text: String,
    /// Changes with the text.
    pub tag: String,
    known: Known,
}

/// What an app knows about the entry it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    centre: CentreId,
    version: i64,
}

/// What has changed since an app last asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// New or changed entries.
    pub entries: Vec<Entry>,
    /// Entries that are gone.
    pub gone: Vec<AppointmentId>,
    /// The number to ask with next time.
    pub latest: i64,
}

/// An owner of calendars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The key of their account.
    pub id: AccountId,
    /// The owner's full name.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// The calendars that they have.
    pub sides: Vec<Side>,
    reads: Reader,
}

impl Owner {
    /// The name of one of their calendars, in their language.
    #[must_use]
    pub fn calendar_name(&self, side: Side) -> &'static str {
        self.reads.read(|| match side {
            Side::Patient => tr!(NavAppointments),
            Side::Practitioner => tr!(NavPatients),
        })
    }
}

/// The actor as the owner of calendars.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn owner(services: &Services, actor: &Actor) -> Outcome<Owner> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let sides = Side::ALL.into_iter().filter(|side| holds(actor, &[side.role()])).collect();
    let account = account::find(&mut services.db.read().await?, me).await?.ok_or(AppError::NotFound)?;
    let reads = language::reader(&services.directory().await?.settings, account.language);
    Ok(Owner { id: me, name: account.full_name, email: account.email, sides, reads })
}

/// The actor, if they have this calendar.
fn own(services: &Services, actor: &Actor, side: Side) -> Outcome<AccountId> {
    match side {
        Side::Patient => Ok(services.as_patient(actor, Action::ReadPatientAppointments)?.0.account()),
        Side::Practitioner => Ok(services.as_practitioner(actor, Action::ReadAgenda)?.0.account()),
    }
}

/// Audits, once a day, that an app reads a calendar with other people's appointments.
async fn note(services: &Services, actor: &Actor, side: Side) -> Outcome<()> {
    if side == Side::Patient {
        return Ok(());
    }
    let (_, by) = services.as_practitioner(actor, Action::ReadAgenda)?;
    let what = Subject::any(Thing::Appointment).part("calendar app");
    by.keeps_seeing(services, Deed::AppointmentList, what, ONE_DAY).await
}

/// How entries are written.
struct Style {
    clinic: String,
    names: CalendarNames,
    side: Side,
    /// Their owner's language.
    reads: Reader,
}

impl Style {
    async fn of(services: &Services, me: AccountId, side: Side) -> Outcome<Self> {
        let names = services.directory().await?.settings.calendar_names;
        let reads = language::reader_of(services, me).await?;
        Ok(Self { clinic: calendar_feed::clinic(&mut services.db.read().await?).await?, names, side, reads })
    }

    fn entry(&self, found: &Appointment) -> Entry {
        let with = match self.side {
            Side::Patient => Some(found.practitioner_name.clone()),
            Side::Practitioner => self.names.of(&found.patient_name),
        };
        let bare = calendar_event::bare(found);
        // The text stays the same as long as nothing changes, so it says when the appointment was made, not when it was requested.
        let event = self.reads.read(|| calendar_event::event(&bare, &self.clinic, with.as_deref(), found.created_at));
        // Of the entry alone: the calendar around it says which version of the program has made it.
        let tag = digest(&event.to_string()).chars().take(32).collect();
        let text = calendar_event::calendar().push(event).done().to_string();
        let known = Known { centre: found.centre, version: found.version() };
        Entry { id: found.id, slot: found.slot, text, tag, known }
    }
}

fn is_there(found: &Appointment) -> bool {
    !matches!(found.status, Status::Cancelled | Status::EnteredInError)
}

/// All entries of one of the actor's calendars: the last 60 days, and everything upcoming.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn entries(services: &Services, actor: &Actor, side: Side) -> Outcome<Vec<Entry>> {
    let me = own(services, actor, side)?;
    let style = Style::of(services, me, side).await?;
    let from = services.clock.now().checked_sub(PAST).unwrap_or_default();
    let found = appointment::of_person(&mut services.db.read().await?, me, from).await?;
    note(services, actor, side).await?;
    Ok(found.iter().filter(|one| side.is_of(one, me) && is_there(one)).map(|one| style.entry(one)).collect())
}

/// One of its entries.
///
/// # Errors
/// Not found if it is in none of the actor's calendars, or was cancelled; a storage failure.
pub async fn entry(services: &Services, actor: &Actor, side: Side, id: AppointmentId) -> Outcome<Entry> {
    let me = own(services, actor, side)?;
    let style = Style::of(services, me, side).await?;
    let found = appointment::find_of_party(&mut services.db.read().await?, id, me).await?;
    let found = found.filter(|one| side.is_of(one, me) && is_there(one)).ok_or(AppError::NotFound)?;
    note(services, actor, side).await?;
    Ok(style.entry(&found))
}

/// Like `entry`; `None` if there is none.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn find(services: &Services, actor: &Actor, side: Side, id: AppointmentId) -> Outcome<Option<Entry>> {
    match entry(services, actor, side, id).await {
        Ok(entry) => Ok(Some(entry)),
        Err(Failure::Refused(AppError::NotFound)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The number of the last change in the actor's calendars.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn latest(services: &Services, actor: &Actor, side: Side) -> Outcome<i64> {
    let me = own(services, actor, side)?;
    Ok(calendar_change::latest(&mut services.db.read().await?, me).await?)
}

/// What has changed since this number; `None` if the number was never given out, or too much has changed since.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn changes(services: &Services, actor: &Actor, side: Side, seen: i64) -> Outcome<Option<Changes>> {
    let me = own(services, actor, side)?;
    let style = Style::of(services, me, side).await?;
    let mut conn = services.db.read().await?;
    // Read before the changes: what changes in between is reported again next time, and never left out.
    let latest = calendar_change::latest(&mut conn, me).await?;
    if !(0..=latest).contains(&seen) {
        return Ok(None);
    }
    let most = i64::try_from(MOST_CHANGES).unwrap_or(i64::MAX);
    let found = appointment::changed_of_person(&mut conn, me, seen, most + 1).await?;
    if found.len() > MOST_CHANGES {
        return Ok(None);
    }
    drop(conn);
    if !found.is_empty() {
        note(services, actor, side).await?;
    }
    let (there, gone): (Vec<_>, Vec<_>) = found.into_iter().filter(|one| side.is_of(one, me)).partition(is_there);
    Ok(Some(Changes {
        entries: there.iter().map(|one| style.entry(one)).collect(),
        gone: gone.iter().map(|one| one.id).collect(),
        latest,
    }))
}

/// Moves an entry to another time, by the site's rules, if it still is as the app knows it.
///
/// # Errors
/// The errors of [`reschedule::move_to`].
pub async fn move_to(services: &Services, actor: &Actor, entry: &Entry, starts_at: Timestamp) -> Outcome<()> {
    let Known { centre, version } = entry.known;
    let to = Move { seen: Some(version), ..Move::to(entry.id, centre, starts_at) };
    reschedule::move_to(services, actor, to).await
}

/// Cancels an entry, by the site's rules, if it still is as the app knows it.
///
/// # Errors
/// The errors of [`cancel::cancel_as_seen`].
pub async fn call_off(services: &Services, actor: &Actor, entry: &Entry) -> Outcome<()> {
    cancel::cancel_as_seen(services, actor, entry.id, "", Some(entry.known.version)).await
}
