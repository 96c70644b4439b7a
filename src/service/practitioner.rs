//! A practitioner's page.

use super::{
    Outcome, Services,
    directory::Directory,
    rating::{Reviews, reviews_on},
    search::{Openings, Seen, openings_anywhere},
};
use crate::{
    domain::{account::Actor, directory::Practitioner, ids::PractitionerId, rating::Subject},
    error::AppError,
};

/// What it shows.
#[derive(Debug)]
pub struct PractitionerPage<'d> {
    /// Whom.
    pub person: &'d Practitioner,
    /// Their next free times, where there are any in the next two weeks.
    pub openings: Option<Openings<'d>>,
    /// A page of what was written about them.
    pub reviews: Reviews,
}

/// The profile with one page of reviews, from 1, in the directory that the actor may read, and the next times that they can book.
///
/// # Errors
/// Not found; the storage's failure.
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
