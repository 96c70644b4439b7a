//! What the pages about several targets share: the table of the chosen ones, with what becomes of each, and the links to their
//! list.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::{
    components::{icon::Icon, page_head::PageHead, table::Table},
    domain::{
        address::{as_left, escape},
        list::{APPOINTMENTS, Chosen, List, USERS},
    },
    views::bulk::LotView,
    words::tr,
};

/// Whether the deed is done to appointments rather than to users.
pub(super) fn is_of_visits(deed: &str) -> bool {
    matches!(deed, "call_off" | "move_day")
}

/// The list from which the targets were chosen.
pub(super) struct Origin {
    /// The list.
    pub list: &'static List,
    name: &'static str,
    /// The text of the link back.
    pub back: &'static str,
    /// The page that shows what would happen to those chosen.
    preview: &'static str,
}

/// The list for a deed.
pub(super) fn origin(deed: &str) -> Origin {
    let preview = match deed {
        "call_off" => "/admin/call-off",
        "book" => "/admin/book-several",
        _ => "/admin/bulk",
    };
    match is_of_visits(deed) {
        true => Origin { list: &APPOINTMENTS, name: tr!(NavAllAppointments), back: tr!(ClinicBackToList), preview },
        false => Origin { list: &USERS, name: tr!(NavUsers), back: tr!(PeopleBackToUsers), preview },
    }
}

/// The breadcrumbs of the pages about several of them.
pub(super) fn crumbs(deed: &str) -> Vec<(String, String)> {
    let Origin { list, name, .. } = origin(deed);
    vec![("/admin".to_owned(), tr!(NavOverview).to_owned()), (list.path.to_owned(), name.to_owned())]
}

/// What leads to the next ones of everyone matching. What was typed for those before is found by their run.
pub(super) fn next_lot(deed: &str, next: &str, run: &str) -> AnyView {
    let run = if run.is_empty() { String::new() } else { format!("&run={}", escape(run)) };
    let href = as_left(origin(deed).preview, &format!("{next}{run}"));
    view! { <a class="btn" href=href>{tr!(PeopleNextLot)}</a> }.into_any()
}

/// The keys that a page's address says are chosen, by these names: those ticked, and those chosen on other pages.
pub(super) fn picked(query: &ParamsMap, names: &[&str]) -> Vec<String> {
    let ticked = names.iter().filter_map(|name| query.get_all(name)).flatten();
    let others = query.get_all("chosen").unwrap_or_default();
    let others = others.iter().flat_map(|chosen| Chosen::parse(chosen).keys().collect::<Vec<_>>());
    ticked.chain(others.map(|key| key.to_string())).collect()
}

/// Which of everyone matching are chosen, and what leads to the next ones.
pub(super) fn lot_note(deed: &str, lot: LotView, run: &str) -> AnyView {
    let next = lot.next.map(|next| next_lot(deed, &next, run));
    view! { <div class="note"><Icon name="info"/><div class="stack-s"><p>{lot.text}</p>{next}</div></div> }.into_any()
}

/// A chosen target, and what becomes of it.
pub(super) struct Person {
    /// Its address.
    pub href: String,
    /// The full name of a person, or whose visit it is.
    pub name: String,
    /// Their email address, or when the appointment is.
    pub detail: AnyView,
    /// What becomes of it.
    pub outcome: AnyView,
}

/// The table of targets. `detail` heads the column with further details.
pub(super) fn people(deed: &str, detail: &'static str, people: Vec<Person>) -> AnyView {
    let caption = if is_of_visits(deed) { tr!(ClinicChosenVisits) } else { tr!(PeopleChosenUsers) };
    let count = people.len();
    let rows = people
        .into_iter()
        .map(|Person { href, name, detail: known, outcome }| {
            view! {
                <tr>
                    <th scope="row" data-label=tr!(PeopleName)><a href=href>{name}</a></th>
                    <td data-label=detail>{known}</td>
                    <td data-label=tr!(PeopleOutcome)><span>{outcome}</span></td>
                </tr>
            }
        })
        .collect_view();
    let columns = [tr!(PeopleName), detail, tr!(PeopleOutcome)];
    view! { <Table id="chosen" caption columns count>{rows}</Table> }.into_any()
}

/// Says that no one was chosen, and where to choose.
#[component]
pub(super) fn NoOne() -> impl IntoView {
    view! {
        <PageHead title=tr!(PeopleNoOneChosen) crumbs=crumbs("")/>
        <div class="empty">
            <Icon name="users"/>
            <h2>{tr!(PeopleChooseFirst)}</h2>
            <p>{tr!(PeopleChooseFirstText)}</p>
            <a class="btn" href="/admin/users">{tr!(PeopleGoToUsers)}</a>
        </div>
    }
    .into_any()
}
