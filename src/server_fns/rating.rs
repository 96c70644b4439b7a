//! Ratings: giving, changing and removing one's own; reading others' reviews; hiding what should not have been written.

use leptos::prelude::*;

use crate::{
    domain::rating::RatingForm,
    error::AppError,
    views::{
        listing::PlaceQuery,
        rating::{LatestReviewsView, OpenedReviewView, RatePageView, ReviewListQuery},
    },
};

/// The page on which the reader rates this.
#[server(endpoint = "rate_page", input = server_fn::codec::GetUrl)]
pub async fn rate_page(kind: String, id: String) -> Result<RatePageView, AppError> {
    use crate::domain::rating::Subject;

    let (services, actor) = crate::request::context::request()?;
    let subject = Subject::parse(&kind, &id).ok_or(AppError::NotFound)?;
    let own = crate::service::rating::own(&services, &actor, subject).await?;
    let typed = crate::request::session::take_once(crate::request::kept::RATING).await;
    Ok(super::convert::rating::page(own, typed))
}

/// Rates this, replacing the reader's earlier rating. Shows the appointment that they came from, else its page.
#[server(endpoint = "rate")]
pub async fn rate(
    kind: String,
    id: String,
    #[server(default)] appointment: String,
    #[server(default)] form: RatingForm,
) -> Result<(), AppError> {
    use crate::{domain::rating::Subject, views::rating::back_to};

    let (services, actor) = crate::request::context::request()?;
    let subject = Subject::parse(&kind, &id).ok_or(AppError::NotFound)?;
    let rated = crate::service::rating::rate(&services, &actor, subject, &form).await;
    crate::request::kept::or_keep(crate::request::kept::RATING, &(subject, form), rated).await?;
    crate::request::context::redirect(&format!("{}?rated=1", back_to(subject, &appointment)));
    Ok(())
}

/// Removes the reader's rating.
#[server(endpoint = "take_back_rating")]
pub async fn take_back_rating(
    kind: String,
    id: String,
    #[server(default)] appointment: String,
) -> Result<(), AppError> {
    use crate::{domain::rating::Subject, views::rating::back_to};

    let (services, actor) = crate::request::context::request()?;
    let subject = Subject::parse(&kind, &id).ok_or(AppError::NotFound)?;
    crate::service::rating::take_back(&services, &actor, subject).await?;
    crate::request::context::redirect(&format!("{}?unrated=1", back_to(subject, &appointment)));
    Ok(())
}

/// A page of the reviews of all practitioners and centres.
#[server(endpoint = "latest_reviews", input = server_fn::codec::GetUrl)]
pub async fn latest_reviews(
    #[server(default)] query: ReviewListQuery,
    #[server(default)] list: PlaceQuery,
) -> Result<LatestReviewsView, AppError> {
    use super::convert::listing;

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let reader = listing::Reader(&services, &actor);
    let mut filter = super::convert::rating::filter(&query, &list, &directory.clinic_zone());
    filter.place = listing::stood(reader, &list, filter.order);
    let found = crate::service::rating::latest(&services, &actor, &filter).await?;
    Ok(super::convert::rating::latest(reader, &directory, found, filter))
}

/// One review.
#[server(endpoint = "admin_review", input = server_fn::codec::GetUrl)]
pub async fn admin_review(id: String) -> Result<OpenedReviewView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let opened = crate::service::rating::open(&services, &actor, id).await?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::rating::opened(&directory, opened))
}

/// Hides a review; the stars still count. Shows `next`, else the subject's page.
#[server(endpoint = "hide_review")]
pub async fn hide_review(
    id: String,
    rated_at: String,
    hide_reason: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::views::rating::address;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let rated_at = super::convert::booking::instant(&rated_at).ok_or(AppError::NotFound)?;
    let subject = crate::service::rating::hide(&services, &actor, id, rated_at, &hide_reason).await?;
    let own = format!("{}?moderated=1", address(subject));
    crate::request::context::redirect(crate::domain::address::local_path(&next).unwrap_or(&own));
    Ok(())
}

/// Shows a hidden review again.
#[server(endpoint = "show_review")]
pub async fn show_review(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::views::rating::address;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let subject = crate::service::rating::show(&services, &actor, id).await?;
    let own = format!("{}?moderated=1", address(subject));
    crate::request::context::redirect(crate::domain::address::local_path(&next).unwrap_or(&own));
    Ok(())
}

/// Answers a review, or changes the answer. Shows the subject's page.
#[server(endpoint = "answer_review")]
pub async fn answer_review(id: String, rated_at: String, review_answer: String) -> Result<(), AppError> {
    use crate::views::rating::address;

    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let rated_at = super::convert::booking::instant(&rated_at).ok_or(AppError::NotFound)?;
    let subject = crate::service::rating::answer::answer(&services, &actor, id, rated_at, &review_answer).await?;
    crate::request::context::redirect(&format!("{}?moderated=1#reviews", address(subject)));
    Ok(())
}

/// Removes the answer to a review.
#[server(endpoint = "remove_answer")]
pub async fn remove_answer(id: String) -> Result<(), AppError> {
    use crate::views::rating::address;

    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let subject = crate::service::rating::answer::remove(&services, &actor, id).await?;
    crate::request::context::redirect(&format!("{}?moderated=1#reviews", address(subject)));
    Ok(())
}
