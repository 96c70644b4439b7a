//! The centres: searching them, and links to edit each.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, Row,
            page::{ListPage, Listing, NoRows, OpenList, SoughtField},
            tools::SortField,
        },
        live::on_directory_change,
        part_filters::PartFilter,
        result_card::centre_kind,
        undo_edit::{Edited, Undoing},
    },
    domain::{address, directory::CentreKind, list::CENTRES},
    server_fns::centre::admin_centres,
    views::centre::{CentreQuery, CentreRowView, CentresView},
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Centres() -> impl IntoView {
    let list = OpenList::new(
        &CENTRES,
        || (),
        |asked, _| {
            let part = |name| asked.get(name);
            let query =
                CentreQuery { q: part("q"), kind: part("kind"), suburb: part("suburb"), service: part("service") };
            admin_centres(query, asked.place)
        },
    );
    let data = list.data;
    on_directory_change(move || data.refetch());
    let undoing = Undoing::new(|| 0);
    view! {
        <div class="wrap">
            {list.shown(move |found, listing| view! { <Shown found listing undoing/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: CentresView, listing: Listing, undoing: Undoing) -> impl IntoView {
    let CentresView { rows, total, suburbs, services, place } = found;
    let error = action_error(undoing.action);
    let (asked, sort) = (listing.asked.clone(), place.sort.clone());
    let nothing = view! { <Nothing is_filtered=asked.is_filtered()/> }.into_any();
    let ways = view! {
        <a class="btn btn-primary" href="/admin/centres/new"><Icon name="plus"/>{tr!(PeopleAddCentre)}</a>
        <a class="btn" href="/admin/rooms"><Icon name="building"/>{tr!(ClinicRoomsAndDevices)}</a>
    };
    view! {
        <ListPage
            listing
            title=tr!(KindCentres)
            ways=ways.into_any()
            count=counted!(Centres, total)
            has_actions=true
            rows=rows.into_iter().map(row).collect()
            place
            nothing
            pages=tr!(ClinicCentrePages)
        >
            <FormError error/>
            <Edited param="saved" text=tr!(Saved) error undoing/>
            <Flash param="added" text=tr!(ClinicCentreAdded)/>
            <Edited param="zone" text=tr!(ClinicZoneSaved) error undoing/>
            <Filters asked sort suburbs services/>
        </ListPage>
    }
    .into_any()
}

#[component]
fn Filters(asked: Asked, sort: String, suburbs: Vec<String>, services: Vec<(i64, String)>) -> impl IntoView {
    let [q, kind, suburb, service] = ["q", "kind", "suburb", "service"].map(|name| asked.get(name));
    let kinds = [CentreKind::Hospital, CentreKind::MedicalCentre];
    let kinds: Vec<_> = kinds.into_iter().map(|one| (one.as_str(), centre_kind(one).to_owned())).collect();
    let suburbs: Vec<_> = suburbs.into_iter().map(|one| (one.clone(), one)).collect();
    view! {
        <Form method="get" action=CENTRES.path attr:class="table-tools" attr:role="search">
            <SoughtField name="q" label=tr!(ClinicFindCentre) value=q/>
            <PartFilter name="kind" label=tr!(ClinicType) all=tr!(PeopleAll) options=kinds chosen=kind/>
            <PartFilter name="suburb" label=tr!(ClinicSuburb) all=tr!(ClinicAllSuburbs) options=suburbs chosen=suburb/>
            <PartFilter
                name="service"
                label=tr!(PracticeByService)
                all=tr!(PracticeAllServices)
                options=services
                chosen=service
            />
            <SortField list=&CENTRES asked sort/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </Form>
    }
    .into_any()
}

#[component]
fn Nothing(is_filtered: bool) -> impl IntoView {
    let (title, text) = match is_filtered {
        true => (tr!(PeopleNoMatches), tr!(ClinicNoCentreMatches)),
        false => (tr!(ClinicNoCentres), tr!(ClinicNoCentresText)),
    };
    let way = match is_filtered {
        true => view! { <a class="btn" href="/admin/centres?view=all">{tr!(ClinicShowAllCentres)}</a> },
        false => view! { <a class="btn btn-primary" href="/admin/centres/new">{tr!(PeopleAddCentre)}</a> },
    };
    view! {
        <NoRows icon="building" title text>{way}</NoRows>
    }
}

fn row(centre: CentreRowView) -> Row {
    let CentreRowView { id, name, kind, suburb, address, phone, zone, practitioners, coming } = centre;
    let edit = format!("/admin/centres/{id}");
    let phone = if phone.is_empty() { tr!(ClinicNoPhone).to_owned() } else { phone };
    let ways = view! {
        <a class="btn btn-quiet btn-sm" href=edit.clone()>
            {tr!(Change)}<span class="visually-hidden">{format!(" {name}")}</span>
        </a>
        <a class="btn btn-quiet btn-sm" href=address::centre(id)>
            {tr!(PeopleView)}<span class="visually-hidden">{format!(" {name}")}</span>
        </a>
    };
    let what = view! { <a href=edit data-walk="">{name}</a><p class="muted small">{centre_kind(kind)}</p> };
    let place = view! { {suburb}<p class="muted small" dir="auto">{address}</p> };
    Row::new(vec![
        what.into_any(),
        place.into_any(),
        view! { <bdi class="nowrap">{phone}</bdi> }.into_any(),
        zone.into_any(),
        practitioners.into_any(),
        coming.into_any(),
    ])
    .with_actions(ways)
}
