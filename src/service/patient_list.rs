//! The patients that practitioners find by name: those they look after, or everyone if the clinic allows it (conflict 6).

use super::{By, Outcome, Services, as_practitioner, authorise, limits::Key, part::Part, record, settings};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::PatientId,
        ordering::Page,
        policy::{Action, Resource},
        settings::PatientList,
    },
    storage::{
        patient,
        patient_list::{self, PatientQuery},
    },
};

pub use crate::storage::patient_list::Listed;

/// A page of patients.
#[derive(Debug)]
pub struct PatientPage {
    /// The patients, by name.
    pub patients: Vec<Listed>,
    /// Whether there are more.
    pub more: bool,
    /// Whether it includes patients whom the practitioner does not look after. For those, only their identity may be shown.
    pub everybody: bool,
}

/// The patients whose name contains the typed text, or who have this number; pages count from 1.
///
/// # Errors
/// Not allowed; too many names that no one has; a storage failure.
pub async fn find(services: &Services, actor: &Actor, named: &str, page: i64) -> Outcome<PatientPage> {
    let (found, everybody) = part(services, actor, named, &Part::Numbered(page)).await?;
    Ok(PatientPage { patients: found.rows, more: found.has_next, everybody })
}

/// The key of the patient with exactly this number; `None` unless the actor is that patient, administers the clinic or may read the
/// record.
///
/// # Errors
/// A storage failure.
pub async fn numbered(services: &Services, actor: &Actor, number: &str) -> Outcome<Option<PatientId>> {
    let found = patient::numbered(&mut services.db.read().await?, number).await?;
    let Some(id) = found else { return Ok(None) };
    let may_know = actor.id() == Some(id.account())
        || authorise(actor, Action::ManageAccounts, Resource::Clinic).is_ok()
        || record::may_open(services, actor, id).await?;
    Ok(Some(id).filter(|_| may_know))
}

/// Like `find`, for any part of the list, and whether it includes patients whom the practitioner does not look after. Their places
/// are their names and their keys.
pub(super) async fn part(
    services: &Services,
    actor: &Actor,
    named: &str,
    part: &Part<(String, i64)>,
) -> Outcome<(Page<Listed>, bool)> {
    let (me, basis) = as_practitioner(actor, Action::ListPatients)?;
    let mut conn = services.db.read().await?;
    let settings = settings(&mut conn).await?;
    let everybody = settings.patient_list == PatientList::Everybody;
    let now = services.clock.now().as_second();
    let (limit, offset) = part.window();
    let query = PatientQuery {
        practitioner: me,
        named: named.chars().take(100).collect(),
        everybody,
        to_book: false,
        now,
        treating: settings.treating,
        place: part.place().cloned(),
        is_backwards: part.is_backwards(),
        limit,
        offset,
    };
    // Only a request for a later numbered page shows that something was found before it.
    let is_guess = part.number().unwrap_or(1) == 1 && !query.named.trim().is_empty();
    let misses = is_guess.then(|| services.limits.reserve(&[Key::PatientMiss(me.account())])).transpose()?;
    let patients = patient_list::find(&mut conn, &query).await?;
    drop(conn);
    if let Some(misses) = misses.filter(|_| !patients.is_empty()) {
        misses.give_back();
    }
    let patients = part.cut(patients);
    // Who is a patient here is confidential: browsing them is audited.
    let among = if patients.rows.iter().any(|patient| !patient.is_known) { "everybody" } else { "own" };
    let by = By::now(services, actor).on(basis);
    by.saw(services, Deed::PatientList, Subject::any(Thing::Patient).part(among)).await?;
    Ok((patients, everybody))
}
