//! A practitioner's page, and the search for practitioners in forms.

use super::{
    Outcome, Services, admin, desk,
    directory::Directory,
    rating::{Reviews, reviews_on},
    search::{Openings, Seen, openings_anywhere},
};
use crate::{
    domain::{
        account::Actor,
        directory::Practitioner,
        ids::PractitionerId,
        rating::Subject,
        search::{Kind, SearchQuery},
    },
    error::AppError,
};

/// The maximum number of matches.
pub const MOST_FOUND: usize = 10;

/// The content of a practitioner's page.
#[derive(Debug)]
pub struct PractitionerPage<'d> {
    /// The practitioner.
    pub person: &'d Practitioner,
    /// Their next free slots, if there are any in the next two weeks.
    pub openings: Option<Openings<'d>>,
    /// A page of their reviews.
    pub reviews: Reviews,
}

/// The profile with one page of reviews, from 1, in the directory that the actor may read, and the next slots that the actor can
/// book.
///
/// # Errors
/// Not found; a storage failure.
pub async fn page<'d>(
    services: &Services,
    actor: &Actor,
    directory: &'d Directory,
    id: PractitionerId,
    reviews: i64,
) -> Outcome<PractitionerPage<'d>> {
    let person = directory.practitioner(id).ok_or(AppError::NotFound)?;
    let now = services.clock.now();
    // One connection for both: returning one and taking the next costs more than either read.
    let mut conn = services.db.read().await?;
    let seen = Seen::of(&mut conn, directory, actor, &[id], now).await?;
    let reviews = reviews_on(&mut conn, actor, Subject::Practitioner(id), reviews).await?;
    drop(conn);
    let openings = openings_anywhere(services, directory, person, &seen).await?;
    Ok(PractitionerPage { person, openings, reviews })
}

/// The practitioners that match part of a name, a profession, a field or a place, best match first, and never the actor: in the
/// directory that they may read, or (`to_book`) only those into whose calendars they book: those who work at their desks, or anyone
/// for staff who settle the clinic's appointments.
///
/// # Errors
/// Neither at a desk nor for the clinic; a storage failure.
pub async fn find<'d>(
    services: &Services,
    actor: &Actor,
    directory: &'d Directory,
    text: &str,
    to_book: bool,
) -> Outcome<Vec<&'d Practitioner>> {
    let centres = match to_book && !admin::may_settle(actor) {
        true => Some(desk::centres(services, actor).await?),
        false => None,
    };
    let works_there = |id| {
        let mut staff = centres.iter().flatten().flat_map(|centre| directory.staff(*centre));
        centres.is_none() || staff.any(|person| person.id.0 == id)
    };
    let me = actor.id().map(|id| id.0);
    let admits = |_, id| Some(id) != me && works_there(id);
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let query = SearchQuery { text, kind: Some(Kind::Practitioner), profession: None, specialty: None, suburb: None };
    let hits = directory.index.answer_among(&query, &admits).hits;
    let people = hits.iter().filter_map(|hit| directory.practitioner(PractitionerId(hit.id)));
    Ok(people.take(MOST_FOUND).collect())
}
