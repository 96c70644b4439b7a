//! Converts use cases' results to the views of `server_fns::entry`, plus what all entries of the record share.

use std::str::FromStr;

use jiff::Timestamp;

use super::record_title::title;
use crate::{
    domain::{account::Actor, address, diagnosis::Certainty, record::EntryKind, time::Zone},
    error::AppError,
    service::{
        diagnosis::Diagnosed,
        entry::{Detail, Line},
    },
    views::{
        consultation::LineView,
        entry::{EntryView, VersionView},
        time_view::MomentView,
    },
    words::{calendar, tr},
};

/// Parses a key for a signed-in user.
pub fn key<T: FromStr>(actor: &Actor, id: &str) -> Result<T, AppError> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    id.parse().map_err(|_| AppError::NotFound)
}

/// An instant in a centre's local time.
pub fn moment(zone: &Zone, at: Timestamp) -> MomentView {
    let text = calendar::moment(zone.tz().to_datetime(at));
    MomentView { iso: at.to_string(), text }
}

/// The address of an entry's own page.
pub fn href(line: &Line) -> String {
    let id = line.entry.id;
    match line.entry.kind {
        EntryKind::Prescription => address::prescription(id),
        EntryKind::Referral => address::referral(id),
        EntryKind::Document => address::document(id),
        EntryKind::Note | EntryKind::Diagnosis | EntryKind::Observation => address::entry(id),
    }
}

pub fn line(zone: &Zone, line: &Line) -> LineView {
    LineView {
        id: line.entry.id,
        kind: line.entry.kind,
        title: title(line.entry.kind, &line.entry.title),
        body: String::new(),
        author: line.author_name.clone(),
        at: moment(zone, line.entry.at),
        is_error: line.entry.retracted_at.is_some(),
        href: href(line),
    }
}

/// `Confirmed, J45.9`.
pub fn diagnosis_words(found: &Diagnosed) -> String {
    let certainty = match found.diagnosis.certainty {
        Certainty::Suspected => tr!(RecordSuspected),
        Certainty::Confirmed => tr!(RecordConfirmed),
    };
    let code = if found.diagnosis.code.is_empty() { String::new() } else { format!(", {}", found.diagnosis.code) };
    format!("{certainty}{code}")
}

pub fn entry(found: Detail) -> EntryView {
    let Detail { line, appointment, versions, diagnosis, is_author } = found;
    let zone = appointment.as_ref().map_or_else(Zone::utc, |found| found.zone.clone());
    let at = |second| moment(&zone, second);
    let mut facts = Vec::new();
    if let Some(found) = &diagnosis {
        facts.push((tr!(RecordCertainty).to_owned(), diagnosis_words(found)));
        if !found.diagnosis.detail.is_empty() {
            facts.push((tr!(RecordRemarks).to_owned(), found.diagnosis.detail.clone()));
        }
        let resolved = found.resolved_at.map_or_else(|| tr!(RecordNo).to_owned(), |second| at(second).text);
        facts.push((tr!(RecordResolved).to_owned(), resolved));
    }
    if let Some(appointment) = &appointment {
        facts.push((tr!(Centre).to_owned(), appointment.centre_name.clone()));
    }
    let earlier = versions.windows(2).rev().map(|pair| VersionView {
        number: pair[0].version,
        body: pair[0].body.clone(),
        at: at(pair[0].at),
        reason: pair[1].reason.clone(),
    });
    let is_standing = line.entry.retracted_at.is_none();
    EntryView {
        id: line.entry.id,
        kind: line.entry.kind,
        title: title(line.entry.kind, &line.entry.title),
        author: line.author_name,
        at: at(line.entry.at),
        appointment: line.entry.appointment,
        error: line.entry.retracted_at.map(|second| (at(second), line.retracted_reason)),
        body: versions.last().map(|last| last.body.clone()).unwrap_or_default(),
        amended: versions.last().filter(|last| last.version > 1).map(|last| (at(last.at), last.reason.clone())),
        earlier: earlier.collect(),
        facts,
        is_author,
        may_resolve: is_author && is_standing && diagnosis.is_some_and(|found| found.resolved_at.is_none()),
    }
}
