//! A patient's record as a document, in the current reader's language.

use jiff::{Timestamp, ToSpan};

use crate::{
    domain::{
        document::size_in_words,
        patient::Gender,
        profile::Profile,
        record::{EntryKind, Said},
        referral::Status,
        statement::{Severity, StatementKind},
        time::Zone,
    },
    server::pdf::Document,
    server_fns::convert::{prescription::stop_reason, record::imported, record_title::title},
    service::timeline::{RecordPage, TimelineEntry},
    views::{record::ImportedView, record_words, time_view::TimeView},
    words::{calendar, counted, listed, tr},
};

/// The record as a document; whatever happened at a centre is shown in its time zone, and the rest in the clinic's.
pub(super) fn document(page: RecordPage, zone: &Zone, now: Timestamp) -> Document {
    let person = &page.profile;
    let made = TimeView::instant(zone, now);
    let mut document = Document::new(
        &tr!(PaperRecordOf, name = person.name),
        &tr!(PaperRecordFoot, name = person.name, number = page.number, date = made.long_date),
    );
    let facts = facts(person);
    let mut pairs = vec![(tr!(PaperNumber), page.number.as_str())];
    pairs.extend(facts.iter().map(|(name, value)| (*name, value.as_str())));
    document.heading(tr!(PaperPersonal)).definitions(&pairs);
    document.heading(tr!(PaperReported));
    if page.statements.is_empty() {
        document.paragraph(tr!(PaperNothing));
    }
    for kind in StatementKind::ALL {
        let here = page.statements.iter().filter(|one| one.said.kind == kind).map(|one| &one.said);
        let rows: Vec<Vec<String>> = here
            .map(|said| {
                let severity = said.severity.map_or("", severity);
                vec![said.name.clone(), severity.to_owned(), said.detail.clone(), said.since.clone()]
            })
            .collect();
        if !rows.is_empty() {
            let head = [tr!(PaperName), tr!(PaperSeverity), tr!(PaperDetails), tr!(PaperSince)];
            document.subheading(statements(kind)).table(&head, &rows);
        }
    }
    if !page.imported.is_empty() {
        document.heading(tr!(PaperImported));
    }
    for one in page.imported {
        let ImportedView { kind, title, date, source, .. } = imported(zone, one);
        let title = tr!(PaperEntry, kind = record_words::imported_kind(kind), title = title);
        document.paragraph(&title).small(&date).small(&source);
    }
    document.heading(tr!(PaperWritten));
    if page.entries.is_empty() {
        document.paragraph(tr!(PaperNothing));
    }
    for line in page.entries {
        entry(&mut document, zone, line);
    }
    document
}

fn entry(document: &mut Document, zone: &Zone, line: TimelineEntry) {
    let (centre, own_zone) = line.centre.unwrap_or_default();
    let zone = Zone::parse(&own_zone).unwrap_or_else(|_| zone.clone());
    let kind = line.said.kind();
    let title = title(kind, &line.title);
    document.subheading(&tr!(PaperEntry, kind = entry_kind(kind), title = title));
    if let Some(why) = &line.retracted {
        document.paragraph(&tr!(PaperEntryError, why = why));
    }
    let (paragraphs, remarks) = said(&line.title, line.said, &zone);
    for paragraph in &paragraphs {
        document.paragraph(paragraph);
    }
    let when = TimeView::instant(&zone, line.at);
    let when = tr!(PaperMoment, date = when.long_date, time = when.time);
    let source = joined(&[&line.author_name, &line.profession.unwrap_or_default(), &centre, &when]);
    document.small([listed(&remarks), source].join(". ").trim_start_matches(". "));
}

