//! Converts the access to a record to its pages' views.

use jiff::{Timestamp, ToSpan};

use super::{app::allowed, appointment::appointments};
use crate::{
    domain::{
        access::{Access, RelationshipSource},
        calendar_view::local_date,
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
        suggest::SuggestionView,
    },
    words::{calendar, tr},
};

/// Further data for a patient's sharing page: whom they just invited, and the code; a refused invitation; and the practitioner that
/// it asks about.
#[derive(Default)]
pub struct KeptTrust {
    pub invited: Option<(String, String)>,
    pub typed: Option<TypedTrust>,
    pub asked: Option<SuggestionView>,
}

/// The actor's sharing choices.
pub fn sharing(directory: &Directory, found: Sharing, kept: KeptTrust, now: Timestamp) -> SharingView {
    let zone = directory.clinic_zone();
    let today = local_date(&zone, now);
    SharingView {
        relationships: found.relationships.into_iter().map(|one| relationship(one, &zone)).collect(),
        proxies: found.given.into_iter().map(|one| proxy(one, true, &zone)).collect(),
        invitations: found.invited.into_iter().map(|one| invitation(one, true, &zone)).collect(),
        invited: kept.invited,
        apps: found.apps.into_iter().map(|one| allowed(one, &zone)).collect(),
        blocked: found.blocked,
        readers: found.readers.into_iter().map(reader).collect(),
        administrators_read: directory.settings.administrators_read,
        asked: kept.asked,
        proposed: today.saturating_add(1.year()).to_string(),
        tomorrow: today.saturating_add(1.day()).to_string(),
        typed: kept.typed,
    }
}

fn reader((id, name, access): (PractitionerId, String, Option<Access>)) -> ReaderView {
    ReaderView { id, name, access: access.map(|access| (access.basis, access.reach)) }
}

fn date(zone: &Zone, at: Timestamp) -> String {
    calendar::long_date(local_date(zone, at))
}

/// A relationship's view.
pub fn relationship(one: Relationship, zone: &Zone) -> RelationshipView {
    RelationshipView {
        id: one.id,
        patient: one.patient_name,
        practitioner: (one.practitioner, one.practitioner_name),
        kind: one.kind,
        source: match one.source {
            RelationshipSource::Patient => tr!(RecordSourcePatient),
            RelationshipSource::Referral => tr!(RecordSourceReferral),
            RelationshipSource::Administrator => tr!(RecordSourceClinic),
        }
        .to_owned(),
        since: date(zone, one.since),
        until: one.until.map(|until| date(zone, until - 1.second())),
    }
}

/// A proxy as its giver (`given`) or its receiver sees it.
fn proxy(one: Proxy, given: bool, zone: &Zone) -> ProxyView {
    ProxyView {
        id: one.id,
        patient: one.patient,
        name: if given { one.account_name } else { one.patient_name },
        relation: one.relation,
        scope: one.scope,
        books: one.books,
        upcoming: Vec::new(),
        until: date(zone, one.until - 1.second()),
    }
}

fn invitation(one: Invitation, given: bool, zone: &Zone) -> InvitationView {
    InvitationView {
        id: one.id,
        name: if given { one.email } else { one.patient_name },
        relation: one.relation,
        scope: one.scope,
        books: one.books,
        until: date(zone, one.until - 1.second()),
        needs_code: one.needs_code.is_some(),
    }
}

/// The invitations to the reader.
pub fn received(found: Vec<Invitation>, zone: &Zone) -> Vec<InvitationView> {
    found.into_iter().map(|one| invitation(one, false, zone)).collect()
}

/// The records entrusted to the reader, and the appointments of those for whom they book.
pub fn entrusted(found: Vec<(Proxy, Vec<Seen>)>, zone: &Zone) -> Vec<ProxyView> {
    let view = |(one, upcoming)| ProxyView { upcoming: appointments(upcoming), ..proxy(one, false, zone) };
    found.into_iter().map(view).collect()
}

/// The practitioner chosen in a form.
pub fn chosen(practitioner: &str, field: Field) -> Result<PractitionerId, AppError> {
    practitioner.parse().map_err(|_| AppError::Invalid(vec![FieldError::new(field, Problem::NotAChoice)]))
}

/// Why a practitioner can read a record.
pub fn why(found: Why, patient: PatientId, is_own: bool) -> WhyView {
    WhyView {
        patient: (patient, found.patient_name),
        practitioner: found.practitioner_name,
        is_own,
        grounds: found.grounds.into_iter().map(|access| (access.basis, access.reach)).collect(),
        blocked: found.facts.blocked,
    }
}

/// All care relationships, for administrators.
pub fn everyones(directory: &Directory, found: Vec<Relationship>, page: (i64, bool)) -> PatientAccessView {
    let zone = directory.clinic_zone();
    let relationships = found.into_iter().map(|one| relationship(one, &zone)).collect();
    PatientAccessView { relationships, page, ..PatientAccessView::default() }
}

/// Who can read a patient's record, for administrators; an empty form if no one is found.
pub fn of_patient(directory: &Directory, found: Result<PatientAccess, AppError>) -> PatientAccessView {
    let zone = directory.clinic_zone();
    match found {
        Ok(found) => PatientAccessView {
            patient: Some((found.patient.id, found.patient.name, found.patient.number)),
            relationships: found.relationships.into_iter().map(|one| relationship(one, &zone)).collect(),
            readers: found.readers.into_iter().map(reader).collect(),
            may_read: found.may_read,
            ..PatientAccessView::default()
        },
        Err(error) => PatientAccessView { error: Some(error), ..PatientAccessView::default() },
    }
}
