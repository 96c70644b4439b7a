//! The front desk of a centre: its day, who is waiting there, and patients who are looked up or registered there. A receptionist
//! works at certain centres and sees nothing of any other. Nothing here reveals why someone is coming: that is for the
//! practitioner.

mod ground;
mod newcomer;

use std::collections::HashMap;

use jiff::{Timestamp, ToSpan, civil::Date};

pub(super) use self::ground::ground;
pub use self::newcomer::add_patient;
use super::{
    By, Outcome, Services,
    acting::ONE_LOOK,
    agenda::{Gap, gaps_at, next_cell},
    authorise,
    directory::Directory,
    limits::Key,
    party::may_cancel,
};
use crate::{
    domain::{
        account::Actor,
        appointment::{Party, Step, open_steps},
        audit::{Deed, Subject, Thing},
        calendar_view::{day_start, local_date},
        desk::{typed_birth_date, typed_phone},
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, CentreId, PatientId, PractitionerId},
        policy::{Action, Basis, Resource},
        text::search_key,
        time::{Zone, cells},
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        claim::{self, Asker},
        desk::{self as stored, Sought},
        patient_list::Listed,
    },
};

/// The centres at whose desks the actor works, by name; there may be none yet.
///
/// # Errors
/// Not allowed.
pub async fn centres(services: &Services, actor: &Actor) -> Outcome<Vec<CentreId>> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    // Any receptionist may ask where they work.
    authorise(actor, Action::UseDesk, Resource::Desk(Some(Basis::FrontDesk)))?;
    let theirs = stored::centres_of(&mut services.db.read().await?, me).await?;
    let directory = services.directory().await?;
    let mut found: Vec<_> = directory.centres().filter(|centre| theirs.contains(&centre.id)).collect();
    found.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    Ok(found.into_iter().map(|centre| centre.id).collect())
}

/// A centre's day.
#[derive(Debug)]
pub struct DeskDay {
    /// The centre.
    pub centre: CentreId,
    /// The centre's time zone.
    pub zone: Zone,
    /// The current instant.
    pub now: Timestamp,
    /// Today's date at the centre.
    pub today: Date,
    /// The date shown.
    pub date: Date,
    /// Each practitioner with their day, by name.
    pub columns: Vec<Column>,
    /// When the patients of unfinished visits arrived, in order of arrival.
    pub arrivals: Vec<(AppointmentId, Timestamp)>,
    /// The telephone numbers of the day's patients.
    pub phones: HashMap<PatientId, String>,
    /// What can be done with each appointment now.
    pub can: HashMap<AppointmentId, Can>,
}

impl DeskDay {
    /// The visits that take up their time.
    pub fn coming(&self) -> impl Iterator<Item = &Appointment> {
        let all = self.columns.iter().flat_map(|column| &column.appointments);
        all.filter(|one| one.status.holds_its_time())
    }

    /// The part of all appointments that was read, in the audit's wording: the day names patients.
    fn part(&self) -> String {
        format!("centre {}, {}", self.centre, self.date)
    }
}

/// What a desk can do with an appointment now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Can {
    /// Check its patient in.
    pub check_in: bool,
    /// Move or cancel it.
    pub change: bool,
}

/// One practitioner's day.
#[derive(Debug)]
pub struct Column {
    /// The practitioner whose column it is.
    pub practitioner: PractitionerId,
    /// The practitioner's full name.
    pub name: String,
    /// The appointments that start on it, without the reasons for the visits.
    pub appointments: Vec<Appointment>,
    /// The free parts of their hours that are long enough for a visit; none in the past.
    pub gaps: Vec<Gap>,
}

/// A centre's day, by default today.
///
/// # Errors
/// Not allowed; not found for a centre at whose desk the actor does not work.
pub async fn day(services: &Services, actor: &Actor, centre: CentreId, date: Option<Date>) -> Outcome<DeskDay> {
    let (day, by) = read(services, actor, centre, date).await?;
    let part = day.part();
    by.keeps_seeing(services, Deed::DeskRead, Subject::any(Thing::Appointment).part(&part), ONE_LOOK).await?;
    Ok(day)
}

/// Like [`day`], for printing.
///
/// # Errors
/// The errors of [`day`].
pub async fn printed(services: &Services, actor: &Actor, centre: CentreId, date: Option<Date>) -> Outcome<DeskDay> {
    let (day, by) = read(services, actor, centre, date).await?;
    by.saw(services, Deed::AppointmentExport, Subject::any(Thing::Appointment).part(&day.part())).await?;
    Ok(day)
}

