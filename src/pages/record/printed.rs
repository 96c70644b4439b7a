//! The header printed on each page of a record: the patient, their allergies, and the time of printing.

use leptos::prelude::*;

use crate::{
    domain::statement::StatementKind,
    views::{record::RecordView, record_words},
    words::{listed, tr},
};

/// The header; visible only on paper.
#[component]
pub fn PrintedHead(
    /// The record.
    record: RecordView,
) -> impl IntoView {
    let born = record.facts.iter().find(|(name, _)| name == tr!(DateOfBirth)).map(|(_, date)| date.clone());
    let born = born.unwrap_or_else(|| tr!(RecordNotRecorded).to_owned());
    let allergies: Vec<String> = record
        .statements
        .iter()
        .filter(|one| one.kind == StatementKind::Allergy)
        .map(|one| match one.severity {
            Some(severity) => format!("{} ({})", one.name, record_words::severity(severity).to_lowercase()),
            None => one.name.clone(),
        })
        .collect();
    let allergies = if record.only_own_entries {
        tr!(RecordAllergiesClosed).to_owned()
    } else if allergies.is_empty() {
        tr!(RecordNoneRecorded).to_owned()
    } else {
        listed(&allergies)
    };
    view! {
        <div class="record-paper-head">
            <div>
                <p><strong>{record.name}</strong>{tr!(RecordAfterName, number = record.number)}</p>
                <p>{tr!(RecordBorn, born = born)}</p>
                <p><strong>{tr!(RecordAllergiesAre)}" "</strong>{allergies}</p>
                <p>{tr!(RecordPrintedOn, date = record.today)}</p>
            </div>
        </div>
    }
}
