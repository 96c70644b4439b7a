//! The practitioners: finding one, and the way to change each.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        icon::Icon,
        listing::{
            Asked, ListPages, ListTable, Row, SHORTCUTS, asked,
            saved::{Keeping, ListTools, with_views},
            tools::SortField,
        },
        live::on_directory_change,
        loaded::{loaded, resource},
        page_head::PageHead,
        shortcuts::ShortcutHelp,
    },
    domain::{address, list::PRACTITIONERS},
    server_fns::personnel::admin_practitioners,
    views::{
        list_view::ListViewsView,
        personnel::{PersonnelRowView, PersonnelView},
    },
    words::{counted, listed, tr},
};

/// The page.
#[component]
pub fn Practitioners() -> impl IntoView {
    let wanted = asked(&PRACTITIONERS);
    let keeping = Keeping::new();
    let data = resource(
        move || (wanted.get(), keeping.version()),
        |(asked, _)| {
            let opens = asked.opens;
            with_views(&PRACTITIONERS, opens, admin_practitioners(asked.get("q"), asked.place))
        },
    );
    on_directory_change(move || data.refetch());
    view! {
        <div class="wrap">
            {loaded(data, move |(found, views)| {
                view! { <Shown found views asked=wanted.get_untracked() keeping/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Shown(found: PersonnelView, views: ListViewsView, asked: Asked, keeping: Keeping) -> impl IntoView {
    let PersonnelView { rows, total, place } = found;
    let total = counted!(Practitioners, usize::try_from(total).unwrap_or(0));
    let list = if rows.is_empty() {
        view! { <Nobody is_filtered=asked.is_filtered()/> }.into_any()
    } else {
        let (asked, place) = (asked.clone(), place.clone());
        let rows: Vec<Row> = rows.into_iter().map(row).collect();
        view! { <ListTable list=&PRACTITIONERS caption=tr!(KindPractitioners) has_actions=true asked place rows/> }
            .into_any()
    };
    let (filters, q, sort) = (asked.clone(), asked.get("q"), place.sort.clone());
    view! {
        <PageHead title=tr!(KindPractitioners) crumbs=vec![("/admin".into(), tr!(NavOverview).into())]>
            <a class="btn btn-primary" href="/admin/practitioners/new"><Icon name="plus"/>{tr!(PeopleAddPractitioner)}</a>
            <a class="btn" href="/admin/professions"><Icon name="graduation"/>{tr!(ClinicTerms)}</a>
        </PageHead>
        <Form method="get" action="/admin/practitioners" attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="q" data-shortcut="/">{tr!(PeopleFindPractitioner)}</label>
                <input id="q" name="q" type="search" autocomplete="off" aria-keyshortcuts="/" value=q/>
            </div>
            <SortField list=&PRACTITIONERS asked=filters sort/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </Form>
        <ListTools list=&PRACTITIONERS asked=asked.clone() views keeping/>
        <p class="muted table-count" role="status">{total}</p>
        {list}
        <ListPages list=&PRACTITIONERS label=tr!(PeoplePractitionerPages) asked place/>
        <ShortcutHelp shortcuts=&SHORTCUTS/>
    }
    .into_any()
}

#[component]
fn Nobody(is_filtered: bool) -> impl IntoView {
    let (title, text) = match is_filtered {
        true => (tr!(PeopleNoMatches), tr!(PeopleTryPartOfName)),
        false => (tr!(PeopleNoPractitioners), tr!(PeopleNoPractitionersText)),
    };
    view! {
        <div class="empty">
            <Icon name="stethoscope"/>
            <h2>{title}</h2>
            <p>{text}</p>
            <a class="btn" href="/admin/practitioners?view=all">{tr!(PeopleShowEveryone)}</a>
        </div>
    }
}

fn row(person: PersonnelRowView) -> Row {
    let PersonnelRowView { id, name, email, profession, centres, active, accepting } = person;
    let status = match (active, accepting) {
        (false, _) => view! { <span class="badge badge-warn">{tr!(PeopleInactive)}</span> }.into_any(),
        (true, false) => view! { <span class="badge">{tr!(PeopleNotTaking)}</span> }.into_any(),
        (true, true) => view! { <span class="badge badge-success">{tr!(PeopleTaking)}</span> }.into_any(),
    };
    let edit = format!("/admin/practitioners/{id}");
    let centres = if centres.is_empty() { tr!(PeopleNone).to_owned() } else { listed(&centres) };
    let view_profile = active.then(|| {
        view! {
            <a class="btn btn-quiet btn-sm" href=address::practitioner(id)>
                {tr!(PeopleView)}<span class="visually-hidden">{format!(" {name}")}</span>
            </a>
        }
    });
    let ways = view! {
        <a class="btn btn-quiet btn-sm" href=edit.clone()>
            {tr!(Change)}<span class="visually-hidden">{format!(" {name}")}</span>
        </a>
        {view_profile}
    };
    let who = view! { <a href=edit data-walk="">{name}</a><p class="muted small">{email}</p> };
    Row::new(vec![who.into_any(), profession.into_any(), centres.into_any(), status]).with_actions(ways)
}
