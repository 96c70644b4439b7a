//! From use cases' results to what `server_fns::rating` returns.

use jiff::Timestamp;

use crate::{
    domain::{
        account::Actor,
        appointment::Status,
        calendar_view::local_date,
        ids::{CentreId, PractitionerId},
        rating::{RatingForm, Subject},
        time::Zone,
    },
    error::AppError,
    request::{context, session},
    service::{
        Services,
        directory::Directory,
        rating::{self, Own, Reviews},
    },
    storage::rating::Rating,
    views::{
        appointment::AppointmentView,
        rating::{
            HidingView, LatestReviewView, LatestReviewsView, RatePageView, RateableView, ReviewView, ReviewsView,
        },
    },
};

/// What was typed and refused: of what, and the form.
const TYPED: &str = "typed_rating";

/// What the patient of an appointment may rate, when the visit is over: who saw them, and where.
pub async fn after_visit(
    services: &Services,
    actor: &Actor,
    appointment: &AppointmentView,
) -> Result<Vec<RateableView>, AppError> {
    if !appointment.as_patient || appointment.status != Status::Fulfilled {
        return Ok(Vec::new());
    }
    let practitioner = Subject::Practitioner(PractitionerId(appointment.practitioner));
    let subjects = [practitioner, Subject::Centre(CentreId(appointment.centre))];
    Ok(rating::rateable(services, actor, &subjects).await?.into_iter().map(rateable_view).collect())
}

fn rateable_view(own: Own) -> RateableView {
    RateableView { of: own.of, name: own.name, stars: own.rating.map(|rating| rating.stars.count()) }
}

/// The page on which the reader rates.
pub async fn page(kind: &str, id: &str) -> Result<RatePageView, AppError> {
    let (services, actor) = context::request()?;
    let subject = Subject::parse(kind, id).ok_or(AppError::NotFound)?;
    let own = rating::own(&services, &actor, subject).await?;
    let typed: Option<(Subject, RatingForm)> = session::take_once(TYPED).await;
    let typed = typed.filter(|(about, _)| *about == own.of).map(|(_, form)| form);
    let stored = own
        .rating
        .as_ref()
        .map(|rating| RatingForm { stars: rating.stars.count().to_string(), review: rating.review.clone() });
    Ok(RatePageView {
        of: own.of,
        name: own.name,
        form: typed.or(stored).unwrap_or_default(),
        is_rated: own.rating.is_some(),
        hidden: own.rating.and_then(|rating| rating.hidden),
        refusal: own.refusal,
    })
}

/// Rates; keeps what a plain form typed where it is refused.
pub async fn rate(kind: &str, id: &str, form: RatingForm) -> Result<Subject, AppError> {
    let (services, actor) = context::request()?;
    let subject = Subject::parse(kind, id).ok_or(AppError::NotFound)?;
    let done = rating::rate(&services, &actor, subject, &form).await.map_err(AppError::from);
    if matches!(done, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(TYPED, &(subject, form)).await?;
    }
    done.map(|()| subject)
}

/// What the page of a subject shows: a page of what was written, and what the reader may do about it.
pub async fn reviews(
    services: &Services,
    actor: &Actor,
    subject: Subject,
    found: Reviews,
) -> Result<ReviewsView, AppError> {
    let zone = zone_of(&*services.directory().await?, subject);
    let rateable = rating::rateable(services, actor, &[subject]).await?;
    let may_hide = found.may_hide;
    Ok(ReviewsView {
        of: subject,
        average: services.averages().await?.of(subject),
        rate: rateable.into_iter().next().map(rateable_view),
        rows: found.reviews.into_iter().map(|review| review_view(review, &zone, may_hide)).collect(),
        page: found.page,
        more: found.more,
    })
}

/// A page of what was written last.
pub async fn latest(page: i64) -> Result<LatestReviewsView, AppError> {
    let (services, actor) = context::request()?;
    let found = rating::latest(&services, &actor, page).await?;
    let directory = services.directory().await?;
    let view = |review: Rating| latest_view(&directory, review, found.may_hide);
    Ok(LatestReviewsView { rows: found.reviews.into_iter().map(view).collect(), page: found.page, more: found.more })
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
