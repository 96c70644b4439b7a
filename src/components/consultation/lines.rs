//! Record entries in a list.

use leptos::prelude::*;

use crate::words::tr;
use crate::{
    components::{icon::Icon, record_entry::kind_icon},
    domain::record::EntryKind,
    views::consultation::LineView,
};

/// Each with its kind, author and date.
#[component]
pub fn Lines(
    /// What to show.
    lines: Vec<LineView>,
) -> impl IntoView {
    let rows = lines
        .into_iter()
        .map(|line| {
            let LineView { kind, title, body, author, at, is_error, href, .. } = line;
            let error = is_error.then(|| view! { <span class="badge badge-danger">{tr!(StatusEnteredInError)}</span> });
            let body = (!body.is_empty() && !is_error).then(|| view! { <p class="pre">{body}</p> });
            let by = format!("{}, {author}, ", kind_name(kind));
            view! {
                <li class="row" class:is-struck=is_error>
                    <Icon name=kind_icon(kind)/>
                    <div class="row-body">
                        <h3><a href=href>{title}</a></h3>
                        {body}
                        <p class="meta"><span>{by}<time datetime=at.iso>{at.text}</time></span></p>
                    </div>
                    {error}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="row-list" role="list">{rows}</ul> }
}

/// A kind's name.
#[must_use]
pub fn kind_name(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Note => tr!(VisitKindNote),
        EntryKind::Diagnosis => tr!(VisitKindDiagnosis),
        EntryKind::Observation => tr!(VisitKindMeasurement),
        EntryKind::Prescription => tr!(VisitKindPrescription),
        EntryKind::Referral => tr!(VisitKindReferral),
        EntryKind::Document => tr!(VisitKindDocument),
    }
}
