//! The week from which a slot is chosen.

use jiff::civil::Date;

use super::viewpoint::{Viewpoint, need, someone_elses};
use crate::{
    domain::{
        calendar_view::local_date,
        directory::Practitioner,
        ids::{AppointmentId, CentreId, PractitionerId, ServiceId},
    },
    error::AppError,
    service::{
        Outcome, Services,
        availability::{self, Week, WeekQuery},
        booking,
        directory::Directory,
        referral::Need,
        search::openings_of,
    },
};

/// The week from which a slot is to be chosen.
#[derive(Clone, Copy, Debug)]
pub struct WeekWanted {
    /// The practitioner.
    pub practitioner: PractitionerId,
    /// The centre; by default the one with the earliest free slot.
    pub centre: Option<CentreId>,
    /// The kind of visit; by default the first that the practitioner offers.
    pub service: Option<ServiceId>,
    /// A date in the week; by default the first week with a free slot.
    pub date: Option<Date>,
    /// The appointment to be moved, if any.
    pub moving: Option<AppointmentId>,
}

/// A week to choose a slot from.
#[derive(Debug)]
pub struct Choosing<'d> {
    /// The practitioner.
    pub person: &'d Practitioner,
    /// The week.
    pub week: Week<'d>,
    /// The referral it takes.
    pub need: Need,
    /// The person whose appointment is being moved, if that is not the reader.
    pub for_whom: Option<String>,
}

/// A practitioner's week from which a slot is chosen.
///
/// # Errors
/// Not found; that the appointment cannot be moved; a storage failure.
pub async fn week<'d>(services: &Services, view: &'d Viewpoint, wanted: WeekWanted) -> Outcome<Choosing<'d>> {
    let WeekWanted { practitioner, centre, service, date, moving } = wanted;
    let directory: &Directory = &view.directory;
    let person = directory.practitioner(practitioner).ok_or(AppError::NotFound)?;
    // An appointment can be moved away from a centre where its practitioner no longer works.
    let centre = centre.filter(|id| moving.is_none() || person.affiliations.iter().any(|work| work.centre == *id));
    let centre = if let Some(centre) = centre {
        centre
    } else {
        let free = openings_of(services, directory, &view.eyes, person).await?.map(|openings| openings.centre.id);
        free.or(person.affiliations.first().map(|work| work.centre)).ok_or(AppError::NotFound)?
    };
    let query = WeekQuery { practitioner, centre, service, date, moving };
    let mut week = availability::week(services, directory, &view.eyes, query).await?;
    let is_empty = week.days.iter().all(|day| day.slots.is_empty());
    if let (None, true, Some(slot)) = (date, is_empty, week.next_free) {
        let date = Some(local_date(&week.centre.zone, slot.starts_at));
        week = availability::week(services, directory, &view.eyes, WeekQuery { date, ..query }).await?;
    }
    let need = need(services, view, person, (services.clock.now(), moving)).await?;
    let for_whom = match moving.filter(|_| view.reader.id().is_some()) {
        Some(id) => someone_elses(&view.reader, &booking::opened(services, &view.reader, id).await?.0),
        None => None,
    };
    Ok(Choosing { person, week, need, for_whom })
}
