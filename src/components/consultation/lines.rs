//! Lines of the record in a list.

use leptos::prelude::*;

use crate::words::tr;
use crate::{components::icon::Icon, domain::record::EntryKind, views::consultation::LineView};

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
            let (icon, name) = kind_words(kind);
            let error = is_error.then(|| view! { <span class="badge badge-danger">{tr!(StatusEnteredInError)}</span> });
            let body = (!body.is_empty() && !is_error).then(|| view! { <p class="pre">{body}</p> });
            let by = format!("{name}, {author}, ");
            view! {
                <li class="row" class:is-struck=is_error>
                    <Icon name=icon/>
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

/// A kind's icon and name.
#[must_use]
pub fn kind_words(kind: EntryKind) -> (&'static str, &'static str) {
    match kind {
        EntryKind::Note => ("file-text", tr!(VisitKindNote)),
        EntryKind::Diagnosis => ("stethoscope", tr!(VisitKindDiagnosis)),
        EntryKind::Observation => ("info", tr!(VisitKindMeasurement)),
        EntryKind::Prescription => ("check-circle", tr!(VisitKindPrescription)),
        EntryKind::Referral => ("mail", tr!(VisitKindReferral)),
        EntryKind::Document => ("file-text", tr!(VisitKindDocument)),
    }
}
