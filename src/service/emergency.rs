//! Emergency access ("breaking the glass"): a practitioner without any other basis opens a record for some hours, giving a reason.
//! The patient is told, and an administrator reviews it: unjustified access ends immediately. An emergency does not wait for the
//! review of the previous one, but there is a limit to how many records one practitioner can open per day.

use jiff::SignedDuration;

use super::{
    By, Outcome, Services, as_practitioner, attempts,
    limits::Key,
    look_up,
    second_factor::again::{self, Besides},
};
use crate::{
    domain::{
        access::{self, Reach},
        account::{Actor, Role},
        audit::{Deed, Subject, Thing},
        form::{self, Field},
        ids::{EmergencyId, PatientId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        self,
        db::Tx,
        emergency, lock,
        notice::{self, About},
    },
};

pub use crate::storage::emergency::Emergency;

/// How long a record stays open, in hours.
pub const HOURS: i64 = 3;

/// The maximum number of records one practitioner can open per day.
pub const MOST_A_DAY: i64 = 5;

/// The minimum length of a reason, in characters: a single word won't do.
const LEAST_REASON: usize = 15;

struct Breaking {
    practitioner: PractitionerId,
    patient: PatientId,
    reason: String,
}

/// Checks whether the actor may request it at all.
///
/// # Errors
/// Not allowed.
pub fn may_break(actor: &Actor) -> Outcome<()> {
    as_practitioner(actor, Action::BreakGlass).map(drop)
}

/// Opens the record of the patient with exactly this number or email address.
///
/// # Errors
/// An invalid form; too many in a day; too many wrong passwords.
pub async fn break_glass(
    services: &Services,
    actor: &Actor,
    number_or_email: &str,
    reason: &str,
    password: &str,
) -> Outcome<PatientId> {
    break_glass_with(services, actor, number_or_email, reason, (password, "")).await
}

/// Like `break_glass`, with the code of the actor's second factor, which anyone who has one must enter again.
///
/// # Errors
/// Also a missing, wrong or used code.
pub async fn break_glass_with(
    services: &Services,
    actor: &Actor,
    number_or_email: &str,
    reason: &str,
    (password, code): (&str, &str),
) -> Outcome<PatientId> {
    let (practitioner, _) = as_practitioner(actor, Action::BreakGlass)?;
    let me = practitioner.account();
    let reason = form::text(Field::Reason, reason, LEAST_REASON, 1_000)?;
    let mut conn = services.db.read().await?;
    let credentials = storage::account::credentials(&mut conn, me).await?.ok_or(AppError::NotFound)?;
    drop(conn);
    let hash = credentials.password_hash.as_deref();
    attempts::own_password(services, (actor, me), Key::BreakGlass(me), (password, hash), "").await?;
    // Before anyone is looked up: without the code, not even a name is revealed.
    again::ask_again(services, actor, code, Besides::Password).await?;
    let by = By::now(services, actor).on(Basis::Emergency);
    let patient = look_up::in_emergency(services, &by, number_or_email).await?.id;
    let breaking = Breaking { practitioner, patient, reason };
    // A refusal is returned as a value here, so that the attempt stays on record.
    services.change(by, breaking, |tx, by, breaking| Box::pin(break_in(tx, by, breaking))).await??;
    Ok(patient)
}

async fn break_in(tx: &mut Tx, by: &By, breaking: &Breaking) -> Outcome<Result<(), AppError>> {
    let Breaking { practitioner, patient, reason } = breaking;
    let now = by.second();
    // Serialised, so that simultaneous ones are all counted.
    lock::account(tx, practitioner.account()).await?;
    let facts = super::record::facts(tx, &by.actor, *patient).await?;
    if access::decide(&facts, by.at).is_some_and(|access| access.reach == Reach::Everything) {
        return Ok(Ok(()));
    }
    let a_day_ago = now - SignedDuration::from_hours(24).as_secs();
    if emergency::count_since(tx, *practitioner, a_day_ago).await? >= MOST_A_DAY {
        let refused = Subject::any(Thing::EmergencyAccess).of(*patient);
        by.ended(tx, Deed::RecordBreakGlass, refused, "too many");
        return Ok(Err(AppError::TooManyEmergencies));
    }
    let ends_at = now + SignedDuration::from_hours(HOURS).as_secs();
    let id = emergency::open(tx, *practitioner, *patient, reason, (now, ends_at)).await?;
    let who = practitioner.account();
    notice::insert_about(tx, patient.account(), NoticeKind::RecordOpenedInEmergency, About::Person(who), now).await?;
    for administrator in storage::account::of_role(tx, Role::Administrator).await? {
        notice::insert_about(tx, administrator, NoticeKind::EmergencyToReview, About::Person(who), now).await?;
    }
    by.did(tx, Deed::RecordBreakGlass, Subject::from(id).of(*patient));
    Ok(Ok(()))
}

/// Emergency accesses that await review, and the latest reviewed ones.
///
/// # Errors
/// Not allowed.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<Vec<Emergency>> {
    let by = services.authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    let found = emergency::list(&mut services.db.read().await?).await?;
    by.saw(services, Deed::EmergencyList, Subject::any(Thing::EmergencyAccess)).await?;
    Ok(found)
}

/// Decides whether it was justified, and why. Both parties are told; if it was not justified, the record is closed again
/// immediately.
///
/// # Errors
/// Not allowed; an empty text; not found if it has already been reviewed, or is the actor's own.
pub async fn review(services: &Services, actor: &Actor, id: EmergencyId, justified: bool, text: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    let text = form::text(Field::Message, text, 1, 1_000)?;
    services
        .change(by, (id, justified, text), |tx, by, (id, justified, text)| {
            Box::pin(async move {
                let (me, at) = (by.account()?, by.second());
                let reviewed = emergency::review(tx, *id, me, (*justified, text), at).await?;
                let (practitioner, patient) = reviewed.ok_or(AppError::NotFound)?;
                let (kind, outcome) = match justified {
                    true => (NoticeKind::EmergencyJustified, "justified"),
                    false => (NoticeKind::EmergencyUnjustified, "not justified"),
                };
                let reader = practitioner.account();
                notice::insert_about(tx, reader, kind, About::Patient(patient), at).await?;
                notice::insert_about(tx, patient.account(), kind, About::Person(reader), at).await?;
                by.ended(tx, Deed::EmergencyReview, Subject::from(*id).of(patient), outcome);
                Ok(())
            })
        })
        .await
}
