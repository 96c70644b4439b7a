//! Lists as programs request them: each with its filters, one page at a time, and nothing that a web page would not show.

use super::{By, Failure, Outcome, Services, as_patient, as_practitioner, authorise, part::Part, patient_list, record};
use crate::{
    domain::{
        access::Reach,
        account::{Actor, IdentifierKind, Role},
        audit::{Deed, Subject, Thing},
        ids::{AccountId, AppointmentId, PatientId, PractitionerId, RelationshipId},
        ordering::{Edge, Page},
        policy::{Action, Basis, Resource},
        profile::Profile,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        appointment::{self, Appointment},
        db::Conn,
        mapping::{self, ListedPatient},
        patient,
        sharing::Relationship,
    },
};

pub use crate::storage::appointment::ListQuery;

pub use crate::storage::mapping::MappingQuery;

/// The maximum page size that a program can ask for.
const MOST: usize = 100;

/// Whose things an actor sees: everyone's as an administrator, else their own in each of their roles.
struct Sides {
    everyones: bool,
    patient: Option<PatientId>,
    practitioner: Option<PractitionerId>,
    basis: Basis,
}

impl Sides {
    /// # Errors
    /// Not allowed, for an account in none of these roles.
    fn of(actor: &Actor, clinics: Action, patients: Action, practitioners: Action) -> Outcome<Self> {
        if let Ok(basis) = authorise(actor, clinics, Resource::Clinic) {
            return Ok(Self { everyones: true, patient: None, practitioner: None, basis });
        }
        let patient = as_patient(actor, patients);
        let practitioner = as_practitioner(actor, practitioners);
        match (patient, practitioner) {
            (Err(refused), Err(_)) => Err(refused),
            (patient, practitioner) => Ok(Self {
                everyones: false,
                patient: patient.ok().map(|(id, _)| id),
                practitioner: practitioner.ok().map(|(id, _)| id),
                basis: Basis::Own,
            }),
        }
    }

    /// Whether it names other people's patients, so that the view is audited.
    fn names_patients(&self) -> bool {
        self.everyones || self.practitioner.is_some()
    }
}

/// Appointments by start, without the reasons for visits where the actor is not a party. Only the filters of `query` count, and not
/// its first three fields. Their places are their starts and their keys.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn appointments(
    services: &Services,
    actor: &Actor,
    query: ListQuery,
    part: &Part<(i64, i64)>,
) -> Outcome<Page<Appointment>> {
    let (limit, offset) = part.window();
    let [after, before] = edges(part, AppointmentId);
    let found = listed(services, actor, ListQuery { after, before, limit, offset, ..query }).await?;
    Ok(part.cut(found))
}

/// The rows that a part follows and precedes.
fn edges<I>(part: &Part<(i64, i64)>, key: fn(i64) -> I) -> [Option<(i64, I)>; 2] {
    match part {
        Part::From(Edge::After((at, id))) => [Some((*at, key(*id))), None],
        Part::From(Edge::Before((at, id))) => [None, Some((*at, key(*id)))],
        Part::From(Edge::Start) | Part::Numbered(_) => [None, None],
    }
}

async fn listed(services: &Services, actor: &Actor, query: ListQuery) -> Outcome<Vec<Appointment>> {
    let sides = Sides::of(actor, Action::ListAppointments, Action::ReadPatientAppointments, Action::ReadAgenda)?;
    let query = ListQuery {
        everyones: sides.everyones,
        own_patient: sides.patient,
        own_practitioner: sides.practitioner,
        ..query
    };
    let mut found = appointment::list(&mut services.db.read().await?, &query).await?;
    if sides.everyones {
        for one in &mut found {
            one.reason.clear();
        }
    }
    if sides.names_patients() {
        let by = By::now(services, actor).on(sides.basis);
        by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment)).await?;
    }
    Ok(found)
}

/// Like `appointments`, from one of the list's appointments on, up to a number.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn appointments_from(
    services: &Services,
    actor: &Actor,
    query: ListQuery,
    most: usize,
) -> Outcome<(Vec<Appointment>, bool)> {
    let shown = most.clamp(1, MOST);
    let limit = i64::try_from(shown + 1).unwrap_or(i64::MAX);
    let mut found = listed(services, actor, ListQuery { limit, offset: 0, ..query }).await?;
    let more = found.len() > shown;
    found.truncate(shown);
    Ok((found, more))
}

