//! What the front page shows of the clinic: who can be seen soon, and patients' reviews.

use jiff::{SignedDuration, civil::DateTime};

use super::{
    Outcome, Services,
    directory::{Directory, Offering},
    earliest::free_first,
    search::{Found, SearchRequest, with_openings_of},
};
use crate::{
    domain::{
        account::Actor,
        directory::Practitioner,
        rating::{Average, Subject},
    },
    storage::rating::{self, Rating},
};

/// The number of practitioners that the page shows, and the number they are chosen from: otherwise everyone's diary would be
/// searched each time someone opens the page.
const FEATURED: usize = 4;
const LOOKED_AT: usize = 200;
/// How many days ahead count as soon.
const AHEAD_DAYS: i64 = 14;
/// The number of ratings from which an average is meaningful.
const ENOUGH_RATINGS: u32 = 3;
/// The number of reviews that the page shows.
const REVIEWS: i64 = 3;

/// The practitioners who are free soonest, in the next two weeks, by their local clocks. Among those free at the same time,
/// patients' favourites come first. Only slots that the actor can book count.
///
/// # Errors
/// A storage failure.
pub async fn featured<'d>(services: &Services, directory: &'d Directory, actor: &Actor) -> Outcome<Vec<Found<'d>>> {
    let averages = services.averages().await?;
    let is_open_to_all = |person: &&Practitioner| {
        person.accepting && !person.requires_referral && Some(person.id.account()) != actor.id()
    };
    let mut people: Vec<(Average, &Practitioner)> = directory
        .practitioners()
        .filter(is_open_to_all)
        .map(|person| (averages.of(Subject::Practitioner(person.id)), person))
        .collect();
    let worth = |average: &Average| match average.ratings {
        ratings @ ENOUGH_RATINGS.. => u64::from(average.stars) * 1_000 / u64::from(ratings),
        _ => 0,
    };
    people.sort_by_key(|(average, person)| (std::cmp::Reverse((worth(average), average.ratings)), person.id.0));
    people.truncate(LOOKED_AT);
    let offerings: Vec<Offering<'d>> = people
        .iter()
        .flat_map(|(_, person)| person.affiliations.iter().map(move |work| (person.id, work.centre)))
        .filter_map(|(person, centre)| directory.offering(person, centre, None))
        .collect();
    let until = services.clock.now() + SignedDuration::from_hours(24 * AHEAD_DAYS);
    let people = free_first(services, directory, actor, &offerings, until, FEATURED).await?;
    let mut found = with_openings_of(services, directory, actor, &SearchRequest::default(), &people).await?;
    found.retain(|found| earliest(found).is_some());
    found.sort_by_key(earliest);
    Ok(found)
}

/// Their earliest slot in the centre's local time, as shown.
fn earliest(found: &Found<'_>) -> Option<DateTime> {
    let Found::Practitioner { openings: Some(openings), .. } = found else { return None };
    Some(openings.centre.zone.tz().to_datetime(openings.earliest.starts_at))
}

/// A few of the latest good reviews, where the clinic wants them on its front page.
///
/// # Errors
/// A storage failure.
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
