//! All coming appointments: when, who, where. What they are about is not the administrator's to read.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        flash::Flash,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        pager::pager,
        status_badge::StatusBadge,
        table::Table,
        time::ShortDateTime,
    },
    domain::appointment::Status,
    server_fns::{
        admin::{AppointmentsView, admin_appointments},
        appointment::AppointmentView,
    },
};

/// The page.
#[component]
pub fn Appointments() -> impl IntoView {
    let query = use_query_map();
    let page = Memo::new(move |_| {
        let page = query.with(|query| query.get("page").and_then(|page| page.parse::<usize>().ok()));
        page.unwrap_or(1).clamp(1, 1_000_000)
    });
    let data = resource(move || page.get(), |page| admin_appointments(page.to_string()));
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <List found page=page.get_untracked()/> }.into_any())}
        </div>
    }
}

#[component]
fn List(found: AppointmentsView, page: usize) -> impl IntoView {
    let AppointmentsView { rows, more, may_cancel } = found;
    // How many there are is not counted; only whether there is one more.
    let pages = page + usize::from(more);
    let list =
        if rows.is_empty() { view! { <Nothing/> }.into_any() } else { view! { <Coming rows may_cancel/> }.into_any() };
    view! {
        <PageHead
            title="Appointments"
            lede="Upcoming appointments, soonest first."
            crumbs=vec![("/admin".into(), "Overview".into())]
        />
        <Flash param="cancelled" text="Appointment cancelled. We've let the patient and the practitioner know."/>
        {list}
        {pager("Pages of appointments", page, pages, |page| format!("/admin/appointments?page={page}"))}
    }
    .into_any()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="calendar"/>
            <h2>"No appointments here"</h2>
            <p>"When patients book, their appointments will appear here."</p>
        </div>
    }
}

#[component]
fn Coming(rows: Vec<AppointmentView>, may_cancel: bool) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let is_open = matches!(row.status, Status::Pending | Status::Booked);
            let cancel = (may_cancel && is_open).then(|| {
                let href = format!("/admin/appointments/{}/cancel", row.id);
                let context = format!(" {}, {} with {}", row.when.long_date, row.patient_name, row.practitioner_name);
                view! { <a class="btn btn-sm" href=href>"Cancel"<span class="visually-hidden">{context}</span></a> }
            });
            view! {
                <tr>
                    <th scope="row" data-label="When">
                        <ShortDateTime when=row.when.clone()/>
                        <span class="muted small">{format!(" {}", row.when.zone)}</span>
                    </th>
                    <td data-label="Patient">{row.patient_name}</td>
                    <td data-label="Practitioner">
                        <a href=format!("/practitioners/{}", row.practitioner)>{row.practitioner_name}</a>
                    </td>
                    <td data-label="Centre"><a href=format!("/centres/{}", row.centre)>{row.centre_name}</a></td>
                    <td data-label="Status"><StatusBadge status=row.status wording=row.wording/></td>
                    {may_cancel.then(|| view! { <td class="row-actions">{cancel}</td> })}
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table
            id="appointments"
            caption="Upcoming appointments"
            columns=&["When", "Patient", "Practitioner", "Centre", "Status"]
            has_actions=may_cancel
        >
            {rows}
        </Table>
    }
}
