//! Which practitioners look after which patients, as declared by the clinic; and who can read a patient's record, for those
//! accountable for it.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{By, Outcome, Services, authorise, directory::Directory, listing, look_up, message, part::Part, record};
use crate::{
    domain::{
        access::{self, Access, RelationshipKind, RelationshipSource},
        account::Actor,
        audit::{Deed, Subject},
        calendar_view::day_bounds,
        form::{Field, FieldError, Problem, Problems},
        ids::{PatientId, PractitionerId, RelationshipId},
        notice::NoticeKind,
        policy::{Action, Resource},
        time::Zone,
    },
    error::AppError,
    storage::{
        db::Tx,
        mapping::MappingQuery,
        notice::{self, About},
        patient::PatientName,
        sharing::{self, NewRelationship, Relationship},
    },
};

/// Who can read a patient's record.
#[derive(Debug)]
pub struct PatientAccess {
    /// The patient.
    pub patient: PatientName,
    /// The declared relationships.
    pub relationships: Vec<Relationship>,
    /// Every practitioner concerned, with the basis on which they can currently read the record, if any.
    pub readers: Vec<(PractitionerId, String, Option<Access>)>,
    /// Whether the actor can read it.
    pub may_read: bool,
}

/// Who can read the record of the patient with exactly this number or email address, without revealing any of its content. The
/// look-up is audited.
///
/// # Errors
/// Not allowed; that there is no such patient.
pub async fn of_patient(services: &Services, actor: &Actor, number_or_email: &str) -> Outcome<PatientAccess> {
    let by = services.authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    let now = by.at;
    let patient = look_up::patient(services, &by, number_or_email).await?;
    let mut conn = services.db.read().await?;
    let readers = super::sharing::readers(&mut conn, patient.id, now).await?;
    let relationships = sharing::relationships(&mut conn, Some(patient.id), now.as_second()).await?;
    let own = record::facts(&mut conn, actor, patient.id).await?;
    let may_read = access::decide(&own, now).is_some();
    Ok(PatientAccess { patient, relationships, readers, may_read })
}

/// A page of all relationships, latest first, and whether there are more. The look-up is audited.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn everyones(services: &Services, actor: &Actor, page: i64) -> Outcome<(Vec<Relationship>, bool)> {
    authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    let found = listing::mappings(services, actor, MappingQuery::default(), &Part::Numbered(page)).await?;
    Ok((found.rows, found.has_next))
}

/// Declares that a practitioner looks after a patient. Temporary care needs a last day, which ends with the clinic's day; other
/// kinds have none.
///
/// # Errors
/// An invalid form; not allowed.
pub async fn assign(
    services: &Services,
    actor: &Actor,
    number_or_email: &str,
    practitioner: &str,
    kind: &str,
    until: &str,
) -> Outcome<()> {
    let by = services.authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    let directory = services.directory().await?;
    let patient = look_up::patient(services, &by, number_or_email).await?.id;
    let care = Care::parse(&directory, &by, practitioner, kind, until)?;
    services
        .change(by, (patient, care), |tx, by, (patient, care)| {
            Box::pin(async move { begin_in(tx, by, *patient, care).await.map(drop) })
        })
        .await
}

/// What a declared relationship should become. Whatever isn't given stays, and neither of the two people can be others.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alteration<'a> {
    /// The kind.
    pub kind: Option<&'a str>,
    /// The last day, if it is temporary.
    pub until: Option<&'a str>,
    /// The practitioner, as they are.
    pub practitioner: Option<PractitionerId>,
    /// The patient, as they are.
    pub patient: Option<PatientId>,
}

/// Declares that someone looks after a patient in another way, or until another day. What stood is ended, and kept as such: the
/// result has a key of its own.
///
/// # Errors
/// Not allowed; not found if it is not in force; that a referral is its ground, or that it is between others; an invalid form.
pub async fn alter(
    services: &Services,
    actor: &Actor,
    id: RelationshipId,
    wanted: Alteration<'_>,
) -> Outcome<RelationshipId> {
    let by = services.authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    let stands = listing::mapping(services, actor, id).await?;
    if stands.source == RelationshipSource::Referral {
        return Err(FieldError::new(Field::Scope, Problem::NotAChoice).into());
    }
    let others = |field| FieldError::new(field, Problem::NotAChoice);
    if wanted.practitioner.is_some_and(|id| id != stands.practitioner) {
        return Err(others(Field::Practitioner).into());
    }
    if wanted.patient.is_some_and(|id| id != stands.patient) {
        return Err(others(Field::Patient).into());
    }
    let directory = services.directory().await?;
    let kind = wanted.kind.unwrap_or(stands.kind.as_str());
    let is_temporary = kind == RelationshipKind::Temporary.as_str();
    if !is_temporary && wanted.until.is_some_and(|typed| !typed.trim().is_empty()) {
        return Err(FieldError::new(Field::TrustedUntil, Problem::NotAChoice).into());
    }
    let until = match (wanted.until, stands.until) {
        (Some(typed), _) => typed.to_owned(),
        (None, Some(until)) if is_temporary => last_day_before(until, &directory.clinic_zone()),
        (None, _) => String::new(),
    };
    let care = Care::parse(&directory, &by, &stands.practitioner.to_string(), kind, &until)?;
    if (care.kind, care.until) == (stands.kind, stands.until) {
        return Ok(id);
    }
    services
        .change(by, (id, care), |tx, by, (id, care)| {
            Box::pin(async move {
                let patient = end_in(tx, by, *id).await?.ok_or(AppError::NotFound)?;
                begin_in(tx, by, patient, care).await
            })
        })
        .await
}