/// A patient's details; blank if not given.
fn facts(profile: &Profile) -> [(&'static str, String); 8] {
    let gender = profile.gender.map_or("", |gender| match gender {
        Gender::Female => tr!(Female),
        Gender::Male => tr!(Male),
        Gender::Other => tr!(AnotherGender),
    });
    let emergency = [&profile.emergency_name, &profile.emergency_relation, &profile.emergency_phone];
    [
        (tr!(PaperBorn), profile.date_of_birth.map(calendar::full_date).unwrap_or_default()),
        (tr!(Gender), gender.to_owned()),
        (tr!(BloodGroup), profile.blood_group.clone().unwrap_or_default()),
        (tr!(Phone), profile.phone.clone()),
        (tr!(Address), profile.address.clone()),
        (tr!(PaperMedicare), profile.medicare.clone()),
        (tr!(PaperInsurance), joined(&[&profile.insurer, &profile.insurance_number])),
        (tr!(PaperEmergencyContact), joined(&emergency.map(String::as_str))),
    ]
}

fn joined(parts: &[&str]) -> String {
    listed(parts.iter().filter(|part| !part.is_empty()))
}

/// The paragraphs of an entry, and its details.
fn said(title: &str, body: Said, zone: &Zone) -> (Vec<String>, Vec<String>) {
    let mut remarks = Vec::new();
    let paragraphs = match body {
        Said::Note { text, version } => {
            remarks.extend((version > 1).then(|| tr!(PaperVersion, number = version)));
            // Its first line is already its title, unless it was cut.
            text.strip_prefix(title).unwrap_or(&text).split("\n\n").map(str::to_owned).collect()
        }
        Said::Diagnosis { code, suspected, detail, resolved } => {
            remarks.extend((!code.is_empty()).then(|| tr!(PaperCode, code = code)));
            remarks.extend(suspected.then(|| tr!(PaperSuspected).to_owned()));
            remarks.extend(resolved.then(|| tr!(PaperResolved).to_owned()));
            vec![detail]
        }
        Said::Observation(_) => Vec::new(),
        Said::Prescription { diagnosis, medicines, instructions, follow_up, stopped } => {
            remarks.extend(stopped.map(|why| tr!(PaperStopped, why = stop_reason(why))));
            let mut lines = vec![tr!(PaperFor, diagnosis = diagnosis)];
            lines.extend(medicines.lines().map(str::to_owned));
            lines.push(instructions);
            lines.extend((!follow_up.is_empty()).then(|| tr!(PaperFollowUpText, text = follow_up)));
            lines
        }
        Said::Referral { letter, valid_until, visits_left, status } => {
            remarks.push(match status {
                Status::Declined => tr!(PaperDeclined).to_owned(),
                Status::Withdrawn => tr!(PaperWithdrawn).to_owned(),
                Status::Sent | Status::Accepted => {
                    // It ends with a day.
                    let until = valid_until - 1.second();
                    let left = usize::try_from(visits_left).unwrap_or_default();
                    counted!(PaperVisitsLeft, left, date = calendar::full_date_at(zone, until))
                }
            });
            letter.split("\n\n").map(str::to_owned).collect()
        }
        Said::Document { name, media_type, bytes } => {
            let kind = media_type.rsplit('/').next().unwrap_or_default().to_uppercase();
            remarks.push(format!("{kind}, {}", size_in_words(bytes)));
            vec![name]
        }
    };
    (paragraphs.into_iter().filter(|paragraph: &String| !paragraph.trim().is_empty()).collect(), remarks)
}

fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => tr!(PaperEntryNote),
        EntryKind::Diagnosis => tr!(PaperEntryDiagnosis),
        EntryKind::Observation => tr!(PaperEntryObservation),
        EntryKind::Prescription => tr!(PaperPrescription),
        EntryKind::Referral => tr!(PaperEntryReferral),
        EntryKind::Document => tr!(PaperEntryDocument),
    }
}

fn statements(kind: StatementKind) -> &'static str {
    match kind {
        StatementKind::Allergy => tr!(PaperAllergies),
        StatementKind::Condition => tr!(PaperConditions),
        StatementKind::Medication => tr!(PaperMedications),
        StatementKind::History => tr!(PaperHistory),
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Mild => tr!(PaperMild),
        Severity::Moderate => tr!(PaperModerate),
        Severity::Severe => tr!(PaperSevere),
    }
}
