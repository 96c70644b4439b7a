//! Choices in the filters of a list: a part of the clinic, a status, anything with a value and a name.

use leptos::prelude::*;

use super::practitioner_field::{PractitionerField, PractitionerSearch};
use crate::{
    domain::{form::Field, visit_kind::STANDARD},
    error::AppError,
    views::{choices::ChoicesView, suggest::SuggestionView},
    words::tr,
};

/// A select with values and names, the first of which stands for all.
#[component]
pub fn PartFilter<V>(
    /// The control's name and id.
    name: &'static str,
    /// What is chosen.
    label: &'static str,
    /// The text for no choice.
    all: &'static str,
    /// Values and names.
    options: Vec<(V, String)>,
    /// The current choice.
    chosen: String,
) -> impl IntoView
where
    V: ToString + 'static,
{
    let options = options
        .into_iter()
        .map(|(value, name)| {
            let value = value.to_string();
            let is_chosen = chosen == value;
            view! { <option value=value selected=is_chosen>{name}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name>
                <option value="">{all}</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// A centre.
#[component]
pub fn CentreFilter(
    /// Keys and names.
    options: Vec<(i64, String)>,
    /// The current choice.
    chosen: String,
) -> impl IntoView {
    view! { <PartFilter name="centre" label=tr!(Centre) all=tr!(PracticeAllCentres) options chosen/> }
}

/// How appointments were cancelled.
#[component]
pub fn CancelledFilter(
    /// Values and names.
    options: Vec<(String, String)>,
    /// The current choice.
    chosen: String,
) -> impl IntoView {
    view! { <PartFilter name="how" label=tr!(PracticeHowCancelled) all=tr!(PracticeAnyWay) options chosen/> }
}

/// A checkbox for patients' first visits only.
#[component]
pub fn FirstFilter(
    /// `true` if it is ticked.
    chosen: String,
) -> impl IntoView {
    view! {
        <label class="choice">
            <input type="checkbox" name="first" value="true" checked=chosen == "true"/>
            <span>{tr!(PracticeFirstVisits)}</span>
        </label>
    }
    .into_any()
}

/// A practitioner, as there are too many to list.
#[component]
pub fn PractitionerFilter(
    /// The search for one.
    search: PractitionerSearch,
    /// The current choice.
    chosen: Option<SuggestionView>,
) -> impl IntoView {
    view! {
        <PractitionerField
            search
            field=Field::Practitioner
            label=tr!(PracticeByPractitioner)
            all=Some(tr!(PracticeAllPractitioners))
            at_first=chosen
            error=Signal::stored(None::<AppError>)
        />
    }
}

/// Centre, practitioner and kind of visit.
#[component]
pub fn PartFilters(
    /// The choices.
    choices: ChoicesView,
    /// The chosen centre and kind of visit.
    chosen: [String; 2],
    /// The search for a practitioner, where one can be chosen.
    search: Option<PractitionerSearch>,
) -> impl IntoView {
    let ChoicesView { centres, practitioner, services, standard } = choices;
    let [centre, service] = chosen;
    let mut services: Vec<_> = services.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    services.extend(standard.map(|name| (STANDARD.to_owned(), tr!(PracticeStandardVisit, name = name))));
    let practitioners = search.map(|search| view! { <PractitionerFilter search chosen=practitioner/> });
    view! {
        <CentreFilter options=centres chosen=centre/>
        {practitioners}
        <PartFilter name="service" label=tr!(PracticeByService) all=tr!(PracticeAllServices) options=services chosen=service/>
    }
    .into_any()
}
