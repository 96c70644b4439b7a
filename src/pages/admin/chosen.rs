//! What the pages about several targets share: the table of the chosen ones, with what becomes of each, and the links to their
//! list.

use leptos::prelude::*;

use crate::{
    components::{icon::Icon, page_head::PageHead, table::Table},
    domain::list::{APPOINTMENTS, USERS},
    views::bulk::LotView,
    words::tr,
};

/// Whether the deed is done to appointments rather than to users.
pub(super) fn is_of_visits(deed: &str) -> bool {
    matches!(deed, "call_off" | "move_day")
}

/// The list from which the targets were chosen.
pub(super) struct Origin {
    /// Its address.
    pub path: &'static str,
    /// Its name.
    name: &'static str,
    /// The text of the link back.
    pub back: &'static str,
}

/// The list for a deed.
pub(super) fn origin(deed: &str) -> Origin {
    match is_of_visits(deed) {
        true => Origin { path: APPOINTMENTS.path, name: tr!(NavAllAppointments), back: tr!(ClinicBackToList) },
        false => Origin { path: USERS.path, name: tr!(NavUsers), back: tr!(PeopleBackToUsers) },
    }
}

/// The breadcrumbs of the pages about several of them.
pub(super) fn crumbs(deed: &str) -> Vec<(String, String)> {
    let Origin { path, name, .. } = origin(deed);
    vec![("/admin".to_owned(), tr!(NavOverview).to_owned()), (path.to_owned(), name.to_owned())]
}

/// What leads to the next ones of everyone matching.
pub(super) fn next_lot(deed: &str, next: &str) -> AnyView {
    let path = match deed {
        "call_off" => "/admin/call-off",
        "book" => "/admin/book-several",
        _ => "/admin/bulk",
    };
    view! { <a class="btn" href=format!("{path}?{next}")>{tr!(PeopleNextLot)}</a> }.into_any()
}

/// That ticks are not kept on the way to another page of a list.
pub(super) fn ticks_here() -> AnyView {
    view! { <small class="muted">{tr!(PeopleTicksHere)}</small> }.into_any()
}

/// Which of everyone matching are chosen, and what leads to the next ones.
pub(super) fn lot_note(deed: &str, lot: LotView) -> AnyView {
    let next = lot.next.map(|next| next_lot(deed, &next));
    view! { <div class="note"><Icon name="info"/><div class="stack-s"><p>{lot.text}</p>{next}</div></div> }.into_any()
}

/// A chosen target, and what becomes of it.
pub(super) struct Person {
    /// Its address.
    pub href: String,
    /// Their name.
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
