//! The patients that practitioners find by name: those they look after, or everyone if the clinic allows it (conflict 6).

use super::{By, Outcome, Services, as_practitioner, limits::Key, settings};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        policy::Action,
        settings::PatientList,
    },
    storage::patient_list::{self, PatientQuery},
};

pub use crate::storage::patient_list::Listed;

/// Patients on a page.
pub const PAGE: i64 = 25;
const LAST_PAGE: i64 = 10_000;

/// A page of patients.
#[derive(Debug)]
pub struct PatientPage {
    /// By name.
    pub patients: Vec<Listed>,
    /// Whether there are more.
    pub more: bool,
    /// Whether it includes patients whom the practitioner does not look after. Of those, only who they are may be shown.
    pub everybody: bool,
}

/// The patients whose name contains what was typed, or who have this number; the first page is 1.
///
/// # Errors
/// Not allowed; too many names that no one has; the storage's failure.
pub async fn find(services: &Services, actor: &Actor, named: &str, page: i64) -> Outcome<PatientPage> {
    let (me, basis) = as_practitioner(actor, Action::ListPatients)?;
    let mut conn = services.db.read().await?;
    let settings = settings(&mut conn).await?;
    let everybody = settings.patient_list == PatientList::Everybody;
    let now = services.clock.now().as_second();
    let page = page.clamp(1, LAST_PAGE);
    let query = PatientQuery {
        practitioner: me,
        named: named.chars().take(100).collect(),
        everybody,
        to_book: false,
        now,
        treating: settings.treating,
        limit: PAGE + 1,
        offset: (page - 1) * PAGE,
    };
    let is_guess = page == 1 && !query.named.trim().is_empty();
    let misses = is_guess.then(|| services.limits.reserve(&[Key::PatientMiss(me.account())])).transpose()?;
    let mut patients = patient_list::find(&mut conn, &query).await?;
    drop(conn);
    if let Some(misses) = misses.filter(|_| !patients.is_empty()) {
        misses.give_back();
    }
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = patients.len() > shown;
    patients.truncate(shown);
    // Who is a patient here is confidential: browsing them is logged.
    let among = if patients.iter().any(|patient| !patient.is_known) { "everybody" } else { "own" };
    let by = By::now(services, actor).on(basis);
    by.saw(services, Deed::PatientList, Subject::any(Thing::Patient).part(among)).await?;
    Ok(PatientPage { patients, more, everybody })
}
