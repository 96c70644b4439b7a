//! From use cases' results to what `server_fns::rating` returns.

use jiff::Timestamp;

use crate::{
    domain::{
        calendar_view::local_date,
        rating::{RatingForm, Subject},
        time::Zone,
    },
    service::{
        directory::Directory,
        rating::{Own, Rating, Reviews, Shown},
    },
    views::rating::{
        HidingView, LatestReviewView, LatestReviewsView, RatePageView, RateableView, ReviewView, ReviewsView,
    },
};

/// Something that the reader may rate, or has rated.
pub fn rateable(own: Own) -> RateableView {
    RateableView { of: own.of, name: own.name, stars: own.rating.map(|rating| rating.stars.count()) }
}

/// The page on which the reader rates, with what was typed and refused: of what, and the form.
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

/// What the page of a subject shows: a page of what was written, and what the reader may do about it.
pub fn reviews(directory: &Directory, shown: Shown) -> ReviewsView {
    let Shown { of, average, rate, reviews } = shown;
    let zone = zone_of(directory, of);
    ReviewsView {
        of,
        average,
        rate: rate.map(rateable),
        rows: reviews.reviews.into_iter().map(|review| review_view(review, &zone, reviews.may_hide)).collect(),
        page: reviews.page,
        more: reviews.more,
    }
}

/// A page of what was written last.
pub fn latest(directory: &Directory, found: Reviews) -> LatestReviewsView {
    let view = |review: Rating| latest_view(directory, review, found.may_hide);
    LatestReviewsView { rows: found.reviews.into_iter().map(view).collect(), page: found.page, more: found.more }
}

/// A review with what it is about.
pub fn latest_view(directory: &Directory, review: Rating, may_hide: bool) -> LatestReviewView {
    let of = review.of;
    let name = match of {
        Subject::Practitioner(id) => directory.practitioner(id).map(|person| person.name.clone()),
        Subject::Centre(id) => directory.centre(id).map(|centre| centre.name.clone()),
    };
    let zone = zone_of(directory, of);
    LatestReviewView { of, name: name.unwrap_or_default(), review: review_view(review, &zone, may_hide) }
}

fn review_view(review: Rating, zone: &Zone, may_hide: bool) -> ReviewView {
    let at = Timestamp::from_second(review.rated_at).unwrap_or_default();
    let Rating { id, stars, review: text, rated_at, hidden: reason, .. } = review;
    ReviewView {
        stars: stars.count(),
        text,
        month: local_date(zone, at).strftime("%B %Y").to_string(),
        hiding: may_hide.then_some(HidingView { id: id.0, rated_at, reason }),
    }
}

/// The zone by whose calendar the months of a subject's reviews are told.
fn zone_of(directory: &Directory, subject: Subject) -> Zone {
    let centre = match subject {
        Subject::Centre(id) => Some(id),
        Subject::Practitioner(id) => {
            directory.practitioner(id).and_then(|person| person.affiliations.first()).map(|work| work.centre)
        }
    };
    let centre = centre.and_then(|id| directory.centre(id));
    centre.map_or_else(Zone::utc, |centre| centre.zone.clone())
}
