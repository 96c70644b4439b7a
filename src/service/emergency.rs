//! Breaking the glass: a practitioner opens a record without another ground, for some hours, with a reason. The patient is
//! told, an administrator reviews it, and until they have, that practitioner breaks no other glass.

use jiff::SignedDuration;

use super::{Failure, Outcome, Services, as_practitioner, attempts, authorise, limits::Key};
use crate::{
    domain::{
        access::{self, Reach},
        account::{Actor, Role},
        form::{self, Field, FieldError, Problem},
        ids::{EmergencyId, PatientId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        self,
        audit::{self, AuditEvent},
        db::Tx,
        emergency::{self, Emergency},
        notice, patient,
    },
};

/// How long a record stays open.
pub const HOURS: i64 = 3;

/// A reason has at least so many characters: a word is none.
const LEAST_REASON: usize = 15;

struct Breaking {
    actor: Actor,
    practitioner: PractitionerId,
    patient: PatientId,
    reason: String,
    now: i64,
}

/// Whether the actor may ask for it at all.
///
/// # Errors
/// Not allowed.
pub fn may_break(actor: &Actor) -> Outcome<()> {
    as_practitioner(actor, Action::BreakGlass).map(drop)
}

/// Opens the record of the patient with exactly this number or e-mail address.
///
/// # Errors
/// What is wrong with the form; that there is another ground already; that the last one is not reviewed yet; too many wrong passwords.
pub async fn break_glass(
    services: &Services,
    actor: &Actor,
    number_or_email: &str,
    reason: &str,
    password: &str,
) -> Outcome<PatientId> {
    let (practitioner, _) = as_practitioner(actor, Action::BreakGlass)?;
    let me = practitioner.account();
    let reason = form::text(Field::Reason, reason, LEAST_REASON, 1_000)?;
    let mut conn = services.db.read().await?;
    let credentials = storage::account::credentials(&mut conn, me).await?.ok_or(AppError::NotFound)?;
    drop(conn);
    let hash = credentials.password_hash.as_deref();
    attempts::own_password(services, (actor, me), Key::BreakGlass(me), (password, hash), "").await?;
    let mut conn = services.db.read().await?;
    let wanted = number_or_email.trim();
    if wanted.is_empty() {
        return Err(FieldError::new(Field::Patient, Problem::Missing).into());
    }
    let found = patient::find_exactly(&mut conn, wanted).await?;
    let other = found.filter(|found| found.id.account() != me);
    let patient = other.ok_or(FieldError::new(Field::Patient, Problem::Wrong))?.id;
    drop(conn);
    let now = services.clock.now().as_second();
    let breaking = Breaking { actor: actor.clone(), practitioner, patient, reason, now };
    services.db.write(breaking, |tx, breaking| Box::pin(break_in(tx, breaking))).await?;
    Ok(patient)
}

async fn break_in(tx: &mut Tx, breaking: &Breaking) -> Outcome<()> {
    let Breaking { actor, practitioner, patient, reason, now } = breaking;
    let facts = super::record::facts(tx, actor, *patient).await?;
    let instant = jiff::Timestamp::from_second(*now).map_err(|e| Failure::Fault(e.to_string()))?;
    if access::decide(&facts, instant).is_some_and(|access| access.reach == Reach::Everything) {
        return Ok(());
    }
    let ends_at = now + SignedDuration::from_hours(HOURS).as_secs();
    let opened = emergency::open(tx, *practitioner, *patient, reason, (*now, ends_at)).await?;
    let id = opened.ok_or(AppError::ReviewPending)?;
    notice::insert(tx, patient.account(), NoticeKind::RecordOpenedInEmergency, None, *now).await?;
    for administrator in storage::account::of_role(tx, Role::Administrator).await? {
        notice::insert(tx, administrator, NoticeKind::EmergencyToReview, None, *now).await?;
    }
    let event = AuditEvent::done(*now, actor, "record.break_glass", "emergency_access").to(id.0);
    audit::record(tx, &event.on(Basis::Emergency).in_record_of(*patient));
    Ok(())
}

/// Those that wait for a review, and the latest reviewed ones.
///
/// # Errors
/// Not allowed.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<Vec<Emergency>> {
    let basis = authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    let found = emergency::list(&mut services.db.read().await?).await?;
    super::audit::note(services, actor, ("emergency.list", "emergency_access"), "", basis, None).await?;
    Ok(found)
}

/// Says whether it was justified, and why.
///
/// # Errors
/// Not allowed; nothing was said; not found where it is reviewed already, or is the actor's own.
pub async fn review(services: &Services, actor: &Actor, id: EmergencyId, justified: bool, text: &str) -> Outcome<()> {
    let basis = authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    let text = form::text(Field::Message, text, 1, 1_000)?;
    let input = (actor.clone(), id, justified, text, basis, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, id, justified, text, basis, at)| {
            Box::pin(async move {
                let me = actor.id().ok_or(AppError::NotSignedIn)?;
                let reviewed = emergency::review(tx, *id, me, (*justified, text), *at).await?;
                let (practitioner, patient) = reviewed.ok_or(AppError::NotFound)?;
                notice::insert(tx, practitioner.account(), NoticeKind::EmergencyReviewed, None, *at).await?;
                let outcome = if *justified { "justified" } else { "not justified" };
                let event = AuditEvent::done(*at, actor, "emergency.review", "emergency_access").to(id.0);
                audit::record(tx, &event.on(*basis).in_record_of(patient).but(outcome));
                Ok(())
            })
        })
        .await
}
