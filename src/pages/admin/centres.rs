//! The centres: where people are seen, with the way to change each.

use leptos::prelude::*;

use crate::{
    components::{
        flash::Flash,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        table::Table,
    },
    server_fns::centre::admin_centres,
    views::centre::CentreRowView,
};

/// The page.
#[component]
pub fn Centres() -> impl IntoView {
    let data = resource(|| (), |()| admin_centres());
    view! { <div class="wrap">{loaded(data, |centres| view! { <List centres/> }.into_any())}</div> }
}

#[component]
fn List(centres: Vec<CentreRowView>) -> impl IntoView {
    let list = if centres.is_empty() {
        view! {
            <div class="empty">
                <Icon name="building"/>
                <h2>"No centres yet"</h2>
                <p>"Add the places where your practitioners see people. Each has its own address, time zone and hours."</p>
                <a class="btn btn-primary" href="/admin/centres/new">"Add a centre"</a>
            </div>
        }
        .into_any()
    } else {
        let rows = centres.into_iter().map(row).collect_view();
        view! {
            <Table
                id="centres"
                caption="Centres"
                columns=&["Name", "Address", "Phone", "Time zone", "Practitioners", "Upcoming"]
                has_actions=true
            >
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <PageHead title="Centres" crumbs=vec![("/admin".into(), "Overview".into())]>
            <a class="btn btn-primary" href="/admin/centres/new"><Icon name="plus"/>"Add a centre"</a>
            <a class="btn" href="/admin/rooms"><Icon name="building"/>"Rooms and devices"</a>
        </PageHead>
        <Flash param="saved" text="Saved."/>
        <Flash param="added" text="Centre added. Practitioners can now be given hours there."/>
        <Flash
            param="zone"
            text="Saved. No appointment was moved: each keeps its exact moment, so its local time here is now different. Let patients know if the time they were told has changed."
        />
        {list}
    }
    .into_any()
}

fn row(centre: CentreRowView) -> AnyView {
    let CentreRowView { id, name, kind, place, phone, zone, practitioners, coming } = centre;
    let edit = format!("/admin/centres/{id}");
    let phone = if phone.is_empty() { "None".to_owned() } else { phone };
    view! {
        <tr>
            <th scope="row" data-label="Name">
                <a href=edit.clone()>{name.clone()}</a>
                <p class="muted small">{kind}</p>
            </th>
            <td data-label="Address">{place}</td>
            <td data-label="Phone">{phone}</td>
            <td data-label="Time zone">{zone}</td>
            <td data-label="Practitioners">{practitioners}</td>
            <td data-label="Upcoming">{coming}</td>
            <td class="row-actions">
                <a class="btn btn-quiet btn-sm" href=edit>
                    "Change"<span class="visually-hidden">{format!(" {name}")}</span>
                </a>
                <a class="btn btn-quiet btn-sm" href=format!("/centres/{id}")>
                    "View"<span class="visually-hidden">{format!(" {name}")}</span>
                </a>
            </td>
        </tr>
    }
    .into_any()
}
