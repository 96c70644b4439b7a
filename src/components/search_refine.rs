//! The filters on practitioners themselves. Those that no one in the directory could match are not shown.

use leptos::prelude::*;

use super::{
    search_choice::{Choice, FORM, radios},
    search_query::{FEES, GENDERS},
};
use crate::{
    views::search::{FacetsView, SearchInput},
    words::tr,
};

/// Language, gender, fee, telehealth, and whether bookings are taken.
pub fn refine_filters(search: Signal<SearchInput>, facets: &FacetsView) -> AnyView {
    let languages = (facets.languages.len() > 1).then(|| {
        let choices = facets.languages.clone();
        view! {
            <div class="filter-group">
                <label for="language">{tr!(Language)}</label>
                <Choice
                    name="language"
                    all=tr!(AnyLanguage)
                    chosen=Signal::derive(move || search.with(|search| search.language.clone()))
                    choices
                />
            </div>
        }
    });
    let genders = facets.genders.then(|| {
        view! {
            <fieldset class="filter-group">
                <legend>{tr!(WhoYouSee)}</legend>
                <div class="choices">{radios("gender", &GENDERS, search, |search| &search.gender)}</div>
            </fieldset>
        }
    });
    let telehealth =
        facets.telehealth.then(|| tick("telehealth", tr!(Telehealth), search, |search| &search.telehealth));
    view! {
        {languages}
        {genders}
        <fieldset class="filter-group">
            <legend>{tr!(FeeForVisit)}</legend>
            <div class="choices">{radios("fee", &FEES, search, |search| &search.fee)}</div>
        </fieldset>
        <fieldset class="filter-group">
            <legend>{tr!(Only)}</legend>
            <div class="choices">
                {telehealth}
                {tick("accepting", tr!(TakesBookings), search, |search| &search.accepting)}
            </div>
        </fieldset>
    }
    .into_any()
}

fn tick(
    name: &'static str,
    words: &'static str,
    search: Signal<SearchInput>,
    ticked: fn(&SearchInput) -> &String,
) -> AnyView {
    view! {
        <label class="choice">
            <input
                type="checkbox"
                name=name
                value="1"
                form=FORM
                checked=search.with_untracked(|search| !ticked(search).is_empty())
                prop:checked=move || search.with(|search| !ticked(search).is_empty())
            />
            <span>{words}</span>
        </label>
    }
    .into_any()
}
