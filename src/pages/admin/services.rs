//! What can be booked: the kinds of visits, with links to edit each and a switch to disable it.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        live::on_directory_change,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        table::Table,
    },
    server_fns::healthcare_service::{SetServiceActive, admin_services},
    views::healthcare_service::{ServiceRowView, ServicesView},
    words::{counted, listed, tr},
};

type Switch = ServerAction<SetServiceActive>;

/// The page.
#[component]
pub fn Services() -> impl IntoView {
    let switch = Switch::new();
    let data = resource(move || switch.version().get(), |_| admin_services());
    on_directory_change(move || data.refetch());
    view! {
        <div class="wrap">
            {loaded(data, move |services| view! { <List services switch/> }.into_any())}
        </div>
    }
}

#[component]
fn List(services: ServicesView, switch: Switch) -> impl IntoView {
    let error = action_error(switch);
    let standard = counted!(ClinicStandardVisit, usize::from(services.standard_minutes));
    let list = if services.rows.is_empty() {
        view! { <Nothing/> }.into_any()
    } else {
        let rows = services.rows.into_iter().map(|service| view! { <Row service switch/> }).collect_view();
        view! {
            <Table
                id="services"
                caption=tr!(NavServices)
                columns=[tr!(PeopleName), tr!(ClinicVisit), tr!(ClinicPrice), tr!(ClinicHowBooked), tr!(KindPractitioners), tr!(Status)]
                has_actions=true
            >
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr!(NavServices) crumbs=vec![("/admin".into(), tr!(NavOverview).into())]>
            <a class="btn btn-primary" href="/admin/services/new"><Icon name="plus"/>{tr!(ClinicAddService)}</a>
            <a class="btn" href="/admin/rooms"><Icon name="building"/>{tr!(ClinicRoomsAndDevices)}</a>
        </PageHead>
        <Flash param="saved" text=tr!(Saved) error/>
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
            <h2>{tr!(ClinicNoServices)}</h2>
            <p>{tr!(ClinicNoServicesText)}</p>
            <a class="btn btn-primary" href="/admin/services/new">{tr!(ClinicAddService)}</a>
        </div>
    }
}

#[component]
fn Row(service: ServiceRowView, switch: Switch) -> impl IntoView {
    let ServiceRowView { id, name, active, .. } = service.clone();
    let status = match active {
        true => view! { <span class="badge badge-success">{tr!(ClinicOffered)}</span> },
        false => view! { <span class="badge badge-warn">{tr!(ClinicSwitchedOff)}</span> },
    };
    let booked = if service.on_request { tr!(ClinicOnRequest) } else { tr!(ClinicInstantly) };
    let people = format!("/admin/services/{id}/practitioners");
    view! {
        <tr>
            <th scope="row" data-label=tr!(PeopleName)><a href=format!("/admin/services/{id}")>{name.clone()}</a></th>
            <td data-label=tr!(ClinicVisit)>{facts(&service)}</td>
            <td data-label=tr!(ClinicPrice)>{service.price.unwrap_or_else(|| {tr!(ClinicOwnFee)}.into())}</td>
            <td data-label=tr!(ClinicHowBooked)>{booked}</td>
            <td data-label=tr!(KindPractitioners)>
                <a href=people>{service.practitioners}<span class="visually-hidden">{format!(" {}", tr!(ClinicOffer, name = name))}</span></a>
            </td>
            <td data-label=tr!(Status)>{status}</td>
            <td class="row-actions">
                <div class="cluster">
                    <a class="btn btn-quiet btn-sm" href=format!("/admin/services/{id}")>
                        {tr!(Change)}<span class="visually-hidden">{format!(" {name}")}</span>
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
    let mut facts = vec![tr!(Minutes, n = service.minutes)];
    if service.seats > 1 {
        facts.push(tr!(ClinicGroupOf, n = service.seats));
    }
    if service.is_online {
        facts.push(tr!(ClinicOnline).to_owned());
    }
    if service.rooms > 0 {
        facts.push(tr!(ClinicNeedsRoom).to_owned());
    }
    listed(facts)
}

#[component]
fn OnOff(id: i64, name: String, active: bool, switch: Switch) -> impl IntoView {
    let busy = switch.pending();
    if !active {
        return view! {
            <ActionForm action=switch>
                <input type="hidden" name="service" value=id/>
                <input type="hidden" name="active" value="true"/>
                <Submit label=tr!(ClinicSwitchOn) context=name busy class="btn btn-sm"/>
            </ActionForm>
        }
        .into_any();
    }
    view! {
        <details class="sure" name="sure">
            <summary class="btn btn-quiet btn-sm">
                {tr!(ClinicSwitchOff)}<span class="visually-hidden">{format!(" {name}")}</span>
            </summary>
            <ActionForm action=switch attr:class="stack-s">
                <input type="hidden" name="service" value=id/>
                <input type="hidden" name="active" value="false"/>
                <p>{tr!(ClinicServiceOffEffect, name = name)}</p>
                <Submit label=tr!(ClinicYesSwitchOff) context=name busy class="btn btn-danger btn-sm"/>
            </ActionForm>
        </details>
    }
    .into_any()
}
