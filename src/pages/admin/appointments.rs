//! Appointments of any time: when, who, where. What they are about is not the administrator's to read.

use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

use crate::{
    components::{
        flash::Flash,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        part_filters::PartFilters,
        status_badge::StatusBadge,
        table::Table,
        time::ShortDateTime,
    },
    domain::{address::escape, appointment::Status, wording::Wording},
    server_fns::appointment_list::admin_appointments,
    views::{
        appointment::AppointmentView,
        appointment_list::{AppointmentQuery, AppointmentsView, ChoicesView},
    },
};

/// Which times are listed: the value, and its name.
const WHEN: [(&str, &str); 3] = [("", "Upcoming"), ("past", "Past"), ("all", "All")];

/// The page.
#[component]
pub fn Appointments() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let part = |name| query.get(name).unwrap_or_default();
            AppointmentQuery {
                when: part("when"),
                from: part("from"),
                until: part("until"),
                status: part("status"),
                centre: part("centre"),
                practitioner: part("practitioner"),
                service: part("service"),
                patient: part("patient"),
                after: part("after"),
            }
        })
    });
    let data = resource(move || wanted.get(), admin_appointments);
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <List found wanted=wanted.get_untracked()/> }.into_any())}
        </div>
    }
}

/// The query of the same list, after an appointment.
fn address(wanted: &AppointmentQuery, after: Option<i64>) -> String {
    let mut query: Vec<String> = wanted.criteria().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    query.extend(after.map(|id| format!("after={id}")));
    query.join("&")
}

#[component]
fn List(found: AppointmentsView, wanted: AppointmentQuery) -> impl IntoView {
    let AppointmentsView { rows, total, next, choices, may_settle, by_name_only } = found;
    let wording = rows.first().map(|row| row.wording).unwrap_or_default();
    let files = address(&wanted, None);
    let is_first = wanted.after.is_empty();
    let back = (!is_first).then(|| {
        let href = format!("/admin/appointments?{}", address(&wanted, None));
        view! { <a class="btn" rel="first" href=href><Icon name="chevron-left" class="icon-dir"/>"First page"</a> }
    });
    let on = next.map(|after| {
        let href = format!("/admin/appointments?{}", address(&wanted, Some(after)));
        view! { <a class="btn" rel="next" href=href>"Next page"<Icon name="chevron-right" class="icon-dir"/></a> }
    });
    let pages = (back.is_some() || on.is_some())
        .then(|| view! { <nav class="pager" aria-label="Pages of appointments">{back}{on}</nav> });
    let list =
        if rows.is_empty() { view! { <Nothing/> }.into_any() } else { view! { <Rows rows may_settle/> }.into_any() };
    view! {
        <PageHead
            title="Appointments"
            lede="Every appointment, past and to come, without what it's about."
            crumbs=vec![("/admin".into(), "Overview".into())]
        >
            <a class="btn" href=format!("/admin/appointments/appointments.csv?{files}") rel="external" download="appointments.csv">
                <Icon name="download"/>"Export as CSV"
            </a>
            <a class="btn" href=format!("/admin/appointments/appointments.pdf?{files}") rel="external" download="appointments.pdf">
                <Icon name="printer"/>"Export as PDF"
            </a>
        </PageHead>
        <Flash param="cancelled" text="Appointment cancelled. We've let the patient and the practitioner know."/>
        <Flash param="booked" text="Appointment booked."/>
        <Filters wanted choices wording by_name_only/>
        <p class="muted table-count" role="status">{total}</p>
        {list}
        {pages}
    }
    .into_any()
}

#[component]
fn Filters(wanted: AppointmentQuery, choices: ChoicesView, wording: Wording, by_name_only: bool) -> impl IntoView {
    let AppointmentQuery { when, from, until, status, centre, practitioner, service, patient, .. } = wanted;
    let whens = WHEN
        .into_iter()
        .map(|(value, name)| view! { <option value=value selected=when == value>{name}</option> })
        .collect_view();
    let statuses = Status::ALL
        .into_iter()
        .map(|one| {
            let is_chosen = status == one.as_str();
            view! { <option value=one.as_str() selected=is_chosen>{wording.of(one)}</option> }
        })
        .collect_view();
    view! {
        <Form method="get" action="/admin/appointments" attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="patient">
                    {if by_name_only { "Patient's name" } else { "Patient's name, email or phone" }}
                </label>
                <input id="patient" name="patient" type="search" autocomplete="off" maxlength="100" value=patient/>
            </div>
            <div class="field">
                <label for="when">"When"</label>
                <select id="when" name="when">{whens}</select>
            </div>
            <div class="field">
                <label for="from">"From"</label>
                <input id="from" name="from" type="date" value=from/>
            </div>
            <div class="field">
                <label for="until">"Until"</label>
                <input id="until" name="until" type="date" value=until/>
            </div>
            <div class="field">
                <label for="status">"Status"</label>
                <select id="status" name="status">
                    <option value="">"All statuses"</option>
                    {statuses}
                </select>
            </div>
            <PartFilters choices chosen=[centre, practitioner, service]/>
            <button class="btn" type="submit"><Icon name="search"/>"Show"</button>
        </Form>
    }
    .into_any()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="calendar"/>
            <h2>"No appointments here"</h2>
            <p>"Nothing matches these filters. Try other dates, or fewer filters."</p>
            <a class="btn" href="/admin/appointments?when=all">"Show all appointments"</a>
        </div>
    }
}

#[component]
fn Rows(rows: Vec<AppointmentView>, may_settle: bool) -> impl IntoView {
    let rows = rows.into_iter().map(|one| row(one, may_settle)).collect_view();
    view! {
        <Table
            id="appointments"
            caption="Appointments"
            columns=&["When", "Patient", "Practitioner", "Centre", "Status"]
            has_actions=may_settle
        >
            {rows}
        </Table>
    }
}

fn row(row: AppointmentView, may_settle: bool) -> AnyView {
    let context = format!(" {}, {} with {}", row.when.long_date, row.patient_name, row.practitioner_name);
    let ways = may_settle.then(|| {
        let cancel = matches!(row.status, Status::Pending | Status::Booked).then(|| {
            let href = format!("/admin/appointments/{}/cancel", row.id);
            let context = context.clone();
            view! { <a class="btn btn-quiet btn-sm" href=href>"Cancel"<span class="visually-hidden">{context}</span></a> }
        });
        view! { <td class="row-actions">{cancel}</td> }
    });
    let when = view! { <ShortDateTime when=row.when.clone()/> };
    let when = if may_settle {
        let href = format!("/admin/appointments/{}", row.id);
        view! { <a href=href>{when}<span class="visually-hidden">{context}</span></a> }.into_any()
    } else {
        when.into_any()
    };
    let what = row.service_name.map(|name| view! { <br/><span class="muted small">{name}</span> });
    view! {
        <tr>
            <th scope="row" data-label="When">
                {when}
                <span class="muted small">{format!(" {}", row.when.zone)}</span>
            </th>
            <td data-label="Patient">{row.patient_name}</td>
            <td data-label="Practitioner">
                <a href=format!("/practitioners/{}", row.practitioner)>{row.practitioner_name}</a>
                {what}
            </td>
            <td data-label="Centre"><a href=format!("/centres/{}", row.centre)>{row.centre_name}</a></td>
            <td data-label="Status"><StatusBadge status=row.status wording=row.wording declined=row.declined/></td>
            {ways}
        </tr>
    }
    .into_any()
}
