//! What is printed at the head of each page of a record: whose it is, their allergies, and when it was printed.

use leptos::prelude::*;

use crate::{
    domain::statement::StatementKind,
    views::{
        record::{BORN, RecordView},
        record_words,
    },
};

/// The head; seen only on paper.
#[component]
pub fn PrintedHead(
    /// The record.
    record: RecordView,
) -> impl IntoView {
    let born = record.facts.iter().find(|(name, _)| name == BORN).map(|(_, date)| date.clone());
    let born = born.unwrap_or_else(|| "not recorded".to_owned());
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
        "not shown: the record is closed".to_owned()
    } else if allergies.is_empty() {
        "none recorded".to_owned()
    } else {
        allergies.join(", ")
    };
    view! {
        <div class="record-paper-head">
            <div>
                <p><strong>{record.name}</strong>{format!(", patient number {}", record.number)}</p>
                <p>{format!("Date of birth: {born}")}</p>
                <p><strong>"Allergies: "</strong>{allergies}</p>
                <p>{format!("Printed on {}", record.today)}</p>
            </div>
        </div>
    }
}
