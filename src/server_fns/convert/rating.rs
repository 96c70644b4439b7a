//! Converts use cases' results to the views of `server_fns::rating`.

use jiff::Timestamp;

use super::{choices::choices, listing};
use crate::{
    domain::{
        calendar_view::local_date,
        ordering::{Order, Page, ReviewColumn},
        rating::{RatingForm, Stars, Subject, may_still_change},
        time::Zone,
    },
    service::{
        directory::Directory,
        rating::{Opened, Own, Rating, ReviewFilter, Shown, place_of},
    },
    views::{
        listing::PlaceQuery,
        rating::{
            AnswerView, AnsweringView, HidingView, LatestReviewView, LatestReviewsView, OpenedReviewView, RatePageView,
            RateableView, ReviewListQuery, ReviewView, ReviewsView,
        },
        time_view::TimeView,
    },
    words::calendar,
};

/// A subject that the reader may rate, or has rated.
pub fn rateable(own: Own) -> RateableView {
    RateableView { of: own.of, name: own.name, stars: own.rating.map(|rating| rating.stars.count()) }
}

/// The page on which the reader rates, with refused input: the subject, and the form.
pub fn page(own: Own, typed: Option<(Subject, RatingForm)>) -> RatePageView {
    let typed = typed.filter(|(about, _)| *about == own.of).map(|(_, form)| form);
    let stored = own
        .rating
        .as_ref()
        .map(|rating| RatingForm { stars: rating.stars.count().to_string(), review: rating.review.clone() });
    RatePageView {
        of: own.of,
        name: own.name,
        form: typed.or(stored).unwrap_or_default(),
        is_rated: own.rating.is_some(),
        hidden: own.rating.and_then(|rating| rating.hidden),
        refusal: own.refusal,
    }
}

/// The ratings on a subject's page: a page of reviews, and what the reader may do about them.
pub fn reviews(directory: &Directory, shown: Shown) -> ReviewsView {
    let Shown { of, average, rate, reviews, now } = shown;
    let (zone, by) = (zone_of(directory, of), name_of(directory, of));
    let may = May { hide: reviews.may_hide, answer_at: reviews.may_answer.then_some(now) };
    ReviewsView {
        of,
        average,
        rate: rate.map(rateable),
        rows: reviews.reviews.into_iter().map(|review| review_view(review, &zone, &by, may)).collect(),
        page: reviews.page,
        more: reviews.more,
    }
}

/// The list filter of a query, in the clinic's time zone.
pub fn filter(query: &ReviewListQuery, list: &PlaceQuery, zone: &Zone) -> ReviewFilter {
    let (from, until) = listing::days(&query.from, &query.until, zone);
    ReviewFilter {
        text: query.q.clone(),
        practitioner: query.practitioner.parse().ok(),
        centre: query.centre.parse().ok(),
        stars: Stars::parse(&query.stars).ok(),
        status: query.status.parse().ok(),
        from,
        until,
        order: listing::order(list, Order::down(ReviewColumn::Written)),
        edge: listing::edge(list),
        place: None,
        limit: 0,
    }
}

/// A page of reviews, for readers who may hide them.
pub fn latest(
    reader: listing::Reader<'_>,
    directory: &Directory,
    found: Page<Rating>,
    asked: ReviewFilter,
) -> LatestReviewsView {
    let place = listing::place(reader, asked.order, &found, |review| (review.id.0, place_of(review)));
    let view = |review: Rating| latest_view(directory, review, true);
    LatestReviewsView {
        choices: choices(directory, asked.practitioner),
        rows: found.rows.into_iter().map(view).collect(),
        place,
    }
}

/// A review with what it is about.
pub fn latest_view(directory: &Directory, review: Rating, may_hide: bool) -> LatestReviewView {
    let of = review.of;
    let (name, zone) = (name_of(directory, of), zone_of(directory, of));
    let may = May { hide: may_hide, answer_at: None };
    LatestReviewView { of, review: review_view(review, &zone, &name, may), name }
}

/// One review, with who has hidden it.
pub fn opened(directory: &Directory, opened: Opened) -> OpenedReviewView {
    let Opened { review, hidden } = opened;
    let zone = directory.clinic_zone();
    OpenedReviewView {
        id: review.id,
        status: review.status(),
        listed: latest_view(directory, review, true),
        hidden: hidden.map(|(name, at)| (name, TimeView::instant(&zone, at))),
    }
}

/// The name of a subject; empty if it is no longer in the directory.
pub fn name_of(directory: &Directory, of: Subject) -> String {
    let name = match of {
        Subject::Practitioner(id) => directory.practitioner(id).map(|person| person.name.clone()),
        Subject::Centre(id) => directory.centre(id).map(|centre| centre.name.clone()),
    };
    name.unwrap_or_default()
}

/// What a reader may do about a review.
#[derive(Clone, Copy)]
struct May {
    /// Whether they may hide it.
    hide: bool,
    /// If they may answer it, the current time.
    answer_at: Option<Timestamp>,
}

fn review_view(review: Rating, zone: &Zone, by: &str, may: May) -> ReviewView {
    let month = |at| calendar::month(local_date(zone, at));
    let Rating { id, stars, review: text, rated_at, hidden: reason, answer, .. } = review;
    let given = answer.as_ref().filter(|given| !given.text.is_empty());
    let answering = may.answer_at.filter(|_| reason.is_none()).map(|now| AnsweringView {
        id: id.0,
        rated_at: rated_at.as_second(),
        may_write: answer.is_none() || given.is_some_and(|given| may_still_change(given.at, now)),
        may_remove: given.is_some(),
    });
    let answer = given.map(|given| AnswerView { by: by.to_owned(), text: given.text.clone(), month: month(given.at) });
    ReviewView {
        stars: stars.count(),
        text,
        month: month(rated_at),
        answer,
        hiding: may.hide.then_some(HidingView { id: id.0, rated_at: rated_at.as_second(), reason }),
        answering,
    }
}

/// The time zone for the months of a subject's reviews.
pub fn zone_of(directory: &Directory, subject: Subject) -> Zone {
    let centre = match subject {
        Subject::Centre(id) => Some(id),
        Subject::Practitioner(id) => {
            directory.practitioner(id).and_then(|person| person.affiliations.first()).map(|work| work.centre)
        }
    };
    let centre = centre.and_then(|id| directory.centre(id));
    centre.map_or_else(Zone::utc, |centre| centre.zone.clone())
}
