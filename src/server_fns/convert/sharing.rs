//! From who may read a record to what its pages show.

use jiff::{Timestamp, ToSpan};

use super::{appointment::appointment_as, record::clinic_zone};
use crate::{
    domain::{
        access::Access,
        account::Actor,
        appointment::Party,
        calendar_view::{local_date, long_date},
        directory::Practitioner,
        form::{Field, FieldError, Problem},
        ids::{PatientId, PractitionerId},
        time::Zone,
    },
    error::AppError,
    request::{context, session},
    service::{
        self, Services, assignment,
        directory::Directory,
        invitation::{self as invitations, InvitationForm},
        sharing::{self, Change},
    },
    storage::{
        invitation::Invitation,
        sharing::{Proxy, Relationship},
    },
    views::{
        assignment::PatientAccessView,
        sharing::{InvitationView, ProxyView, ReaderView, RelationshipView, SharingView, TypedTrust, WhyView},
    },
};

const TYPED: &str = "typed_trust";

/// Under which name a session keeps the address that was invited and its code until they are shown.
const INVITED: &str = "invited";

/// The actor's choices.
pub async fn sharing(services: &Services, actor: &Actor) -> Result<SharingView, AppError> {
    let found = sharing::own(services, actor).await?;
    let directory = services.directory_for(actor).await?;
    let zone = clinic_zone(&directory);
    let mut practitioners = practitioners(&directory);
    practitioners.retain(|(id, _)| actor.id().is_none_or(|me| me.0 != *id));
    let today = local_date(&zone, services.clock.now());
    Ok(SharingView {
        relationships: found.relationships.into_iter().map(|one| relationship(one, &zone)).collect(),
        proxies: found.given.into_iter().map(|one| proxy(one, true)).collect(),
        invitations: found.invited.into_iter().map(|one| invitation(one, true)).collect(),
        invited: session::take_once(INVITED).await,
        blocked: found.blocked.into_iter().map(|(id, name)| (id.0, name)).collect(),
        readers: found.readers.into_iter().map(reader).collect(),
        administrators_read: directory.settings.administrators_read,
        practitioners,
        proposed: today.saturating_add(1.year()).to_string(),
        tomorrow: today.saturating_add(1.day()).to_string(),
        typed: session::take_once(TYPED).await,
    })
}

fn reader((id, name, access): (PractitionerId, String, Option<Access>)) -> ReaderView {
    ReaderView { id: id.0, name, access: access.map(|access| (access.basis, access.reach)) }
}

/// Everybody in the directory to choose from, by name, and with what tells two of a name apart.
fn practitioners(directory: &Directory) -> Vec<(i64, String)> {
    let label = |person: &Practitioner| {
        let mut centres = person.affiliations.iter().filter_map(|work| directory.centre(work.centre));
        let first = centres.next().map(|centre| format!(", {}", centre.name)).unwrap_or_default();
        let more = centres.count();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("{}, {}{first}{more}", person.name, person.profession)
    };
    let mut practitioners: Vec<(i64, String)> =
        directory.practitioners().map(|person| (person.id.0, label(person))).collect();
    practitioners.sort_by(|one, other| one.1.cmp(&other.1));
    practitioners
}

fn date(zone: &Zone, second: i64) -> String {
    long_date(local_date(zone, Timestamp::from_second(second).unwrap_or_default()))
}

/// A relationship as it is shown.
pub fn relationship(one: Relationship, zone: &Zone) -> RelationshipView {
    RelationshipView {
        id: one.id.0,
        patient: one.patient_name,
        practitioner: (one.practitioner.0, one.practitioner_name),
        kind: one.kind,
        source: match one.source.as_str() {
            "patient" => "the patient",
            "referral" => "a referral",
            _ => "the clinic",
        }
        .to_owned(),
        since: date(zone, one.since),
        until: one.until.map(|until| date(zone, until - 1)),
    }
}

/// A trust as its giver (`given`) or its receiver sees it.
pub fn proxy(one: Proxy, given: bool) -> ProxyView {
    ProxyView {
        id: one.id.0,
        patient: one.patient.0,
        name: if given { one.account_name } else { one.patient_name },
        // Whom the patient takes them for is the patient's.
        relation: if given { one.relation } else { String::new() },
        scope: one.scope,
        books: one.books,
        upcoming: Vec::new(),
        until: date(&Zone::utc(), one.until - 1),
    }
}

fn invitation(one: Invitation, given: bool) -> InvitationView {
    InvitationView {
        id: one.id.0,
        name: if given { one.email } else { one.patient_name },
        relation: one.relation,
        scope: one.scope,
        books: one.books,
        until: date(&Zone::utc(), one.until - 1),
        needs_code: one.needs_code.is_some(),
    }
}

