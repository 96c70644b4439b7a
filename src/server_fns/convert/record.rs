//! Converts a record to its pages' views.

use jiff::{Timestamp, ToSpan};

use super::{document::size, prescription::stop_reason, record_title::title};
use crate::{
    domain::{
        access::Reach,
        address,
        ids::{EntryId, PatientId},
        imported::LineKey,
        patient::Gender,
        profile::{Profile, ProfileForm},
        record::{EntryKind, Said},
        referral::Status,
        statement::{Statement, StatementForm},
        time::Zone,
    },
    service::{
        directory::Directory,
        timeline::{Imported, RecordPage, TimelineEntry},
    },
    views::{
        record::{AboutView, EntryView, ImportedView, RecordView, StatementView, TypedStatement},
        time_view::TimeView,
    },
    words::{calendar, counted, listed, tr},
};

/// A place in the record: `SECONDS-KEY`.
pub fn cursor(text: &str) -> Option<(Timestamp, EntryId)> {
    let (at, id) = text.split_once('-')?;
    Some((Timestamp::from_second(at.parse().ok()?).ok()?, id.parse().ok()?))
}

/// A place among imported entries, which may predate 1970: `SECONDS.KEY`.
pub fn imported_cursor(text: &str) -> Option<(Timestamp, EntryId)> {
    let (at, id) = text.split_once('.')?;
    Some((Timestamp::from_second(at.parse().ok()?).ok()?, id.parse().ok()?))
}

/// A page of a record.
pub fn record(directory: &Directory, patient: PatientId, is_own: bool, page: RecordPage, now: Timestamp) -> RecordView {
    let older = page.entries.last().filter(|_| page.more).map(|last| format!("{}-{}", last.at.as_second(), last.id));
    let last = page.imported.last().filter(|_| page.more_imported).map(Imported::place);
    let older_imported = last.map(|(at, id)| format!("{}.{id}", at.as_second()));
    let zone = directory.clinic_zone();
    RecordView {
        patient,
        name: page.profile.name.clone(),
        number: page.number,
        facts: facts(&page.profile),
        is_own,
        basis: page.access.basis,
        only_own_entries: page.access.reach == Reach::OwnEntries,
        only_summary: page.access.reach == Reach::Summary,
        statements: page.statements.into_iter().map(statement).collect(),
        prescribed: page.prescribed,
        entries: page.entries.into_iter().map(|line| entry(&zone, line)).collect(),
        today: calendar::full_date_at(&zone, now),
        older,
        imported: page.imported.into_iter().map(|one| imported(&zone, one)).collect(),
        older_imported,
    }
}

/// An imported entry's view.
pub fn imported(zone: &Zone, one: Imported) -> ImportedView {
    let date = calendar::full_date_at(zone, one.imported_at);
    ImportedView {
        id: LineKey::Imported(one.id),
        kind: one.kind,
        hidden: one.hidden,
        title: one.title,
        date: calendar::full_date_at(zone, one.at),
        source: tr!(RecordImportedFrom, source = one.source, date = date, name = one.imported_by),
    }
}

/// The name of a gender.
pub fn gender_word(gender: Gender) -> &'static str {
    match gender {
        Gender::Female => tr!(Female),
        Gender::Male => tr!(Male),
        Gender::Other => tr!(AnotherGender),
    }
}

