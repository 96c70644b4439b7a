//! From who may read a record to what its pages show.

use jiff::{Timestamp, ToSpan};

use super::{appointment::appointment_as, record::clinic_zone};
use crate::{
    domain::{
        access::Access,
        account::Actor,
        appointment::Party,
        calendar_view::{local_date, long_date},
        ids::{PatientId, PractitionerId},
        time::Zone,
    },
    error::AppError,
    server::session,
    server_fns::{
        assignment::PatientAccessView,
        context,
        sharing::{ProxyView, ReaderView, RelationshipView, SharingView, TypedTrust, WhyView},
    },
    service::{
        self, Services, assignment,
        directory::Directory,
        sharing::{self, Change},
    },
    storage::sharing::{Proxy, Relationship},
};

const TYPED: &str = "typed_trust";

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
        blocked: found.blocked.into_iter().map(|(id, name)| (id.0, name)).collect(),
        readers: found.readers.into_iter().map(reader).collect(),
        administrators_read: directory.settings.administrators_read,
        practitioners,
        tomorrow: today.saturating_add(1.day()).to_string(),
        typed: session::take_once(TYPED).await,
    })
}

fn reader((id, name, access): (PractitionerId, String, Option<Access>)) -> ReaderView {
    ReaderView { id: id.0, name, access: access.map(|access| (access.basis, access.reach)) }
}

/// Everybody in the directory to choose from, by name.
fn practitioners(directory: &Directory) -> Vec<(i64, String)> {
    let mut practitioners: Vec<(i64, String)> =
        directory.practitioners().map(|person| (person.id.0, person.name.clone())).collect();
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
        practitioner: one.practitioner_name,
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

/// Trusts somebody; keeps what a plain form typed where it is refused.
pub async fn trust(services: &Services, actor: &Actor, form: TypedTrust) -> Result<(), AppError> {
    let TypedTrust { trusted_email, scope, books, relation, trusted_until } = &form;
    let done = sharing::trust(services, actor, trusted_email, (scope, *books), relation, trusted_until).await;
    let done = done.map_err(AppError::from);
    if matches!(done, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(TYPED, &form).await?;
    }
    done
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