/// The invitations to the actor.
pub async fn received(services: &Services, actor: &Actor) -> Result<Vec<InvitationView>, AppError> {
    let found = invitations::received(services, actor).await?;
    Ok(found.into_iter().map(|one| invitation(one, false)).collect())
}

/// The records that others trust the actor with, and the appointments of those for whom they book.
pub async fn entrusted(services: &Services, actor: &Actor) -> Result<Vec<ProxyView>, AppError> {
    let mut views = Vec::new();
    for one in sharing::entrusted(services, actor).await? {
        let mut upcoming = Vec::new();
        if one.books {
            for found in service::proxy::upcoming(services, actor, one.patient).await? {
                upcoming.push(appointment_as(services, actor, found, Party::Patient).await?);
            }
        }
        views.push(ProxyView { upcoming, ..proxy(one, false) });
    }
    Ok(views)
}

/// Applies a change to the reader's own record that names something by its key, and goes back.
pub async fn change_with<T: std::str::FromStr>(id: &str, change: impl Fn(T) -> Change) -> Result<(), AppError> {
    let (services, actor) = context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    sharing::change(&services, &actor, change(id)).await?;
    context::redirect("/record/sharing?saved=1");
    Ok(())
}

/// Applies a change to the reader's own record with a practitioner of the directory, and goes back to where it can be undone.
pub async fn choose(practitioner: &str, field: Field) -> Result<(), AppError> {
    let (services, actor) = context::request()?;
    let none = || AppError::Invalid(vec![FieldError::new(field, Problem::NotAChoice)]);
    let practitioner: PractitionerId = practitioner.parse().map_err(|_| none())?;
    let (change, done) = match field {
        Field::CloseTo => (Change::Block(practitioner), "closed"),
        _ => (Change::BeginRelationship(practitioner), "added"),
    };
    sharing::change(&services, &actor, change).await?;
    context::redirect(&format!("/record/sharing?{done}={practitioner}"));
    Ok(())
}

/// Invites somebody; keeps what a plain form typed where it is refused.
pub async fn trust(services: &Services, actor: &Actor, form: TypedTrust) -> Result<(), AppError> {
    let TypedTrust { trusted_email, scope, books, relation, trusted_until } = &form;
    let asked = InvitationForm { email: trusted_email, scope, books: *books, relation, until: trusted_until };
    match invitations::invite(services, actor, asked).await.map_err(AppError::from) {
        Ok(code) => session::show_once(INVITED, &(trusted_email.trim(), code)).await,
        Err(error) => {
            if matches!(error, AppError::Invalid(_)) && context::is_plain_form() {
                session::show_once(TYPED, &form).await?;
            }
            Err(error)
        }
    }
}

/// Why a practitioner can read a record.
pub async fn why(services: &Services, actor: &Actor, patient: &str, practitioner: &str) -> Result<WhyView, AppError> {
    let own = actor.id().map(|id| PatientId(id.0)).ok_or(AppError::NotSignedIn)?;
    let patient = if patient.is_empty() { own } else { patient.parse().map_err(|_| AppError::NotFound)? };
    let practitioner = practitioner.parse().map_err(|_| AppError::NotFound)?;
    let found = sharing::why(services, actor, patient, practitioner).await?;
    Ok(WhyView {
        patient: (patient.0, found.patient_name),
        practitioner: found.practitioner_name,
        is_own: patient == own,
        grounds: found.grounds.into_iter().map(|access| (access.basis, access.reach)).collect(),
        blocked: found.facts.blocked,
    })
}

/// Who reads a patient's record, for administrators; an empty form where nobody is named.
pub async fn of_patient(services: &Services, actor: &Actor, patient: &str) -> Result<PatientAccessView, AppError> {
    let directory = services.directory_for(actor).await?;
    let practitioners = practitioners(&directory);
    let empty = PatientAccessView { practitioners, ..PatientAccessView::default() };
    let zone = clinic_zone(&directory);
    match assignment::of_patient(services, actor, patient).await.map_err(AppError::from) {
        Ok(found) => Ok(PatientAccessView {
            patient: Some((found.patient.id.0, found.patient.name, found.patient.number)),
            relationships: found.relationships.into_iter().map(|one| relationship(one, &zone)).collect(),
            readers: found.readers.into_iter().map(reader).collect(),
            may_read: found.may_read,
            ..empty
        }),
        Err(AppError::Invalid(_)) if patient.trim().is_empty() => Ok(empty),
        Err(error @ AppError::Invalid(_)) => Ok(PatientAccessView { error: Some(error), ..empty }),
        Err(error) => Err(error),
    }
}
