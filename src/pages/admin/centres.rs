//! The centres: where people are seen, with the way to change each.

use leptos::prelude::*;

use crate::{
    components::{
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        live::on_directory_change,
        loaded::{loaded, resource},
        page_head::PageHead,
        table::Table,
        undo_edit::{Edited, Undoing},
    },
    domain::address,
    server_fns::centre::admin_centres,
    views::centre::CentreRowView,
    words::tr,
};

/// The page.
#[component]
pub fn Centres() -> impl IntoView {
    let data = resource(|| (), |()| admin_centres());
    on_directory_change(move || data.refetch());
    let undoing = Undoing::new(|| 0);
    view! { <div class="wrap">{loaded(data, move |centres| view! { <List centres undoing/> }.into_any())}</div> }
}

#[component]
fn List(centres: Vec<CentreRowView>, undoing: Undoing) -> impl IntoView {
    let error = action_error(undoing.action);
    let list = if centres.is_empty() {
        view! {
            <div class="empty">
                <Icon name="building"/>
                <h2>{tr!(ClinicNoCentres)}</h2>
                <p>{tr!(ClinicNoCentresText)}</p>
                <a class="btn btn-primary" href="/admin/centres/new">{tr!(PeopleAddCentre)}</a>
            </div>
        }
        .into_any()
    } else {
        let rows = centres.into_iter().map(row).collect_view();
        view! {
            <Table
                id="centres"
                caption=tr!(KindCentres)
                columns=[tr!(PeopleName), tr!(Address), tr!(Phone), tr!(ClinicTimeZone), tr!(KindPractitioners), tr!(ClinicUpcoming)]
                has_actions=true
            >
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr!(KindCentres) crumbs=vec![("/admin".into(), tr!(NavOverview).into())]>
            <a class="btn btn-primary" href="/admin/centres/new"><Icon name="plus"/>{tr!(PeopleAddCentre)}</a>
            <a class="btn" href="/admin/rooms"><Icon name="building"/>{tr!(ClinicRoomsAndDevices)}</a>
        </PageHead>
        <FormError error/>
        <Edited param="saved" text=tr!(Saved) error undoing/>
        <Flash param="added" text=tr!(ClinicCentreAdded)/>
        <Edited param="zone" text=tr!(ClinicZoneSaved) error undoing/>
        {list}
    }
    .into_any()
}

fn row(centre: CentreRowView) -> AnyView {
    let CentreRowView { id, name, kind, place, phone, zone, practitioners, coming } = centre;
    let edit = format!("/admin/centres/{id}");
    let phone = if phone.is_empty() { tr!(ClinicNoPhone).to_owned() } else { phone };
    view! {
        <tr>
            <th scope="row" data-label=tr!(PeopleName)>
                <a href=edit.clone()>{name.clone()}</a>
                <p class="muted small">{kind}</p>
            </th>
            <td data-label=tr!(Address)>{place}</td>
            <td data-label=tr!(Phone)>{phone}</td>
            <td data-label=tr!(ClinicTimeZone)>{zone}</td>
            <td data-label=tr!(KindPractitioners)>{practitioners}</td>
            <td data-label=tr!(ClinicUpcoming)>{coming}</td>
            <td class="row-actions">
                <a class="btn btn-quiet btn-sm" href=edit>
                    {tr!(Change)}<span class="visually-hidden">{format!(" {name}")}</span>
                </a>
                <a class="btn btn-quiet btn-sm" href=address::centre(id)>
                    {tr!(PeopleView)}<span class="visually-hidden">{format!(" {name}")}</span>
                </a>
            </td>
        </tr>
    }
    .into_any()
}
