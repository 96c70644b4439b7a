//! Ratings: patients give, change and remove their own; everyone reads what was written, without names; administrators hide what
//! should not have been written.

pub mod answer;
pub mod totals;

use jiff::Timestamp;

use super::{By, Failure, Outcome, Services, as_patient, authorise, directory::Directory};
use crate::{
    domain::{
        account::Actor,
        audit::{self, Deed},
        form::{self, Field},
        ids::{PatientId, PractitionerId, RatingId},
        ordering::Page,
        policy::{Action, Resource},
        rating::{Acquaintance, Average, Eligibility, NewRating, RatingForm, RatingRefusal, Subject, may_rate},
        topic::Topic,
    },
    error::AppError,
    storage::{
        db::{Conn, Tx},
        rating,
    },
};

pub use crate::storage::rating::{
    Rating,
    list::{ReviewFilter, place_of},
};

/// Reviews per page of a subject.
pub const PAGE: i64 = 5;
/// Reviews per page of the whole list.
pub const LATEST_PAGE: i64 = 20;

/// A patient's own rating of a subject, and what they may do with it.
#[derive(Debug)]
pub struct Own {
    /// The subject.
    pub of: Subject,
    /// The name of the practitioner or centre.
    pub name: String,
    /// The patient's rating.
    pub rating: Option<Rating>,
    /// Why they may not rate it, or not again.
    pub refusal: Option<RatingRefusal>,
}

/// A page of a subject's reviews.
#[derive(Debug)]
pub struct Reviews {
    /// The reviews, latest first.
    pub reviews: Vec<Rating>,
    /// The page number, from 1.
    pub page: i64,
    /// Whether there are older ones.
    pub more: bool,
    /// Whether the reader may hide and show reviews; no one else gets the hidden ones.
    pub may_hide: bool,
    /// Whether the reader may answer them.
    pub may_answer: bool,
}

/// A review as seen by someone who may hide it.
#[derive(Debug)]
pub struct Opened {
    /// The review.
    pub review: Rating,
    /// Who hid it, by name, and when.
    pub hidden: Option<(String, Timestamp)>,
}

/// The ratings on a subject's page.
#[derive(Debug)]
pub struct Shown {
    /// The subject.
    pub of: Subject,
    /// The average rating.
    pub average: Average,
    /// How the reader may rate it, if they may or have.
    pub rate: Option<Own>,
    /// A page of its reviews.
    pub reviews: Reviews,
    /// The current instant.
    pub now: Timestamp,
}

/// The ratings on a subject's page, without a page of its reviews.
///
/// # Errors
/// A storage failure.
pub async fn shown(services: &Services, actor: &Actor, of: Subject, reviews: Reviews) -> Outcome<Shown> {
    let rate = rateable(services, actor, &[of]).await?.into_iter().next();
    let now = services.clock.now();
    Ok(Shown { of, average: services.averages().await?.of(of), rate, reviews, now })
}

/// What the rules depend on: the subject's name, the clinic's requirements, and whether it is the patient's own.
struct Rule {
    name: String,
    eligibility: Eligibility,
    is_own: bool,
}

impl Rule {
    fn new(directory: &Directory, me: PatientId, of: Subject) -> Outcome<Self> {
        let as_practitioner = PractitionerId(me.0);
        let (name, is_own) = match of {
            Subject::Practitioner(id) => (directory.practitioner(id).map(|person| &person.name), id == as_practitioner),
            Subject::Centre(id) => {
                let works_there = directory.staff(id).any(|person| person.id == as_practitioner);
                (directory.centre(id).map(|centre| &centre.name), works_there)
            }
        };
        let name = name.ok_or(AppError::NotFound)?.clone();
        Ok(Self { name, eligibility: directory.settings.rating_eligibility, is_own })
    }

    async fn check(&self, conn: &mut Conn, me: PatientId, of: Subject) -> Outcome<Result<(), RatingRefusal>> {
        let known = Acquaintance::of(rating::standings(conn, me, of).await?);
        Ok(may_rate(self.eligibility, known, self.is_own))
    }
}

