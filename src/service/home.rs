//! What the front page shows of the clinic: who can be seen soon, and what patients have written.

use jiff::civil::DateTime;

use super::{
    Outcome, Services,
    directory::Directory,
    search::{Found, SearchRequest, with_openings_of},
};
use crate::{
    domain::{
        account::Actor,
        ids::PractitionerId,
        rating::{Average, Subject},
    },
    storage::rating::{self, Rating},
};

/// How many practitioners the page shows, and from among how many they are chosen.
const FEATURED: usize = 4;
const LOOKED_AT: usize = 8;
/// From how many ratings on an average says anything.
const ENOUGH_RATINGS: u32 = 3;
/// How many reviews the page shows.
const REVIEWS: i64 = 3;

/// Practitioners with free times in the next two weeks: of those whom patients rate best, the ones who are free first, by the clocks
/// where they work. Where few are rated, others stand in for them. Only times that the actor can book count.
///
/// # Errors
/// The storage's failure.
pub async fn featured<'d>(services: &Services, directory: &'d Directory, actor: &Actor) -> Outcome<Vec<Found<'d>>> {
    let averages = services.averages().await?;
    let mut people: Vec<(Average, PractitionerId)> = directory
        .practitioners()
        .filter(|person| person.accepting && !person.requires_referral && !person.affiliations.is_empty())
        .map(|person| (averages.of(Subject::Practitioner(person.id)), person.id))
        .collect();
    let worth = |average: &Average| match average.ratings {
        ratings @ ENOUGH_RATINGS.. => u64::from(average.stars) * 1_000 / u64::from(ratings),
        _ => 0,
    };
    people.sort_by_key(|(average, id)| (std::cmp::Reverse((worth(average), average.ratings)), id.0));
    people.truncate(LOOKED_AT);
    let people: Vec<PractitionerId> = people.into_iter().map(|(_, id)| id).collect();
    let mut found = with_openings_of(services, directory, actor, &SearchRequest::default(), &people).await?;
    found.retain(|found| earliest(found).is_some());
    found.sort_by_key(earliest);
    found.truncate(FEATURED);
    Ok(found)
}

/// Their earliest time by the clock of the centre, as it is shown.
fn earliest(found: &Found<'_>) -> Option<DateTime> {
    let Found::Practitioner { openings: Some(openings), .. } = found else { return None };
    Some(openings.centre.zone.tz().to_datetime(openings.earliest.starts_at))
}

/// A few of the latest good reviews, where the clinic wants them on its front page.
///
/// # Errors
/// The storage's failure.
pub async fn reviews(services: &Services, directory: &Directory) -> Outcome<Vec<Rating>> {
    if !directory.settings.ratings_on_home {
        return Ok(Vec::new());
    }
    let found = rating::praise(&mut services.db.read().await?, 3 * REVIEWS).await?;
    let is_there = |one: &Rating| match one.of {
        Subject::Practitioner(id) => directory.practitioner(id).is_some(),
        Subject::Centre(id) => directory.centre(id).is_some(),
    };
    let most = usize::try_from(REVIEWS).unwrap_or(0);
    Ok(found.into_iter().filter(is_there).take(most).collect())
}
