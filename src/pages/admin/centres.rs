//! The centres: where people are seen, finding one, and the way to change each.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, ListPages, ListTable, Row, SHORTCUTS, asked,
            saved::{Keeping, ListTools, with_views},
            tools::{ListFiles, SortField},
        },
        live::on_directory_change,
        loaded::{loaded, resource},
        page_head::PageHead,
        part_filters::PartFilter,
        result_card::centre_kind,
        shortcuts::ShortcutHelp,
        undo_edit::{Edited, Undoing},
    },
    domain::{address, directory::CentreKind, list::CENTRES},
    server_fns::centre::admin_centres,
    views::{
        centre::{CentreQuery, CentreRowView, CentresView},
        list_view::ListViewsView,
    },
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Centres() -> impl IntoView {
    let wanted = asked(&CENTRES);
    let keeping = Keeping::new();
    let data = resource(
        move || (wanted.get(), keeping.version()),
        |(asked, _)| {
            let part = |name| asked.get(name);
            let query =
                CentreQuery { q: part("q"), kind: part("kind"), suburb: part("suburb"), service: part("service") };
            with_views(&CENTRES, asked.opens, admin_centres(query, asked.place))
        },
    );
    on_directory_change(move || data.refetch());
    let undoing = Undoing::new(|| 0);
    view! {
        <div class="wrap">
            {loaded(data, move |(found, views)| {
                view! { <Shown found views asked=wanted.get_untracked() keeping undoing/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Shown(found: CentresView, views: ListViewsView, asked: Asked, keeping: Keeping, undoing: Undoing) -> impl IntoView {
    let CentresView { rows, total, suburbs, services, place } = found;
    let error = action_error(undoing.action);
    let files = asked.query();
    let list = if rows.is_empty() {
        view! { <Nothing is_filtered=asked.is_filtered()/> }.into_any()
    } else {
        let (asked, place) = (asked.clone(), place.clone());
        let rows: Vec<Row> = rows.into_iter().map(row).collect();
        view! { <ListTable list=&CENTRES caption=tr!(KindCentres) has_actions=true asked place rows/> }.into_any()
    };
    view! {
        <PageHead title=tr!(KindCentres) crumbs=vec![("/admin".into(), tr!(NavOverview).into())]>
            <a class="btn btn-primary" href="/admin/centres/new"><Icon name="plus"/>{tr!(PeopleAddCentre)}</a>
            <a class="btn" href="/admin/rooms"><Icon name="building"/>{tr!(ClinicRoomsAndDevices)}</a>
            <ListFiles
                base="/admin/centres/centres"
                kinds=[("csv", tr!(PeopleExportCsv)), ("xlsx", tr!(PeopleExportExcel))]
                query=files
            />
        </PageHead>
        <FormError error/>
        <Edited param="saved" text=tr!(Saved) error undoing/>
        <Flash param="added" text=tr!(ClinicCentreAdded)/>
        <Edited param="zone" text=tr!(ClinicZoneSaved) error undoing/>
        <Filters asked=asked.clone() sort=place.sort.clone() suburbs services/>
        <ListTools list=&CENTRES asked=asked.clone() views keeping/>
        <p class="muted table-count" role="status">{counted!(Centres, total)}</p>
        {list}
        <ListPages list=&CENTRES label=tr!(ClinicCentrePages) asked place/>
        <ShortcutHelp shortcuts=&SHORTCUTS/>
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
            <div class="field">
                <label for="q" data-shortcut="/">{tr!(ClinicFindCentre)}</label>
                <input
                    id="q"
                    name="q"
                    type="search"
                    autocomplete="off"
                    maxlength="100"
                    aria-keyshortcuts="/"
                    value=q
                />
            </div>
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
        <div class="empty">
            <Icon name="building"/>
            <h2>{title}</h2>
            <p>{text}</p>
            {way}
        </div>
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
    let place = view! { {suburb}<p class="muted small">{address}</p> };
    Row::new(vec![
        what.into_any(),
        place.into_any(),
        phone.into_any(),
        zone.into_any(),
        practitioners.into_any(),
        coming.into_any(),
    ])
    .with_actions(ways)
}
