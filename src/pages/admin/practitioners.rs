//! The practitioners: finding one, and the way to change each.

use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        pager::pager,
        table::Table,
    },
    domain::address::escape,
    server_fns::personnel::admin_practitioners,
    views::personnel::{PersonnelRowView, PersonnelView},
};

/// The page.
#[component]
pub fn Practitioners() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| {
            let part = |name| query.get(name).unwrap_or_default();
            (part("q"), part("page"))
        })
    });
    let data = resource(move || filter.get(), |(q, page)| admin_practitioners(q, page));
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <List found q=filter.get_untracked().0/> }.into_any())}
        </div>
    }
}

#[component]
fn List(found: PersonnelView, q: String) -> impl IntoView {
    let [page, pages] = [found.page, found.pages].map(|number| usize::try_from(number).unwrap_or(1));
    let total = match found.total {
        1 => "1 practitioner".to_owned(),
        n => format!("{n} practitioners"),
    };
    let list = if found.rows.is_empty() {
        view! { <Nobody is_filtered=!q.is_empty()/> }.into_any()
    } else {
        let rows = found.rows.into_iter().map(row).collect_view();
        view! {
            <Table
                id="practitioners"
                caption="Practitioners"
                columns=&["Name", "Profession", "Centres", "Status"]
                has_actions=true
            >
                {rows}
            </Table>
        }
        .into_any()
    };
    let words = q.clone();
    view! {
        <PageHead title="Practitioners" crumbs=vec![("/admin".into(), "Overview".into())]>
            <a class="btn btn-primary" href="/admin/practitioners/new"><Icon name="plus"/>"Add a practitioner"</a>
        </PageHead>
        <Form method="get" action="/admin/practitioners" attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="q">"Name, email or profession"</label>
                <input id="q" name="q" type="search" autocomplete="off" value=q/>
            </div>
            <button class="btn" type="submit"><Icon name="search"/>"Show"</button>
        </Form>
        <p class="muted table-count" role="status">{total}</p>
        {list}
        {pager("Pages of practitioners", page, pages, |page| {
            format!("/admin/practitioners?q={}&page={page}", escape(&words))
        })}
    }
    .into_any()
}

#[component]
fn Nobody(is_filtered: bool) -> impl IntoView {
    let (title, text) = match is_filtered {
        true => ("No matches", "Try part of the name, the email address or the profession."),
        false => {
            ("No practitioners yet", "Add the people who see patients here. They can be found and booked at once.")
        }
    };
    view! {
        <div class="empty">
            <Icon name="stethoscope"/>
            <h2>{title}</h2>
            <p>{text}</p>
            <a class="btn" href="/admin/practitioners">"Show everyone"</a>
        </div>
    }
}

fn row(person: PersonnelRowView) -> AnyView {
    let PersonnelRowView { id, name, email, profession, centres, active, accepting } = person;
    let status = match (active, accepting) {
        (false, _) => view! { <span class="badge badge-warn">"Not active"</span> }.into_any(),
        (true, false) => view! { <span class="badge">"Not taking bookings"</span> }.into_any(),
        (true, true) => view! { <span class="badge badge-success">"Taking bookings"</span> }.into_any(),
    };
    let edit = format!("/admin/practitioners/{id}");
    let centres = if centres.is_empty() { "None".to_owned() } else { centres.join(", ") };
    let view_profile = active.then(|| {
        view! {
            <a class="btn btn-quiet btn-sm" href=format!("/practitioners/{id}")>
                "View"<span class="visually-hidden">{format!(" {name}")}</span>
            </a>
        }
    });
    view! {
        <tr>
            <th scope="row" data-label="Name">
                <a href=edit.clone()>{name.clone()}</a>
                <p class="muted small">{email}</p>
            </th>
            <td data-label="Profession">{profession}</td>
            <td data-label="Centres">{centres}</td>
            <td data-label="Status">{status}</td>
            <td class="row-actions">
                <a class="btn btn-quiet btn-sm" href=edit>
                    "Change"<span class="visually-hidden">{format!(" {name}")}</span>
                </a>
                {view_profile}
            </td>
        </tr>
    }
    .into_any()
}
