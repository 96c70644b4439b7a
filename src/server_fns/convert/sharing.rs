//! From who may read a record to what its pages show.

use jiff::{Timestamp, ToSpan};

use super::{app::allowed, appointment::appointments};
use crate::{
    domain::{
        access::Access,
        account::Actor,
        calendar_view::local_date,
        directory::Practitioner,
        form::{Field, FieldError, Problem},
        ids::{PatientId, PractitionerId},
        time::Zone,
    },
    error::AppError,
    service::{
        appointment::Seen,
        assignment::PatientAccess,
        directory::Directory,
        sharing::{Invitation, Proxy, Relationship, Sharing, Why},
    },
    views::{
        assignment::PatientAccessView,
        sharing::{InvitationView, ProxyView, ReaderView, RelationshipView, SharingView, TypedTrust, WhyView},
    },
    words::{calendar, tr},
};

/// What was kept for the page of a patient's choices: whom they invited, and the code; and an invitation that was refused.
#[derive(Default)]
pub struct KeptTrust {
    pub invited: Option<(String, String)>,
    pub typed: Option<TypedTrust>,
}

/// The actor's choices.
pub fn sharing(directory: &Directory, actor: &Actor, found: Sharing, kept: KeptTrust, now: Timestamp) -> SharingView {
    let zone = directory.clinic_zone();
    let mut practitioners = practitioners(directory);
    practitioners.retain(|(id, _)| actor.id().is_none_or(|me| me.0 != *id));
    let today = local_date(&zone, now);
    SharingView {
        relationships: found.relationships.into_iter().map(|one| relationship(one, &zone)).collect(),
        proxies: found.given.into_iter().map(|one| proxy(one, true, &zone)).collect(),
        invitations: found.invited.into_iter().map(|one| invitation(one, true, &zone)).collect(),
        invited: kept.invited,
        apps: found.apps.into_iter().map(|one| allowed(one, &zone)).collect(),
        blocked: found.blocked.into_iter().map(|(id, name)| (id.0, name)).collect(),
        readers: found.readers.into_iter().map(reader).collect(),
        administrators_read: directory.settings.administrators_read,
        practitioners,
        proposed: today.saturating_add(1.year()).to_string(),
        tomorrow: today.saturating_add(1.day()).to_string(),
        typed: kept.typed,
    }
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
        let more = if more == 0 { String::new() } else { format!(" {}", tr!(AndMore, n = more)) };
        format!("{}, {}{first}{more}", person.name, person.profession)
    };
    let mut practitioners: Vec<(i64, String)> =
        directory.practitioners().map(|person| (person.id.0, label(person))).collect();
    practitioners.sort_by(|one, other| one.1.cmp(&other.1));
    practitioners
}

fn date(zone: &Zone, second: i64) -> String {
    calendar::long_date(local_date(zone, Timestamp::from_second(second).unwrap_or_default()))
}

/// A relationship as it is shown.
pub fn relationship(one: Relationship, zone: &Zone) -> RelationshipView {
    RelationshipView {
        id: one.id.0,
        patient: one.patient_name,
        practitioner: (one.practitioner.0, one.practitioner_name),
        kind: one.kind,
        source: match one.source.as_str() {
            "patient" => tr!(RecordSourcePatient),
            "referral" => tr!(RecordSourceReferral),
            _ => tr!(RecordSourceClinic),
        }
        .to_owned(),
        since: date(zone, one.since),
        until: one.until.map(|until| date(zone, until - 1)),
    }
}

/// A trust as its giver (`given`) or its receiver sees it.
fn proxy(one: Proxy, given: bool, zone: &Zone) -> ProxyView {
    ProxyView {
        id: one.id.0,
        patient: one.patient.0,
        name: if given { one.account_name } else { one.patient_name },
        relation: one.relation,
        scope: one.scope,
        books: one.books,
        upcoming: Vec::new(),
        until: date(zone, one.until - 1),
    }
}

fn invitation(one: Invitation, given: bool, zone: &Zone) -> InvitationView {
    InvitationView {
        id: one.id.0,
        name: if given { one.email } else { one.patient_name },
        relation: one.relation,
        scope: one.scope,
        books: one.books,
        until: date(zone, one.until - 1),
        needs_code: one.needs_code.is_some(),
    }
}

/// The invitations to the reader.
pub fn received(found: Vec<Invitation>, zone: &Zone) -> Vec<InvitationView> {
    found.into_iter().map(|one| invitation(one, false, zone)).collect()
}

/// The records that others trust the reader with, and the appointments of those for whom they book.
pub fn entrusted(found: Vec<(Proxy, Vec<Seen>)>, zone: &Zone) -> Vec<ProxyView> {
    let view = |(one, upcoming)| ProxyView { upcoming: appointments(upcoming), ..proxy(one, false, zone) };
    found.into_iter().map(view).collect()
}

/// The practitioner that a form chooses.
pub fn chosen(practitioner: &str, field: Field) -> Result<PractitionerId, AppError> {
    practitioner.parse().map_err(|_| AppError::Invalid(vec![FieldError::new(field, Problem::NotAChoice)]))
}

/// Why a practitioner can read a record.
pub fn why(found: Why, patient: PatientId, is_own: bool) -> WhyView {
    WhyView {
        patient: (patient.0, found.patient_name),
        practitioner: found.practitioner_name,
        is_own,
        grounds: found.grounds.into_iter().map(|access| (access.basis, access.reach)).collect(),
        blocked: found.facts.blocked,
    }
}

/// Who looks after whom, for administrators.
pub fn everyones(directory: &Directory, found: Vec<Relationship>, page: (i64, bool)) -> PatientAccessView {
    let zone = directory.clinic_zone();
    let relationships = found.into_iter().map(|one| relationship(one, &zone)).collect();
    PatientAccessView { relationships, page, ..PatientAccessView::default() }
}

/// Who reads a patient's record, for administrators; an empty form where no one is found.
pub fn of_patient(directory: &Directory, found: Result<PatientAccess, AppError>) -> PatientAccessView {
    let empty = PatientAccessView { practitioners: practitioners(directory), ..PatientAccessView::default() };
    let zone = directory.clinic_zone();
    match found {
        Ok(found) => PatientAccessView {
            patient: Some((found.patient.id.0, found.patient.name, found.patient.number)),
            relationships: found.relationships.into_iter().map(|one| relationship(one, &zone)).collect(),
            readers: found.readers.into_iter().map(reader).collect(),
            may_read: found.may_read,
            ..empty
        },
        Err(error) => PatientAccessView { error: Some(error), ..empty },
    }
}
