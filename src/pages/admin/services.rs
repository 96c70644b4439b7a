//! What can be booked: the kinds of visits, with the way to change each and to switch it off.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        table::Table,
    },
    server_fns::healthcare_service::{SetServiceActive, admin_services},
    views::healthcare_service::{ServiceRowView, ServicesView},
};

type Switch = ServerAction<SetServiceActive>;

/// The page.
#[component]
pub fn Services() -> impl IntoView {
    let switch = Switch::new();
    let data = resource(move || switch.version().get(), |_| admin_services());
    view! {
        <div class="wrap">
            {loaded(data, move |services| view! { <List services switch/> }.into_any())}
        </div>
    }
}

#[component]
fn List(services: ServicesView, switch: Switch) -> impl IntoView {
    let error = action_error(switch);
    let standard = format!(
        "Practitioners who don't offer any of these offer the standard visit of {} minutes. Changing a service or \
        switching it off never affects booked appointments.",
        services.standard_minutes
    );
    let list = if services.rows.is_empty() {
        view! { <Nothing/> }.into_any()
    } else {
        let rows = services.rows.into_iter().map(|service| view! { <Row service switch/> }).collect_view();
        view! {
            <Table
                id="services"
                caption="Services"
                columns=&["Name", "Visit", "Price", "Booked", "Practitioners", "Status"]
                has_actions=true
            >
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <PageHead title="Services" crumbs=vec![("/admin".into(), "Overview".into())]>
            <a class="btn btn-primary" href="/admin/services/new"><Icon name="plus"/>"Add a service"</a>
            <a class="btn" href="/admin/rooms"><Icon name="building"/>"Rooms and devices"</a>
        </PageHead>
        <Flash param="saved" text="Saved." error/>
        <FormError error/>
        <p class="muted admin-lede">{standard}</p>
        {list}
    }
    .into_any()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="stethoscope"/>
            <h2>"No services yet"</h2>
            <p>"Everyone offers the standard visit. Add a service for a visit that's longer, online, in a group or needs a room."</p>
            <a class="btn btn-primary" href="/admin/services/new">"Add a service"</a>
        </div>
    }
}

#[component]
fn Row(service: ServiceRowView, switch: Switch) -> impl IntoView {
    let ServiceRowView { id, name, active, .. } = service.clone();
    let status = match active {
        true => view! { <span class="badge badge-success">"Offered"</span> },
        false => view! { <span class="badge badge-warn">"Switched off"</span> },
    };
    let booked = if service.on_request { "On request" } else { "Instantly" };
    let people = format!("/admin/services/{id}/practitioners");
    view! {
        <tr>
            <th scope="row" data-label="Name"><a href=format!("/admin/services/{id}")>{name.clone()}</a></th>
            <td data-label="Visit">{facts(&service)}</td>
            <td data-label="Price">{service.price.unwrap_or_else(|| "Practitioner's fee".into())}</td>
            <td data-label="Booked">{booked}</td>
            <td data-label="Practitioners">
                <a href=people>{service.practitioners}<span class="visually-hidden">{format!(" offer {name}")}</span></a>
            </td>
            <td data-label="Status">{status}</td>
            <td class="row-actions">
                <div class="cluster">
                    <a class="btn btn-quiet btn-sm" href=format!("/admin/services/{id}")>
                        "Change"<span class="visually-hidden">{format!(" {name}")}</span>
                    </a>
                    <OnOff id name active switch/>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

/// `60 min, group of 8, online, needs a room`.
fn facts(service: &ServiceRowView) -> String {
    let mut facts = vec![format!("{} min", service.minutes)];
    if service.seats > 1 {
        facts.push(format!("group of {}", service.seats));
    }
    if service.is_online {
        facts.push("online".to_owned());
    }
    if service.rooms > 0 {
        facts.push("needs a room".to_owned());
    }
    facts.join(", ")
}

#[component]
fn OnOff(id: i64, name: String, active: bool, switch: Switch) -> impl IntoView {
    let busy = switch.pending();
    if !active {
        return view! {
            <ActionForm action=switch>
                <input type="hidden" name="service" value=id/>
                <input type="hidden" name="active" value="true"/>
                <Submit label="Switch on" context=name busy class="btn btn-sm"/>
            </ActionForm>
        }
        .into_any();
    }
    view! {
        <details class="sure" name="sure">
            <summary class="btn btn-quiet btn-sm">
                "Switch off"<span class="visually-hidden">{format!(" {name}")}</span>
            </summary>
            <ActionForm action=switch attr:class="stack-s">
                <input type="hidden" name="service" value=id/>
                <input type="hidden" name="active" value="false"/>
                <p>{format!("{name} can no longer be booked until you switch it on again. Booked appointments stay as they are.")}</p>
                <Submit label="Yes, switch off" context=name busy class="btn btn-danger btn-sm"/>
            </ActionForm>
        </details>
    }
    .into_any()
}