/// How a practitioner is to look after patients.
#[derive(Clone, Copy, Debug)]
pub(super) struct Care {
    /// The practitioner.
    pub practitioner: PractitionerId,
    /// The kind of relationship.
    pub kind: RelationshipKind,
    /// The end, if it is temporary.
    pub until: Option<Timestamp>,
}

impl Care {
    /// Parses the form's input.
    ///
    /// # Errors
    /// An invalid form.
    pub(super) fn parse(directory: &Directory, by: &By, practitioner: &str, kind: &str, until: &str) -> Outcome<Self> {
        let mut problems = Problems::default();
        let known = practitioner.parse().ok().filter(|id: &PractitionerId| directory.practitioner(*id).is_some());
        let practitioner = problems.keep(known.ok_or(FieldError::new(Field::Practitioner, Problem::NotAChoice)));
        let kind: Option<RelationshipKind> =
            problems.keep(kind.parse().map_err(|()| FieldError::new(Field::Scope, Problem::NotAChoice)));
        let until = problems.keep(last_day(until, kind, &directory.clinic_zone(), by.at));
        let (Some(practitioner), Some(kind), Some(until)) = (practitioner, kind, until) else {
            return Err(problems.into_vec().into());
        };
        // No one can give themselves access to a record.
        if practitioner.account() == by.account()? {
            return Err(FieldError::new(Field::Practitioner, Problem::Oneself).into());
        }
        Ok(Self { practitioner, kind, until })
    }
}

/// Declares it inside the caller's transaction, which has already checked that the actor may.
///
/// # Errors
/// That someone would look after themselves.
pub(super) async fn begin_in(tx: &mut Tx, by: &By, patient: PatientId, care: &Care) -> Outcome<RelationshipId> {
    let Care { practitioner, kind, until } = *care;
    if patient.account() == practitioner.account() {
        return Err(FieldError::new(Field::Practitioner, Problem::NotAChoice).into());
    }
    let new = NewRelationship {
        patient,
        practitioner,
        kind,
        source: RelationshipSource::Administrator,
        created_by: by.account()?,
        since: by.second(),
        until: until.map(Timestamp::as_second),
    };
    let id = sharing::begin_relationship(tx, &new).await?;
    let who = practitioner.account();
    notice::insert_about(tx, patient.account(), NoticeKind::PractitionerAssigned, About::Person(who), new.since)
        .await?;
    message::ground_changed(tx, patient, practitioner, by.at).await?;
    by.did(tx, Deed::RelationshipBegin, Subject::from(id).of(patient));
    Ok(id)
}

/// The end of the last day, in the clinic's zone; required for temporary care, and used only there.
fn last_day(
    typed: &str,
    kind: Option<RelationshipKind>,
    zone: &Zone,
    now: Timestamp,
) -> Result<Option<Timestamp>, FieldError> {
    if kind != Some(RelationshipKind::Temporary) {
        return Ok(None);
    }
    let date: Date = typed.trim().parse().map_err(|_| FieldError::new(Field::TrustedUntil, Problem::NotADate))?;
    let end = day_bounds(zone, date).end;
    if end <= now { Err(FieldError::new(Field::TrustedUntil, Problem::ImplausibleDate)) } else { Ok(Some(end)) }
}

/// The last day of what ends then.
fn last_day_before(end: Timestamp, zone: &Zone) -> String {
    zone.tz().to_datetime(end - SignedDuration::from_secs(1)).date().to_string()
}

/// Ends a relationship.
///
/// # Errors
/// Not allowed; not found if there is none.
pub async fn end(services: &Services, actor: &Actor, id: RelationshipId) -> Outcome<PatientId> {
    let by = services.authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    services
        .change(by, id, |tx, by, id| Box::pin(async move { Ok(end_in(tx, by, *id).await?.ok_or(AppError::NotFound)?) }))
        .await
}

/// Ends it inside the caller's transaction, which has already checked that the actor may; `None` if there is none in force.
///
/// # Errors
/// A storage failure.
pub(super) async fn end_in(tx: &mut Tx, by: &By, id: RelationshipId) -> Outcome<Option<PatientId>> {
    let ended = sharing::end_relationship(tx, id, None, by.second()).await?;
    let Some((patient, practitioner)) = ended else { return Ok(None) };
    message::ground_changed(tx, patient, practitioner, by.at).await?;
    by.did(tx, Deed::RelationshipEnd, Subject::from(id).of(patient));
    Ok(Some(patient))
}