/// A patient's details, leaving out what they have not given.
pub fn facts(profile: &Profile) -> Vec<(String, String)> {
    let gender = profile.gender.map_or("", gender_word);
    let emergency = [&profile.emergency_name, &profile.emergency_relation, &profile.emergency_phone];
    let insurance = [&profile.insurer, &profile.insurance_number];
    let joined = |parts: &[&String]| listed(parts.iter().copied().filter(|part| !part.is_empty()));
    [
        (tr!(DateOfBirth), profile.date_of_birth.map(calendar::full_date).unwrap_or_default()),
        (tr!(Gender), gender.to_owned()),
        (tr!(BloodGroup), profile.blood_group.clone().unwrap_or_default()),
        (tr!(Phone), profile.phone.clone()),
        (tr!(Address), profile.address.clone()),
        (tr!(RecordMedicare), profile.medicare.clone()),
        (tr!(RecordInsurance), joined(&insurance)),
        (tr!(RecordEmergencyContact), joined(&emergency)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// A statement's view.
pub fn statement(statement: Statement) -> StatementView {
    let Statement { id, said, .. } = statement;
    StatementView {
        id,
        kind: said.kind,
        name: said.name,
        detail: said.detail,
        severity: said.severity,
        since: said.since,
    }
}

/// An entry's view; `zone` applies if it belongs to no centre.
pub fn entry(zone: &Zone, line: TimelineEntry) -> EntryView {
    let kind = line.said.kind();
    let (centre, own_zone) = line.centre.unwrap_or_default();
    let own_zone = Zone::parse(&own_zone).unwrap_or_else(|_| zone.clone());
    let (paragraphs, remarks) = said(&line.title, line.said, &own_zone);
    let id = line.id;
    let href = match kind {
        EntryKind::Prescription => Some(address::prescription(id)),
        EntryKind::Referral => Some(address::referral(id)),
        EntryKind::Document => Some(address::document(id)),
        EntryKind::Note | EntryKind::Diagnosis | EntryKind::Observation => None,
    };
    EntryView {
        id,
        kind,
        title: title(kind, &line.title),
        when: TimeView::instant(&own_zone, line.at),
        author: line.author_name,
        profession: line.profession.unwrap_or_default(),
        centre,
        appointment: line.appointment,
        paragraphs,
        remarks,
        href,
        hidden: line.hidden,
        retracted: line.retracted,
    }
}

/// Its paragraphs, and its details.
fn said(title: &str, body: Said, zone: &Zone) -> (Vec<String>, Vec<String>) {
    let mut remarks = Vec::new();
    let paragraphs = match body {
        Said::Note { text, version } => {
            if version > 1 {
                remarks.push(tr!(RecordVersion, version = version));
            }
            // Its first line is already its title, unless it was cut.
            text.strip_prefix(title).unwrap_or(&text).split("\n\n").map(str::to_owned).collect()
        }
        Said::Diagnosis { code, suspected, detail, resolved } => {
            remarks.extend((!code.is_empty()).then(|| tr!(RecordCode, code = code)));
            remarks.extend(suspected.then(|| tr!(RecordSuspected).to_owned()));
            remarks.extend(resolved.then(|| tr!(RecordResolved).to_owned()));
            vec![detail]
        }
        Said::Observation(_) => Vec::new(),
        Said::Prescription { diagnosis, medicines, instructions, follow_up, stopped } => {
            remarks.extend(stopped.map(|why| tr!(RecordStopped, why = stop_reason(why))));
            let mut lines = vec![tr!(RecordFor, diagnosis = diagnosis)];
            lines.extend(medicines.lines().map(str::to_owned));
            lines.push(instructions);
            lines.extend((!follow_up.is_empty()).then(|| tr!(RecordFollowUp, text = follow_up)));
            lines
        }
        Said::Referral { letter, valid_until, visits_left, status } => {
            // It ends with a day.
            let until = calendar::full_date_at(zone, valid_until - 1.second());
            let left = usize::try_from(visits_left).unwrap_or_default();
            remarks.push(match status {
                Status::Declined => tr!(RecordDeclined).to_owned(),
                Status::Withdrawn => tr!(RecordWithdrawn).to_owned(),
                Status::Sent | Status::Accepted => counted!(RecordVisitsLeft, left, until = until),
            });
            letter.split("\n\n").map(str::to_owned).collect()
        }
        Said::Document { name, media_type, bytes } => {
            let kind = media_type.rsplit('/').next().unwrap_or_default().to_uppercase();
            remarks.push(format!("{kind}, {}", size(bytes)));
            vec![name]
        }
    };
    (paragraphs.into_iter().filter(|paragraph: &String| !paragraph.trim().is_empty()).collect(), remarks)
}

/// A patient's page about themselves, with their last refused input.
pub fn about(
    (number, profile, statements): (String, Profile, Vec<Statement>),
    (form, typed): (Option<ProfileForm>, Option<TypedStatement>),
    card_signs_in: bool,
) -> AboutView {
    let form = form.unwrap_or_else(|| ProfileForm::from(&profile));
    AboutView { number, form, card_signs_in, statements: statements.into_iter().map(statement).collect(), typed }
}

/// The statement about a patient's health in a form.
pub fn stated(typed: &TypedStatement) -> StatementForm {
    StatementForm {
        kind: typed.statement_kind.clone(),
        name: typed.statement_name.clone(),
        detail: typed.detail.clone(),
        severity: typed.severity.clone(),
        since: typed.since.clone(),
    }
}