/// Care relationships; only the filters of `query` count. Their places are their beginnings and their keys.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn mappings(
    services: &Services,
    actor: &Actor,
    query: MappingQuery,
    part: &Part<(i64, i64)>,
) -> Outcome<Page<Relationship>> {
    let sides = Sides::of(actor, Action::ReviewAccess, Action::ShareRecord, Action::ListPatients)?;
    let (limit, offset) = part.window();
    let [after, before] = edges(part, RelationshipId);
    let query = MappingQuery {
        everyones: sides.everyones,
        own_patient: sides.patient,
        own_practitioner: sides.practitioner,
        now: services.clock.now().as_second(),
        after,
        before,
        limit,
        offset,
        ..query
    };
    let found = mapping::list(&mut services.db.read().await?, &query).await?;
    if sides.names_patients() {
        let by = By::now(services, actor).on(sides.basis);
        by.saw(services, Deed::RelationshipList, Subject::any(Thing::CareRelationship)).await?;
    }
    Ok(part.cut(found))
}

/// One relationship.
///
/// # Errors
/// Not found for anyone who does not see it in the list.
pub async fn mapping(services: &Services, actor: &Actor, id: RelationshipId) -> Outcome<Relationship> {
    let query = MappingQuery { id: Some(id), ..MappingQuery::default() };
    let mut found = mappings(services, actor, query, &Part::Numbered(1)).await?;
    Ok(found.rows.pop().ok_or(AppError::NotFound)?)
}

/// A patient in a list.
#[derive(Clone, Debug)]
pub struct PatientRow {
    /// The key of the patient's account.
    pub id: PatientId,
    /// Their full name.
    pub name: String,
    /// The patient number at this clinic.
    pub number: String,
    /// `1980-02-29`, if known.
    pub date_of_birth: Option<String>,
    /// Their contact details, and whether their account is active: for administrators.
    pub contact: Option<(String, String, bool)>,
    /// Their place in the list.
    pub place: (String, i64),
}

impl From<ListedPatient> for PatientRow {
    fn from(row: ListedPatient) -> Self {
        Self {
            id: PatientId(row.id),
            name: row.name,
            number: row.number,
            date_of_birth: row.date_of_birth,
            contact: Some((row.email, row.phone, row.status == "active")),
            place: (row.search_name, row.id),
        }
    }
}

/// Patients by name: everyone for administrators, those they can find by name for practitioners, and themselves for patients. Their
/// places are their sort names and their keys.
///
/// # Errors
/// Not allowed; not found for another practitioner's patients.
pub async fn patients(
    services: &Services,
    actor: &Actor,
    named: &str,
    doctor: Option<PractitionerId>,
    part: &Part<(String, i64)>,
) -> Outcome<Page<PatientRow>> {
    let named: String = named.chars().take(100).collect();
    if let Ok(by) = services.authorise(actor, Action::ManageAccounts, Resource::Clinic) {
        let mut conn = services.db.read().await?;
        let start = (part.place(), part.is_backwards());
        let found = mapping::patients(&mut conn, &named, doctor, by.second(), start, part.window()).await?;
        drop(conn);
        by.saw(services, Deed::PatientList, Subject::any(Thing::Patient).part("everybody")).await?;
        return Ok(part.cut(found.into_iter().map(PatientRow::from).collect()));
    }
    if let Ok((me, _)) = as_practitioner(actor, Action::ListPatients) {
        if doctor.is_some_and(|doctor| doctor != me) {
            return Err(AppError::NotFound.into());
        }
        let (found, _) = patient_list::part(services, actor, &named, part).await?;
        let row = |one: crate::storage::patient_list::Listed| PatientRow {
            place: (one.name.clone(), one.id.0),
            id: one.id,
            name: one.name,
            number: one.number,
            date_of_birth: one.date_of_birth,
            contact: None,
        };
        let Page { rows, has_previous, has_next } = found;
        return Ok(Page { rows: rows.into_iter().map(row).collect(), has_previous, has_next });
    }
    let (me, _) = as_patient(actor, Action::EditOwnHistory)?;
    let own = mapping::patient(&mut services.db.read().await?, me).await?;
    let is_meant = doctor.is_none() && part.place().is_none() && part.number().unwrap_or(1) == 1;
    let rows = own.filter(|_| is_meant).map(PatientRow::from).into_iter().collect();
    Ok(Page { rows, has_previous: false, has_next: false })
}

/// A patient, as far as the actor may know them.
#[derive(Clone, Debug)]
pub struct PatientSeen {
    /// Their row in the list.
    pub row: PatientRow,
    /// Their profile; `None` for administrators, who do not read records.
    pub profile: Option<Profile>,
}

/// One patient: for themselves, for anyone with a basis to read their record (which is audited), and for administrators without
/// their record.
///
/// # Errors
/// Not found for anyone else.
pub async fn patient(services: &Services, actor: &Actor, id: PatientId) -> Outcome<PatientSeen> {
    let is_own = actor.id() == Some(id.account());
    let administers = services.authorise(actor, Action::ManageAccounts, Resource::Clinic);
    if let (Ok(by), false) = (administers, is_own) {
        let found = to_administrators(&mut services.db.read().await?, id).await?;
        by.saw(services, Deed::PatientRead, Subject::from(id).of(id)).await?;
        return Ok(found);
    }
    let reach = if is_own {
        as_patient(actor, Action::EditOwnHistory)?;
        Reach::Everything
    } else {
        record::open(services, actor, id, "profile").await?.reach
    };
    patient_within(services, id, (is_own, reach)).await
}