/// A centre's day, and the basis on which it is read.
async fn read(services: &Services, actor: &Actor, centre: CentreId, date: Option<Date>) -> Outcome<(DeskDay, By)> {
    let basis = ground(&mut services.db.read().await?, actor, Action::UseDesk, centre).await?;
    let directory = services.directory().await?;
    let zone = directory.centre(centre).ok_or(AppError::NotFound)?.zone.clone();
    let now = services.clock.now();
    let today = local_date(&zone, now);
    let date = date.unwrap_or(today);
    let (from, to) = (day_start(&zone, date), day_start(&zone, date.saturating_add(1.day())));
    let mut conn = services.db.read().await?;
    let mut found = appointment::of_centre(&mut conn, centre, from, to).await?;
    for one in &mut found {
        one.reason.clear();
    }
    let arrivals = stored::arrivals(&mut conn, centre, from, to).await?;
    let phones = stored::phones(&mut conn, centre, from, to).await?;
    let can = |one: &Appointment| Can {
        check_in: steps(services, one).contains(&Step::CheckIn),
        change: may_cancel(services, Party::Staff, one, &directory.settings),
    };
    let can = found.iter().map(|one| (one.id, can(one))).collect();
    let mut columns = columns(&directory, centre, found);
    let (first, last) = cells(from, to).into_inner();
    let free = from.max(next_cell(now))..to;
    for column in &mut columns {
        let Some(person) = directory.practitioner(column.practitioner) else { continue };
        let asker = Asker::new(None, now);
        let claimed = claim::busy_cells(&mut conn, asker, column.practitioner.resource(), first, last).await?;
        column.gaps = gaps_at(&directory, person, Some(centre), &claimed, free.clone());
    }
    drop(conn);
    let day = DeskDay { centre, zone, now, today, date, columns, arrivals, phones, can };
    Ok((day, By::now(services, actor).on(basis)))
}

/// Everyone who works at a centre or has an appointment there, by name.
fn columns(directory: &Directory, centre: CentreId, found: Vec<Appointment>) -> Vec<Column> {
    let column = |practitioner, name: &str| Column {
        practitioner,
        name: name.to_owned(),
        appointments: Vec::new(),
        gaps: Vec::new(),
    };
    let mut columns: Vec<Column> = directory.staff(centre).map(|person| column(person.id, &person.name)).collect();
    for one in found {
        match columns.iter_mut().find(|column| column.practitioner == one.practitioner) {
            Some(column) => column.appointments.push(one),
            None => {
                let mut column = column(one.practitioner, &one.practitioner_name);
                column.appointments.push(one);
                columns.push(column);
            }
        }
    }
    columns.sort_by(|one, other| (&one.name, one.practitioner.0).cmp(&(&other.name, other.practitioner.0)));
    columns
}

/// The telephone number of an appointment's patient, for the desk of its centre.
///
/// # Errors
/// Not allowed; not found for any other desk.
pub async fn phone_of(services: &Services, actor: &Actor, found: &Appointment) -> Outcome<String> {
    let conn = &mut services.db.read().await?;
    ground(conn, actor, Action::ReadAppointment, found.centre).await?;
    Ok(stored::phone_of(conn, found.patient.account()).await?)
}

/// What a desk can do with an appointment now, besides moving and cancelling it.
#[must_use]
pub fn steps(services: &Services, found: &Appointment) -> Vec<Step> {
    let mut steps = open_steps(found.status, found.slot.starts_at, services.clock.now());
    steps.retain(|step| *step == Step::CheckIn);
    steps
}

/// Finds patients by part of their name, number, date of birth or telephone number, for a desk; at most `limit`. The caller has
/// checked that the actor may ask.
///
/// # Errors
/// Too many look-ups; too little to search by.
pub(super) async fn look_up(
    services: &Services,
    actor: &Actor,
    basis: Basis,
    typed: &str,
    limit: i64,
) -> Outcome<(Vec<Listed>, Sought)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let text: String = typed.trim().chars().take(100).collect();
    let sought = Sought { born: typed_birth_date(&text), phone: typed_phone(&text), text };
    if search_key(&sought.text).chars().count() < 2 {
        return Err(FieldError::new(Field::Patient, Problem::TooShort).into());
    }
    services.limits.count(Key::DeskLookUp(me))?;
    let misses = services.limits.reserve(&[Key::PatientMiss(me)])?;
    let found = stored::find_patients(&mut services.db.read().await?, me, &sought, limit).await?;
    if !found.is_empty() {
        misses.give_back();
    }
    let by = By::now(services, actor).on(basis);
    by.saw(services, Deed::PatientList, Subject::any(Thing::Patient).part("everybody")).await?;
    Ok((found, sought))
}
