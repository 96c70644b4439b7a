//! The practitioners: finding one, and the way to change each.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        icon::Icon,
        listing::{
            Row,
            page::{ListPage, Listing, NoRows, OpenList, SoughtField},
            tools::SortField,
        },
        live::on_directory_change,
    },
    domain::{address, list::PRACTITIONERS},
    server_fns::personnel::admin_practitioners,
    views::personnel::{PersonnelRowView, PersonnelView},
    words::{counted, listed, tr},
};

/// The page.
#[component]
pub fn Practitioners() -> impl IntoView {
    let list = OpenList::new(&PRACTITIONERS, || (), |asked, _| admin_practitioners(asked.get("q"), asked.place));
    let data = list.data;
    on_directory_change(move || data.refetch());
    view! {
        <div class="wrap">
            {list.shown(|found, listing| view! { <Shown found listing/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: PersonnelView, listing: Listing) -> impl IntoView {
    let PersonnelView { rows, total, place } = found;
    let (asked, sort) = (listing.asked.clone(), place.sort.clone());
    let nothing = view! { <Nobody is_filtered=asked.is_filtered()/> }.into_any();
    let ways = view! {
        <a class="btn btn-primary" href="/admin/practitioners/new"><Icon name="plus"/>{tr!(PeopleAddPractitioner)}</a>
        <a class="btn" href="/admin/professions"><Icon name="graduation"/>{tr!(ClinicTerms)}</a>
    };
    view! {
        <ListPage
            listing
            title=tr!(KindPractitioners)
            ways=ways.into_any()
            has_files=false
            count=counted!(Practitioners, usize::try_from(total).unwrap_or(0))
            has_actions=true
            rows=rows.into_iter().map(row).collect()
            place
            nothing
            pages=tr!(PeoplePractitionerPages)
        >
            <Form method="get" action=PRACTITIONERS.path attr:class="table-tools" attr:role="search">
                <SoughtField name="q" label=tr!(PeopleFindPractitioner) value=asked.get("q")/>
                <SortField list=&PRACTITIONERS asked sort/>
                <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
            </Form>
        </ListPage>
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
        <NoRows icon="stethoscope" title text>
            <a class="btn" href="/admin/practitioners?view=all">{tr!(PeopleShowEveryone)}</a>
        </NoRows>
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