/// One patient, for a reader who has this access to their record.
///
/// # Errors
/// Not found if there is no such patient.
pub(super) async fn patient_within(
    services: &Services,
    id: PatientId,
    (is_own, reach): (bool, Reach),
) -> Outcome<PatientSeen> {
    patient_on(&mut services.db.read().await?, id, (is_own, reach)).await
}

async fn patient_on(conn: &mut Conn, id: PatientId, (is_own, reach): (bool, Reach)) -> Outcome<PatientSeen> {
    let found = mapping::patient(conn, id).await?.ok_or(AppError::NotFound)?;
    let (_, profile) = patient::profile(conn, id).await?.ok_or(AppError::NotFound)?;
    let mut row = PatientRow::from(found);
    row.contact = row.contact.filter(|_| is_own);
    // No more than the record's page shows on this basis.
    row.date_of_birth = row.date_of_birth.filter(|_| reach >= Reach::Summary);
    Ok(PatientSeen { row, profile: Some(profile.within(reach)) })
}

/// A patient as administrators see them, who read no records.
///
/// # Errors
/// Not found if there is no such patient.
pub(super) async fn to_administrators(conn: &mut Conn, id: PatientId) -> Outcome<PatientSeen> {
    let found = mapping::patient(conn, id).await?.ok_or(AppError::NotFound)?;
    Ok(PatientSeen { row: found.into(), profile: None })
}

/// A patient as they see themselves.
///
/// # Errors
/// The errors of [`to_administrators`].
pub(super) async fn to_themselves(conn: &mut Conn, id: PatientId) -> Outcome<PatientSeen> {
    patient_on(conn, id, (true, Reach::Everything)).await
}

/// Checks a patient's key for an actor who may book for them by it: programs cannot guess names from keys.
///
/// # Errors
/// Not found for anyone else.
pub async fn patient_to_book(services: &Services, actor: &Actor, id: PatientId) -> Outcome<PatientId> {
    let administers = authorise(actor, Action::ManageAccounts, Resource::Clinic).is_ok();
    if !administers && !record::may_open(services, actor, id).await? {
        return Err(AppError::NotFound.into());
    }
    let found = patient::find(&mut services.db.read().await?, id).await?;
    Ok(found.ok_or(AppError::NotFound)?.id)
}

/// An appointment for anyone who may see it: its parties with its reason, administrators without.
///
/// # Errors
/// Not found for anyone else.
pub async fn appointment(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Appointment> {
    if super::admin::may_settle(actor) {
        let (found, _) = super::admin::appointment(services, actor, id).await?;
        return Ok(found);
    }
    super::booking::appointment(services, actor, id).await
}

/// The actor's own account, with their national ID if they have one.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn own_account(services: &Services, actor: &Actor) -> Outcome<(Account, Option<String>)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    authorise(actor, Action::UseOwnAccount, Resource::Account(me))?;
    let mut conn = services.db.read().await?;
    let found = account::find(&mut conn, me).await?;
    let found = found.ok_or_else(|| Failure::Fault("an account disappeared".into()))?;
    Ok((found, mapping::identifier(&mut conn, me, IdentifierKind::NationalId).await?))
}

/// The account with a national ID, for administrators.
///
/// # Errors
/// Not allowed; not found.
pub async fn by_national_id(services: &Services, actor: &Actor, typed: &str) -> Outcome<AccountId> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let name = IdentifierKind::NationalId.compared(typed);
    let found = mapping::account_of(&mut services.db.read().await?, IdentifierKind::NationalId, &name).await?;
    Ok(found.ok_or(AppError::NotFound)?)
}

/// Deactivates a patient's or a practitioner's account, or reactivates it; anyone without the role is not found.
///
/// # Errors
/// Not allowed; not found.
pub async fn set_active(services: &Services, actor: &Actor, id: AccountId, role: Role, active: bool) -> Outcome<()> {
    use crate::domain::account::AccountStatus;
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let found = account::find(&mut services.db.read().await?, id).await?;
    found.filter(|found| found.roles.contains(&role)).ok_or(AppError::NotFound)?;
    let status = if active { AccountStatus::Active } else { AccountStatus::Inactive };
    super::admin::set_account_status(services, actor, id, status).await
}

/// Sends the database a small query.
///
/// # Errors
/// A storage failure.
pub async fn ping(services: &Services) -> Outcome<()> {
    account::any(&mut services.db.read().await?).await?;
    Ok(())
}
