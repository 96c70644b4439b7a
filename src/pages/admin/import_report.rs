//! An import's report: what was found in the files, and what was changed or would be.

use leptos::prelude::*;

use crate::{
    components::{
        sign_in_names::{noun, one_of},
        table::Table,
    },
    domain::account::IdentifierKind,
    views::import::{ImportSaid, SaidCounts, SaidFinding},
    words::{counted, tr},
};

/// The report.
#[component]
pub fn Report(
    /// The report's data.
    said: ImportSaid,
    /// Whether its changes were made.
    is_stored: bool,
    /// What people sign in with.
    sign_in_with: Vec<IdentifierKind>,
) -> impl IntoView {
    let ImportSaid { findings, more, errors, counts } = said;
    let changes = counts.map(|counts| changes(counts, is_stored, sign_in_with));
    let found = (!findings.is_empty()).then(|| found(findings, more, errors));
    view! {
        {changes}
        {found}
    }
    .into_any()
}

fn changes(counts: [SaidCounts; 4], is_stored: bool, sign_in_with: Vec<IdentifierKind>) -> AnyView {
    let new_people = counts[1].created + counts[2].created;
    let names = [tr!(KindCentres), tr!(KindPractitioners), tr!(NavPatients), tr!(ImportWhoWorksWhere)];
    let rows = names
        .into_iter()
        .zip(counts)
        .map(|(name, count)| {
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td data-label=tr!(ImportNew)>{count.created}</td>
                    <td data-label=tr!(ImportChanged)>{count.updated}</td>
                    <td data-label=tr!(ImportAsBefore)>{count.unchanged}</td>
                </tr>
            }
        })
        .collect_view();
    let people = (new_people > 0).then(|| {
        let what = one_of(sign_in_with.into_iter().map(noun).collect());
        view! { <p class="muted">{tr!(ImportNewPeople, what = what)}</p> }
    });
    let caption = if is_stored { tr!(ImportWasChanged) } else { tr!(ImportWouldChange) };
    view! {
        <h3>{caption}</h3>
        <Table id="changes" caption columns=[tr!(ImportRows), tr!(ImportNew), tr!(ImportChanged), tr!(ImportAsBefore)]>
            {rows}
        </Table>
        {people}
    }
    .into_any()
}

fn found(findings: Vec<SaidFinding>, more: usize, errors: usize) -> AnyView {
    let heading = match errors {
        0 => tr!(ImportWorthKnowing).to_owned(),
        n => counted!(ImportErrors, n),
    };
    let count = findings.len();
    let rows = findings
        .into_iter()
        .map(|finding| {
            let (class, word) =
                if finding.is_error { ("badge badge-danger", tr!(ImportError)) } else { ("badge badge-warn", tr!(ImportNote)) };
            view! {
                <tr>
                    <th scope="row">{finding.file}</th>
                    <td data-label=tr!(ImportLine)>{finding.line.map_or_else(|| tr!(ImportAll).to_owned(), |line| line.to_string())}</td>
                    <td data-label=tr!(ImportField)>{if finding.field.is_empty() { tr!(ImportAll).to_owned() } else { finding.field }}</td>
                    <td data-label=tr!(ImportWhat)><div><span class=class>{word}</span>" "{finding.text}</div></td>
                </tr>
            }
        })
        .collect_view();
    let more = (more > 0).then(|| view! { <p class="muted">{counted!(ImportMore, more)}</p> });
    view! {
        <h3>{heading}</h3>
        <Table
            id="findings"
            caption=tr!(ImportFound)
            columns=[tr!(ImportFile), tr!(ImportLine), tr!(ImportField), tr!(ImportWhat)]
            count
        >
            {rows}
        </Table>
        {more}
    }
    .into_any()
}
