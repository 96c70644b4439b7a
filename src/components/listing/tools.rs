//! The tools above a list: sort order, columns, and exports.

use leptos::prelude::*;
use leptos_router::components::Form;

use super::{
    Asked,
    columns::{column_word, order_words},
};
use crate::{components::icon::Icon, domain::list::List, words::tr};

/// The first and last date, for the filter form.
#[component]
pub fn DayFields(
    /// What the address asks for.
    asked: Asked,
    /// Their labels, if it is not obvious what the dates are about.
    #[prop(default = [tr!(ClinicFrom), tr!(ClinicUntil)])]
    labels: [&'static str; 2],
) -> impl IntoView {
    let [from, until] = labels;
    let clock = asked.get("clinic_days");
    let clock = (!clock.is_empty()).then(|| view! { <input type="hidden" name="clinic_days" value=clock/> });
    view! {
        {clock}
        <div class="field">
            <label for="from">{from}</label>
            <input id="from" name="from" type="date" value=asked.get("from")/>
        </div>
        <div class="field">
            <label for="until">{until}</label>
            <input id="until" name="until" type="date" value=asked.get("until")/>
        </div>
    }
    .into_any()
}

/// A choice of sort orders, for the filter form, as phones show no column headings. It sends the chosen columns too.
#[component]
pub fn SortField(
    /// Which list.
    list: &'static List,
    /// What the address asks for.
    asked: Asked,
    /// The current order, as in an address.
    sort: String,
    /// Whether the form is posted, because a name is typed into it.
    #[prop(optional)]
    is_posted: bool,
) -> impl IntoView {
    let options = list
        .columns
        .iter()
        .filter(|column| column.sorts)
        .flat_map(|column| {
            let [up, down] = order_words(list, *column);
            [(column.key.to_owned(), up), (format!("-{}", column.key), down)]
        })
        .map(|(value, name)| {
            let is_chosen = value == sort;
            view! { <option value=value selected=is_chosen>{name}</option> }
        })
        .collect_view();
    // Without scripts, what is chosen goes along.
    let chosen = Some(asked.chosen.written()).filter(|chosen| !chosen.is_empty());
    let chosen = chosen.map(|chosen| view! { <input type="hidden" name="chosen" value=chosen/> });
    let columns = if is_posted {
        view! { <input type="hidden" name="columns" value=asked.chosen_columns()/> }.into_any()
    } else {
        let one = |column| view! { <input type="hidden" name="col" value=column/> };
        asked.columns.into_iter().map(one).collect_view().into_any()
    };
    view! {
        <div class="field">
            <label for="sort">{tr!(ClinicListSortBy)}</label>
            <select id="sort" name="sort">{options}</select>
            {columns}
            {chosen}
        </div>
    }
    .into_any()
}

/// A choice of columns, folded away.
#[component]
pub fn ColumnChoice(
    /// Which list.
    list: &'static List,
    /// What the address asks for.
    asked: Asked,
) -> impl IntoView {
    let mut kept: Vec<(&'static str, String)> = asked.criteria.clone();
    kept.push(("sort", asked.place.sort.clone()));
    kept.push(("chosen", asked.chosen.written()));
    kept.push(("only", if asked.only { "1" } else { "" }.to_owned()));
    // The first column is always shown: sent along, it marks that a choice was made.
    kept.extend(list.columns.first().map(|column| ("col", column.key.to_owned())));
    let kept = kept
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let boxes = list
        .columns
        .iter()
        .skip(1)
        .map(|column| {
            let is_shown = asked.shows(list, column.key);
            view! {
                <label class="choice">
                    <input type="checkbox" name="col" value=column.key checked=is_shown/>
                    <span>{column_word(*column)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <details class="list-fold">
            <summary class="btn btn-sm"><Icon name="layout"/>{tr!(ClinicListColumns)}</summary>
            <Form method="get" action=list.path attr:class="card list-fold-body">
                {kept}
                <fieldset class="fieldset">
                    <legend>{tr!(ClinicListColumnsToShow)}</legend>
                    {boxes}
                </fieldset>
                <button class="btn btn-sm" type="submit">{tr!(ClinicListShowColumns)}</button>
            </Form>
        </details>
    }
    .into_any()
}

/// Exports of a list: for spreadsheets, and to print.
#[component]
pub fn ListFiles(
    /// Which list.
    list: &'static List,
    /// The list's query.
    query: String,
) -> impl IntoView {
    let List { key, path, .. } = *list;
    [
        ("csv", "download", tr!(PeopleExportCsv)),
        ("xlsx", "download", tr!(PeopleExportExcel)),
        ("pdf", "printer", tr!(ClinicExportPdf)),
    ]
    .map(|(ending, icon, called)| {
        let name = format!("{key}.{ending}");
        view! {
            <a class="btn" href=format!("{path}/{name}?{query}") rel="external" download=name>
                <Icon name=icon/>{called}
            </a>
        }
    })
    .into_iter()
    .collect_view()
}
