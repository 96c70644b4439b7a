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
    views::{bulk::CareForm, record_words},
    words::tr,
};

/// The fields of the form. Choices made beside the search survive when that is submitted without JavaScript.
#[component]
pub fn CareFields(
    /// The search for the practitioner.
    search: PractitionerSearch,
    /// The form's last error.
    error: Signal<Option<AppError>>,
    /// What is chosen at first.
    #[prop(default = CareForm::default())]
    at_first: CareForm,
) -> impl IntoView {
    let query = use_query_map();
    let CareForm { practitioner, scope, trusted_until } = at_first;
    let typed = move |name: &str, at_first: String| query.with_untracked(|query| query.get(name).unwrap_or(at_first));
    let (scope, until) = (typed("scope", scope), typed("trusted_until", trusted_until));
    let kinds = RelationshipKind::ALL
        .into_iter()
        .map(|kind| {
            let is_chosen = scope == kind.as_str();
            view! { <option value=kind.as_str() selected=is_chosen>{record_words::relationship(kind)}</option> }
        })
        .collect_view();
    view! {
        <PractitionerField search field=Field::Practitioner label=tr!(PeoplePractitioner) error at_first=practitioner/>
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
