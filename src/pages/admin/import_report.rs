//! What an import has to say: what was found in the files, and what was changed or would be.

use leptos::prelude::*;

use crate::{
    components::table::Table,
    views::import::{ImportSaid, SaidCounts, SaidFinding},
};

/// The report.
#[component]
pub fn Report(
    /// It.
    said: ImportSaid,
    /// Whether its changes were made.
    is_stored: bool,
) -> impl IntoView {
    let ImportSaid { findings, more, errors, counts } = said;
    let changes = counts.map(|counts| changes(counts, is_stored));
    let found = (!findings.is_empty()).then(|| found(findings, more, errors));
    view! {
        {changes}
        {found}
    }
    .into_any()
}

fn changes(counts: [SaidCounts; 4], is_stored: bool) -> AnyView {
    let new_people = counts[1].created + counts[2].created;
    let names = ["Centres", "Practitioners", "Patients", "Who works where"];
    let rows = names
        .into_iter()
        .zip(counts)
        .map(|(name, count)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td data-label="New">{count.created}</td>
                    <td data-label="Changed">{count.updated}</td>
                    <td data-label="As before">{count.unchanged}</td>
                </tr>
            }
        })
        .collect_view();
    let people = (new_people > 0).then(|| {
        view! { <p class="muted">"New people sign in with their email address and the password from the files, and choose another one first."</p> }
    });
    let caption = if is_stored { "What was changed" } else { "What would change" };
    view! {
        <h3>{caption}</h3>
        <Table id="changes" caption columns=&["Rows", "New", "Changed", "As before"]>{rows}</Table>
        {people}
    }
    .into_any()
}

fn found(findings: Vec<SaidFinding>, more: usize, errors: usize) -> AnyView {
    let heading = match errors {
        0 => "Worth knowing".to_owned(),
        1 => "1 error".to_owned(),
        n => format!("{n} errors"),
    };
    let rows = findings
        .into_iter()
        .map(|finding| {
            let (class, word) =
                if finding.is_error { ("badge badge-danger", "Error") } else { ("badge badge-warn", "Note") };
            view! {
                <tr>
                    <th scope="row">{finding.file}</th>
                    <td data-label="Line">{finding.line.map_or_else(|| "All".to_owned(), |line| line.to_string())}</td>
                    <td data-label="Field">{if finding.field.is_empty() { "All".to_owned() } else { finding.field }}</td>
                    <td data-label="What"><div><span class=class>{word}</span>" "{finding.text}</div></td>
                </tr>
            }
        })
        .collect_view();
    let more = (more > 0).then(|| view! { <p class="muted">{format!("And {more} more. Fix these first.")}</p> });
    view! {
        <h3>{heading}</h3>
        <Table id="findings" caption="What was found in the files" columns=&["File", "Line", "Field", "What"]>{rows}</Table>
        {more}
    }
    .into_any()
}
