//! What staff need to book for a patient: who the patient is, and which slots are free for both.

use std::sync::Arc;

use jiff::civil::Date;

pub use crate::storage::{patient::PatientName, patient_list::Listed};

use super::{
    By, Failure, Outcome, Services, authorise,
    availability::{self, Week, WeekQuery},
    desk,
    directory::Directory,
    limits::Key,
    look_up, refusals, settings,
};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        booking::Strictness,
        directory::Practitioner,
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, CentreId, PractitionerId, ServiceId},
        policy::{Action, Basis, Resource},
        settings::PatientList,
        text::search_key,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        claim::Asker,
        db::Conn,
        patient,
        patient_list::{self, PatientQuery},
    },
};

/// A calendar into which an actor books for patients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The practitioner.
    pub practitioner: PractitionerId,
    /// The basis on which they book.
    pub basis: Basis,
    /// The centres for which they may; everywhere if there is no list.
    pub centres: Option<Vec<CentreId>>,
}

impl Calendar {
    /// Whether the actor books there.
    #[must_use]
    pub fn is_open_at(&self, centre: CentreId) -> bool {
        self.centres.as_ref().is_none_or(|centres| centres.contains(&centre))
    }

    /// The basis for booking there.
    ///
    /// # Errors
    /// Not found elsewhere.
    pub fn basis_at(&self, centre: CentreId) -> Outcome<Basis> {
        if self.is_open_at(centre) { Ok(self.basis) } else { Err(AppError::NotFound.into()) }
    }

    /// Whether the actor books as a receptionist.
    #[must_use]
    pub fn is_at_desk(&self) -> bool {
        self.basis == Basis::FrontDesk
    }
}

/// The calendar that an actor books into: the named one, or else their own. At a desk it is that of someone who works at its
/// centre, by default the first by name; for the clinic it is anyone's, by default that of the first by name.
///
/// # Errors
/// Not allowed; not found if it is not theirs.
pub async fn calendar(services: &Services, actor: &Actor, named: Option<PractitionerId>) -> Outcome<Calendar> {
    let own = actor.id().map(|id| PractitionerId(id.0)).ok_or(AppError::NotSignedIn)?;
    let practitioner = named.unwrap_or(own);
    let denied = match authorise(actor, Action::BookForPatient, Resource::Practitioner(practitioner)) {
        Ok(Basis::Administration) if named.is_none() => {
            let directory = services.directory().await?;
            let practitioner = first_by_name(directory.practitioners()).ok_or(AppError::NotFound)?;
            return Ok(Calendar { practitioner, basis: Basis::Administration, centres: None });
        }
        Ok(basis) => return Ok(Calendar { practitioner, basis, centres: None }),
        Err(denied) => denied,
    };
    let found = of_desk(services, actor, named).await;
    match found {
        // Anyone who books, but not into this calendar, is answered as if it did not exist.
        Err(Failure::Refused(AppError::Forbidden)) => Err(denied),
        found => found,
    }
}

async fn of_desk(services: &Services, actor: &Actor, named: Option<PractitionerId>) -> Outcome<Calendar> {
    let theirs = desk::centres(services, actor).await?;
    let directory = services.directory().await?;
    let colleagues = theirs.iter().flat_map(|centre| directory.staff(*centre));
    let practitioner = named.or_else(|| first_by_name(colleagues)).ok_or(AppError::NotFound)?;
    let works_at = |centre: &CentreId| directory.staff(*centre).any(|person| person.id == practitioner);
    let centres: Vec<CentreId> = theirs.iter().copied().filter(works_at).collect();
    let ground = (!centres.is_empty()).then_some(Basis::FrontDesk);
    let basis = authorise(actor, Action::BookForPatient, Resource::Desk(ground))?;
    Ok(Calendar { practitioner, basis, centres: Some(centres) })
}

fn first_by_name<'d>(people: impl Iterator<Item = &'d Practitioner>) -> Option<PractitionerId> {
    people.min_by(|one, other| (&one.name, one.id.0).cmp(&(&other.name, other.id.0))).map(|person| person.id)
}

/// The patient with exactly this number or email address.
///
/// # Errors
/// Not allowed; the errors of [`look_up`].
pub async fn find_patient(
    services: &Services,
    actor: &Actor,
    practitioner: PractitionerId,
    number_or_email: &str,
) -> Outcome<PatientName> {
    let basis = calendar(services, actor, Some(practitioner)).await?.basis;
    look_up::patient(services, &By::now(services, actor).on(basis), number_or_email).await
}

/// The maximum number of patients with the same name listed to choose from.
pub const MATCHES: i64 = 10;

/// Whom staff meant by what they typed.
#[derive(Debug)]
pub enum Wanted {
    /// The patient with this number or email address.
    One(PatientName),
    /// The patients with this in their name, by name, and whether there are more.
    Named(Vec<Listed>, bool),
}

