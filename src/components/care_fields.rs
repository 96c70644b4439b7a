//! The fields of a care relationship: practitioner, kind and end.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    field::FieldProblem,
    practitioner_field::{PractitionerField, PractitionerSearch},
};
use crate::{
    domain::{access::RelationshipKind, form::Field},
    error::AppError,
    views::record_words,
    words::tr,
};

/// The fields of the form. Choices made beside the search survive when that is submitted without JavaScript.
#[component]
pub fn CareFields(
    /// The search for the practitioner.
    search: PractitionerSearch,
    /// The form's last error.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let query = use_query_map();
    let typed = move |name: &str| query.with_untracked(|query| query.get(name).unwrap_or_default());
    let (scope, until) = (typed("scope"), typed("trusted_until"));
    let kinds = RelationshipKind::ALL
        .into_iter()
        .map(|kind| {
            let is_chosen = scope == kind.as_str();
            view! { <option value=kind.as_str() selected=is_chosen>{record_words::relationship(kind)}</option> }
        })
        .collect_view();
    view! {
        <PractitionerField search field=Field::Practitioner label=tr!(PeoplePractitioner) error/>
        <div class="field">
            <label for="scope">{tr!(PeopleRole)}</label>
            <select id="scope" name="scope">{kinds}</select>
        </div>
        <div class="field">
            <label for="trusted_until">{tr!(PeopleLastDay)}" "<span class="optional">{tr!(PeopleTemporaryOnly)}</span></label>
            <input id="trusted_until" name="trusted_until" type="date" value=until/>
            <FieldProblem field=Field::TrustedUntil error/>
        </div>
    }
    .into_any()
}
