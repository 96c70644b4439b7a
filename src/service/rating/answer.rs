//! Answers to reviews, from the practitioner or, for a centre, the clinic: one per review, for everyone who can read it.

use jiff::Timestamp;

use super::did;
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        form::{self, Field},
        ids::{AccountId, RatingId},
        policy::{Action, Basis, Resource},
        rating::{LONGEST_ANSWER, Subject, may_still_change},
    },
    error::AppError,
    service::{By, Outcome, Services, authorise},
    storage::{
        db::{Conn, Tx},
        rating::{self, NewAnswer, Rating},
    },
};

/// The resource on whose behalf a review of a subject is answered.
fn asked(of: Subject) -> Resource {
    match of {
        Subject::Practitioner(id) => Resource::Practitioner(id),
        Subject::Centre(_) => Resource::Clinic,
    }
}

/// Whether the actor may answer reviews of a subject.
#[must_use]
pub fn may_answer(actor: &Actor, of: Subject) -> bool {
    authorise(actor, Action::AnswerReviews, asked(of)).is_ok()
}

/// A publicly visible review, for an actor who may answer it. To anyone else it doesn't exist.
async fn found_for(conn: &mut Conn, actor: &Actor, id: RatingId) -> Outcome<(Rating, Basis)> {
    let found = rating::find(conn, id).await?.ok_or(AppError::NotFound)?;
    let basis = authorise(actor, Action::AnswerReviews, asked(found.of)).map_err(|_| AppError::NotFound)?;
    if found.review.is_empty() || found.hidden.is_some() {
        return Err(AppError::NotFound.into());
    }
    Ok((found, basis))
}

/// Answers what a patient wrote at `rated_at`, so that no one answers something they have not read, or changes the answer while
/// that is still possible. Returns the subject.
///
/// # Errors
/// Not found for anyone else; an empty or too long text; that the review has changed meanwhile, or has had its answer.
pub async fn answer(
    services: &Services,
    actor: &Actor,
    id: RatingId,
    rated_at: Timestamp,
    text: &str,
) -> Outcome<Subject> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    found_for(&mut services.db.read().await?, actor, id).await?;
    let text = form::text(Field::ReviewAnswer, text, 1, LONGEST_ANSWER)?;
    let by = By::now(services, actor);
    services
        .change(by, ((me, id, rated_at), text), |tx, by, (what, text)| Box::pin(answer_in(tx, by, *what, text)))
        .await
}

async fn answer_in(
    tx: &mut Tx,
    by: &By,
    (me, id, rated_at): (AccountId, RatingId, Timestamp),
    text: &str,
) -> Outcome<Subject> {
    let at = by.at;
    let (found, basis) = found_for(tx, &by.actor, id).await?;
    let is_open = match &found.answer {
        None => true,
        Some(given) => !given.text.is_empty() && may_still_change(given.at, at),
    };
    let before = found.answer.as_ref().map(|given| given.at);
    let new = NewAnswer { rated_at, before, text, at: before.unwrap_or(at), by: me };
    if !is_open || !rating::set_answer(tx, id, new).await? {
        return Err(AppError::Overtaken.into());
    }
    let deed = if before.is_some() { Deed::RatingChangeAnswer } else { Deed::RatingAnswer };
    did(tx, &by.on(basis), deed, id, found.of);
    Ok(found.of)
}

/// Removes an answer. The review cannot be answered again unless its patient changes it. Returns the subject.
///
/// # Errors
/// Not found for anyone else, and if there is none.
pub async fn remove(services: &Services, actor: &Actor, id: RatingId) -> Outcome<Subject> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let work = services.change(By::now(services, actor), (me, id), |tx, by, (me, id)| {
        Box::pin(async move {
            let (found, basis) = found_for(tx, &by.actor, *id).await?;
            let given = found.answer.filter(|given| !given.text.is_empty()).ok_or(AppError::NotFound)?;
            let (rated_at, before) = (found.rated_at, Some(given.at));
            let new = NewAnswer { rated_at, before, text: "", at: given.at, by: *me };
            if !rating::set_answer(tx, *id, new).await? {
                return Err(AppError::Overtaken.into());
            }
            did(tx, &by.on(basis), Deed::RatingRemoveAnswer, *id, found.of);
            Ok(found.of)
        })
    });
    work.await
}