/// Whom staff mean: those with this in their name, else the patient with exactly this number or email address. By name,
/// practitioners find those among their patients, and anyone who has been booked with them; administrators find everyone, and so do
/// receptionists, also by date of birth or telephone number.
///
/// # Errors
/// Not allowed; the errors of [`find_patient`]; [`Problem::NotAChoice`] of [`Field::Patient`] for a name that no one has; too many
/// of these.
pub async fn wanted_patient(
    services: &Services,
    actor: &Actor,
    practitioner: PractitionerId,
    typed: &str,
) -> Outcome<Wanted> {
    let basis = calendar(services, actor, Some(practitioner)).await?.basis;
    let by = By::now(services, actor).on(basis);
    if typed.contains('@') {
        return Ok(Wanted::One(look_up::patient(services, &by, typed).await?));
    }
    let (found, more, has_digits) = if basis == Basis::FrontDesk {
        let (found, sought) = desk::look_up(services, actor, basis, typed, MATCHES + 1).await?;
        let (found, more) = cut(found);
        // A date or a telephone number that no one has is not a guess at a patient number.
        (found, more, sought.born.is_none() && sought.phone.is_none())
    } else {
        let (found, more) = named(services, actor, (practitioner, basis), typed).await?;
        (found, more, true)
    };
    let is_number = match &found[..] {
        [] => has_digits && typed.contains(|letter: char| letter.is_ascii_digit()),
        found => found.iter().any(|patient| patient.number.eq_ignore_ascii_case(typed.trim())),
    };
    if is_number {
        return Ok(Wanted::One(look_up::patient(services, &by, typed).await?));
    }
    if found.is_empty() {
        return Err(FieldError::new(Field::Patient, Problem::NotAChoice).into());
    }
    Ok(Wanted::Named(found, more))
}

/// The patients who have this in their name or as their number, and whether there are more.
async fn named(
    services: &Services,
    actor: &Actor,
    (practitioner, basis): (PractitionerId, Basis),
    typed: &str,
) -> Outcome<(Vec<Listed>, bool)> {
    let mut conn = services.db.read().await?;
    let settings = settings(&mut conn).await?;
    let everybody = basis == Basis::Administration || settings.patient_list == PatientList::Everybody;
    let query = PatientQuery {
        practitioner,
        named: typed.trim().chars().take(100).collect(),
        everybody,
        to_book: true,
        now: services.clock.now().as_second(),
        treating: settings.treating,
        // One extra row shows that there are more; another may be the actor, who books for others here.
        limit: MATCHES + 2,
        offset: 0,
        place: None,
        is_backwards: false,
    };
    let misses = services.limits.reserve(&[Key::PatientMiss(actor.id().ok_or(AppError::NotSignedIn)?)])?;
    let mut found =
        if search_key(&query.named).is_empty() { Vec::new() } else { patient_list::find(&mut conn, &query).await? };
    drop(conn);
    found.retain(|patient| actor.id() != Some(patient.id.account()));
    if !found.is_empty() {
        misses.give_back();
    }
    let (found, more) = cut(found);
    // Who is a patient here is confidential: looking for them is audited.
    let among = if found.iter().any(|patient| !patient.is_known) { "everybody" } else { "own" };
    let by = By::now(services, actor).on(basis);
    by.saw(services, Deed::PatientList, Subject::any(Thing::Patient).part(among)).await?;
    Ok((found, more))
}

/// The patients to be listed, and whether there are more.
fn cut(mut found: Vec<Listed>) -> (Vec<Listed>, bool) {
    let shown = usize::try_from(MATCHES).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    (found, more)
}

/// A visit after which its practitioner books the next one, and its patient.
///
/// # Errors
/// Not found for anyone but its practitioner, before the patient has arrived, and if their account is closed.
pub async fn visit_to_follow(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
) -> Outcome<(Appointment, PatientName)> {
    let found = to_follow(&mut services.db.read().await?, actor, id).await;
    refusals::told(services, actor, id, Deed::AppointmentRead, found).await
}

async fn to_follow(conn: &mut Conn, actor: &Actor, id: AppointmentId) -> Outcome<(Appointment, PatientName)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::find_of_party(conn, id, me).await?.ok_or(AppError::NotFound)?;
    let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
    authorise(actor, Action::RunAppointment, parties)?;
    if !found.status.leads_to_another() {
        return Err(AppError::NotFound.into());
    }
    let patient = patient::find(conn, found.patient).await?.ok_or(AppError::NotFound)?;
    Ok((found, patient))
}

/// The practitioner's recent patients, latest first. None at a desk, because that would reveal visits elsewhere.
///
/// # Errors
/// A storage failure.
pub async fn recent_patients(services: &Services, calendar: &Calendar) -> Outcome<Vec<PatientName>> {
    if calendar.is_at_desk() {
        return Ok(Vec::new());
    }
    Ok(patient::recent_of(&mut services.db.read().await?, calendar.practitioner).await?)
}

/// A practitioner's week as staff see it when booking for a patient: even if no bookings are being taken, and without the times of
/// the patient's own appointments.
///
/// # Errors
/// Not found outside the places where the actor books; a storage failure.
pub async fn week<'d>(
    services: &Services,
    directory: &'d Arc<Directory>,
    calendar: &Calendar,
    patient: Option<&PatientName>,
    (centre, service): (CentreId, Option<ServiceId>),
    date: Option<Date>,
) -> Outcome<Week<'d>> {
    calendar.basis_at(centre)?;
    let asker = Asker::new(patient.map(|patient| patient.id.account()), services.clock.now());
    let query = WeekQuery { practitioner: calendar.practitioner, centre, service, date, moving: None };
    availability::week_for(services, directory, asker, query, Strictness::Staff).await
}
