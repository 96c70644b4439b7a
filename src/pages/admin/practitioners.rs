//! The practitioners: searching them, and links to edit each.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        icon::Icon,
        listing::{
            Asked, Row,
            page::{ListPage, Listing, NoRows, OpenList, SoughtField},
            tools::SortField,
        },
        live::on_directory_change,
        part_filters::{CentreFilter, PartFilter},
    },
    domain::{address, list::PRACTITIONERS, personnel::PersonnelStatus},
    server_fns::personnel::admin_practitioners,
    views::personnel::{PersonnelQuery, PersonnelRowView, PersonnelView},
    words::{counted, listed, tr},
};

/// The page.
#[component]
pub fn Practitioners() -> impl IntoView {
    let list = OpenList::new(
        &PRACTITIONERS,
        || (),
        |asked, _| {
            let part = |name| asked.get(name);
            let query = PersonnelQuery {
                q: part("q"),
                profession: part("profession"),
                expertise: part("expertise"),
                centre: part("centre"),
                status: part("status"),
            };
            admin_practitioners(query, asked.place)
        },
    );
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
    let PersonnelView { rows, total, professions, expertise, centres, place } = found;
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
            count=counted!(Practitioners, usize::try_from(total).unwrap_or(0))
            has_actions=true
            rows=rows.into_iter().map(row).collect()
            place
            nothing
            pages=tr!(PeoplePractitionerPages)
        >
            <Filters asked sort professions expertise centres/>
        </ListPage>
    }
    .into_any()
}

#[component]
fn Filters(
    asked: Asked,
    sort: String,
    professions: Vec<String>,
    expertise: Vec<String>,
    centres: Vec<(i64, String)>,
) -> impl IntoView {
    let [q, profession, skill, centre, status] =
        ["q", "profession", "expertise", "centre", "status"].map(|name| asked.get(name));
    let named = |all: Vec<String>| all.into_iter().map(|one| (one.clone(), one)).collect::<Vec<_>>();
    let statuses =
        PersonnelStatus::ALL.iter().map(|one| (one.as_str(), status_word(*one).to_owned())).collect::<Vec<_>>();
    view! {
        <Form method="get" action=PRACTITIONERS.path attr:class="table-tools" attr:role="search">
            <SoughtField name="q" label=tr!(PeopleFindPractitioner) value=q/>
            <PartFilter
                name="profession"
                label=tr!(Profession)
                all=tr!(AnyProfession)
                options=named(professions)
                chosen=profession
            />
            <PartFilter name="expertise" label=tr!(Expertise) all=tr!(AnyExpertise) options=named(expertise) chosen=skill/>
            <CentreFilter options=centres chosen=centre/>
            <PartFilter name="status" label=tr!(Status) all=tr!(ClinicAllStatuses) options=statuses chosen=status/>
            <SortField list=&PRACTITIONERS asked sort/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </Form>
    }
    .into_any()
}

/// A practitioner's status, in words.
#[must_use]
pub fn status_word(status: PersonnelStatus) -> &'static str {
    match status {
        PersonnelStatus::Taking => tr!(PeopleTaking),
        PersonnelStatus::NotTaking => tr!(PeopleNotTaking),
        PersonnelStatus::Inactive => tr!(PeopleInactive),
    }
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
    let PersonnelRowView { id, name, email, profession, centres, status } = person;
    let badge = match status {
        PersonnelStatus::Taking => "badge badge-success",
        PersonnelStatus::NotTaking => "badge",
        PersonnelStatus::Inactive => "badge badge-warn",
    };
    let edit = format!("/admin/practitioners/{id}");
    let centres = if centres.is_empty() { tr!(PeopleNone).to_owned() } else { listed(&centres) };
    let view_profile = (status != PersonnelStatus::Inactive).then(|| {
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
    let status = view! { <span class=badge>{status_word(status)}</span> };
    Row::new(vec![who.into_any(), profession.into_any(), centres.into_any(), status.into_any()]).with_actions(ways)
}