/// The actor's own rating of a subject, and what they may do with it.
///
/// # Errors
/// Not allowed for anyone but patients; not found for a non-existent subject.
pub async fn own(services: &Services, actor: &Actor, of: Subject) -> Outcome<Own> {
    let (me, _) = as_patient(actor, Action::Rate)?;
    let directory = services.directory_for(actor).await?;
    let rule = Rule::new(&directory, me, of)?;
    let mut conn = services.db.read().await?;
    let refusal = rule.check(&mut conn, me, of).await?.err();
    Ok(Own { of, name: rule.name, rating: rating::of_patient(&mut conn, me, of).await?, refusal })
}

/// The subjects that the actor may rate now or has rated; empty for anyone who is not a patient.
///
/// # Errors
/// A storage failure.
pub async fn rateable(services: &Services, actor: &Actor, subjects: &[Subject]) -> Outcome<Vec<Own>> {
    let mut found = Vec::new();
    if as_patient(actor, Action::Rate).is_err() {
        return Ok(found);
    }
    for &of in subjects {
        match own(services, actor, of).await {
            Ok(own) if own.refusal.is_none() || own.rating.is_some() => found.push(own),
            Ok(_) | Err(Failure::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(found)
}

struct Given {
    me: PatientId,
    of: Subject,
    rule: Rule,
    new: NewRating,
}

/// Rates a subject as the actor, replacing any earlier rating. Sent twice, it is one rating.
///
/// # Errors
/// Each field's problem; that they may not rate it; not found for a non-existent subject.
pub async fn rate(services: &Services, actor: &Actor, of: Subject, form: &RatingForm) -> Outcome<()> {
    let (me, by) = services.as_patient(actor, Action::Rate)?;
    let new = form.parse()?;
    let directory = services.directory_for(actor).await?;
    let rule = Rule::new(&directory, me, of)?;
    services.change(by, Given { me, of, rule, new }, |tx, by, given| Box::pin(rate_in(tx, by, given))).await
}

async fn rate_in(tx: &mut Tx, by: &By, given: &Given) -> Outcome<()> {
    let Given { me, of, rule, new } = given;
    let at = by.second();
    let version = rating::begin(tx).await?;
    rule.check(tx, *me, *of).await?.map_err(AppError::Rating)?;
    let (id, deed) = match rating::of_patient(tx, *me, *of).await? {
        Some(before) if (before.stars, &before.review) == (new.stars, &new.review) => return Ok(()),
        Some(before) => {
            rating::replace(tx, before.id, new, at).await?;
            (before.id, Deed::RatingChange)
        }
        None => (rating::insert(tx, *me, *of, new, at).await?, Deed::RatingGive),
    };
    rating::retotal(tx, *of, version).await?;
    did(tx, by, deed, id, *of);
    Ok(())
}

/// Removes the actor's rating of a subject: nothing is kept of it except that this was done.
///
/// # Errors
/// Not found if there is none.
pub async fn take_back(services: &Services, actor: &Actor, of: Subject) -> Outcome<()> {
    let (me, by) = services.as_patient(actor, Action::Rate)?;
    let work = services.change(by, (me, of), |tx, by, (me, of)| {
        Box::pin(async move {
            let version = rating::begin(tx).await?;
            let before = rating::of_patient(tx, *me, *of).await?.ok_or(AppError::NotFound)?;
            rating::delete(tx, before.id).await?;
            rating::retotal(tx, *of, version).await?;
            did(tx, by, Deed::RatingTakeBack, before.id, *of);
            Ok(())
        })
    });
    work.await
}

/// The reviews of a subject; hidden ones only for readers who may hide them.
///
/// # Errors
/// Not found for a non-existent subject; not signed in if the directory is for members only.
pub async fn reviews(services: &Services, actor: &Actor, of: Subject, page: i64) -> Outcome<Reviews> {
    if !may_follow(services, actor, Some(of)).await? {
        return Err(AppError::NotFound.into());
    }
    reviews_on(&mut services.db.read().await?, actor, of, page).await
}

/// Checks that a subject exists and the actor may read its reviews; without a subject, that they may read all reviews.
///
/// # Errors
/// Not signed in if the directory is for members only; not allowed to read all of them.
pub async fn may_follow(services: &Services, actor: &Actor, of: Option<Subject>) -> Outcome<bool> {
    let Some(of) = of else {
        authorise(actor, Action::ModerateReviews, Resource::Clinic)?;
        return Ok(true);
    };
    let directory = services.directory_for(actor).await?;
    Ok(match of {
        Subject::Practitioner(id) => directory.practitioner(id).is_some(),
        Subject::Centre(id) => directory.centre(id).is_some(),
    })
}

/// The reviews of a subject in the directory that the actor may read.
pub(super) async fn reviews_on(conn: &mut Conn, actor: &Actor, of: Subject, page: i64) -> Outcome<Reviews> {
    let may_hide = authorise(actor, Action::ModerateReviews, Resource::Clinic).is_ok();
    let (page, part) = part(page);
    let found = rating::reviews(conn, of, may_hide, part).await?;
    let reviews = page_of(found, page, may_hide);
    Ok(Reviews { may_answer: answer::may_answer(actor, of), ..reviews })
}

/// A page of the reviews of all subjects, for readers who may hide them.
///
/// # Errors
/// Not allowed.
pub async fn latest(services: &Services, actor: &Actor, filter: &ReviewFilter) -> Outcome<Page<Rating>> {
    authorise(actor, Action::ModerateReviews, Resource::Clinic)?;
    let filter = ReviewFilter { limit: LATEST_PAGE + 1, ..filter.clone() };
    let found = rating::list::written(&mut services.db.read().await?, &filter).await?;
    Ok(Page::cut(found, LATEST_PAGE, filter.edge))
}

/// One review.
///
/// # Errors
/// Not allowed; not found, including for a rating without text.
pub async fn open(services: &Services, actor: &Actor, id: RatingId) -> Outcome<Opened> {
    authorise(actor, Action::ModerateReviews, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let found = rating::find(&mut conn, id).await?.filter(|found| !found.review.is_empty());
    let review = found.ok_or(AppError::NotFound)?;
    Ok(Opened { review, hidden: rating::hiding(&mut conn, id).await? })
}

/// The page number, and the rows to read: one more than is shown, to tell whether there are others.
fn part(page: i64) -> (i64, (i64, i64)) {
    let page = page.clamp(1, 100_000);
    (page, (PAGE + 1, (page - 1) * PAGE))
}

fn page_of(mut reviews: Vec<Rating>, page: i64, may_hide: bool) -> Reviews {
    let length = usize::try_from(PAGE).unwrap_or(0);
    let more = reviews.len() > length;
    reviews.truncate(length);
    Reviews { reviews, page, more, may_hide, may_answer: false }
}

/// Hides what a patient wrote at `rated_at`, so that no one hides something they have not read; the stars still count.
///
/// # Errors
/// Not allowed; a missing reason; not found; that it was changed or hidden in the meantime.
pub async fn hide(
    services: &Services,
    actor: &Actor,
    id: RatingId,
    rated_at: Timestamp,
    reason: &str,
) -> Outcome<Subject> {
    let by = services.authorise(actor, Action::ModerateReviews, Resource::Clinic)?;
    let reason = form::text(Field::HideReason, reason, 3, 500)?;
    let work = services.change(by, (id, rated_at, reason), |tx, by, (id, rated_at, reason)| {
        Box::pin(async move {
            let found = rating::find(tx, *id).await?.ok_or(AppError::NotFound)?;
            if !rating::hide(tx, *id, *rated_at, (by.account()?, reason), by.second()).await? {
                return Err(AppError::Overtaken.into());
            }
            did(tx, by, Deed::RatingHide, *id, found.of);
            Ok(found.of)
        })
    });
    work.await
}

/// Shows a hidden review again.
///
/// # Errors
/// Not allowed; not found; that it is not hidden.
pub async fn show(services: &Services, actor: &Actor, id: RatingId) -> Outcome<Subject> {
    let by = services.authorise(actor, Action::ModerateReviews, Resource::Clinic)?;
    let work = services.change(by, id, |tx, by, id| {
        Box::pin(async move {
            let found = rating::find(tx, *id).await?.ok_or(AppError::NotFound)?;
            if !rating::show(tx, *id).await? {
                return Err(AppError::Overtaken.into());
            }
            did(tx, by, Deed::RatingShow, *id, found.of);
            Ok(found.of)
        })
    });
    work.await
}

/// Audits the rating and its subject, but never the stars or the text, and makes open pages reload.
fn did(tx: &mut Tx, by: &By, deed: Deed, id: RatingId, of: Subject) {
    tx.changed(Topic::Reviews(of));
    let part = format!("{} {}", of.kind(), of.id());
    by.did(tx, deed, audit::Subject::from(id).part(&part));
}
