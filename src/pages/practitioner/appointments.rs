//! A practitioner's appointments in a list, with a link to each patient's record.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        icon::Icon,
        ignored::ignored,
        listing::{Asked, asked, pages::ListPages, tools::DayFields},
        loaded::{loaded, resource},
        page_head::PageHead,
        part_filters::{CancelledFilter, FirstFilter, PartFilter, PartFilters},
        status_badge::{StatusBadge, status_word},
        table::Table,
        time::ShortDateTime,
    },
    domain::{address, appointment::Status, list::OWN_APPOINTMENTS, wording::Wording},
    server_fns::agenda::own_list,
    views::{
        agenda::OwnListView, appointment::AppointmentView, appointment_list::AppointmentQuery, choices::ChoicesView,
    },
    words::{Key, counted, said, tr},
};

/// The periods: the value, and its name.
const WHEN: [(&str, Key); 3] = [("", Key::DayUpcoming), ("past", Key::DayPast), ("all", Key::PeopleAll)];

/// The page.
#[component]
pub fn Appointments() -> impl IntoView {
    let asked = asked(&OWN_APPOINTMENTS);
    let data = resource(
        move || asked.get(),
        |asked| {
            let part = |name| asked.get(name);
            let query = AppointmentQuery {
                when: part("when"),
                from: part("from"),
                until: part("until"),
                status: part("status"),
                how: part("how"),
                first: part("first"),
                clinic_days: part("clinic_days"),
                centre: part("centre"),
                service: part("service"),
                ..AppointmentQuery::default()
            };
            own_list(query, asked.place)
        },
    );
    view! {
        <div class="wrap">
            <PageHead
                title=tr!(DayYourAppointments)
                lede=tr!(DayYourAppointmentsText)
                crumbs=vec![("/practitioner".into(), tr!(NavDay).into())]
            />
            {loaded(data, move |found| list(found, asked.get_untracked()))}
        </div>
    }
}

fn list(found: OwnListView, asked: Asked) -> AnyView {
    let OwnListView { rows, place, choices, cancellations } = found;
    let when = asked.get("when");
    let tabs = WHEN
        .into_iter()
        .map(|(value, name)| {
            let href = match value {
                "" => OWN_APPOINTMENTS.path.to_owned(),
                value => format!("{}?when={value}", OWN_APPOINTMENTS.path),
            };
            view! { <a href=href aria-current=(when == value).then_some("page")>{said(name)}</a> }
        })
        .collect_view();
    let wording = rows.first().map(|row| row.wording).unwrap_or_default();
    let is_narrowed = asked.criteria.iter().any(|(name, _)| *name != "when");
    let [caption, none] = match when.as_str() {
        _ if is_narrowed => [tr!(DayMatchCaption), tr!(ClinicNothingMatches)],
        "past" => [tr!(DayPastCaption), tr!(DayPastText)],
        "all" => [tr!(DayMatchCaption), tr!(DayUpcomingText)],
        _ => [tr!(DayUpcomingCaption), tr!(DayUpcomingText)],
    };
    let shown = if rows.is_empty() {
        view! { <div class="empty section"><Icon name="calendar"/><h2>{tr!(DayNoAppointments)}</h2><p>{none}</p></div> }
            .into_any()
    } else {
        let rows = rows.into_iter().map(row).collect_view();
        view! {
            <div class="section-tight">
                <Table id="appointments" caption columns=&[tr!(When), tr!(Patient), tr!(DayVisit), tr!(WhereItIs), tr!(Status)]>{rows}</Table>
            </div>
        }
        .into_any()
    };
    view! {
        {ignored(&asked.not_understood)}
        <nav class="tabs" aria-label=tr!(DayWhich)>{tabs}</nav>
        <Filters asked=asked.clone() choices cancellations wording/>
        {shown}
        <ListPages list=&OWN_APPOINTMENTS label=tr!(DayMoreAppointments) asked place/>
    }
    .into_any()
}

#[component]
fn Filters(
    asked: Asked,
    choices: ChoicesView,
    cancellations: Vec<(String, String)>,
    wording: Wording,
) -> impl IntoView {
    let part = |name| asked.get(name);
    let (when, status, chosen_how, first) = (part("when"), part("status"), part("how"), part("first"));
    let chosen = [part("centre"), part("service")];
    let statuses: Vec<_> = Status::ALL
        .into_iter()
        .filter(|one| *one != Status::EnteredInError)
        .map(|one| (one.as_str(), status_word(one, wording).to_owned()))
        .collect();
    let how = (!cancellations.is_empty()).then(|| view! { <CancelledFilter options=cancellations chosen=chosen_how/> });
    let when = (!when.is_empty()).then(|| view! { <input type="hidden" name="when" value=when/> });
    view! {
        <Form method="get" action=OWN_APPOINTMENTS.path attr:class="table-tools" attr:role="search">
            {when}
            <DayFields asked=asked.clone()/>
            <PartFilter name="status" label=tr!(Status) all=tr!(ClinicAllStatuses) options=statuses chosen=status/>
            {how}
            <PartFilters choices chosen search=None/>
            <FirstFilter chosen=first/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(Show)}</button>
        </Form>
    }
    .into_any()
}

fn row(appointment: AppointmentView) -> AnyView {
    let AppointmentView { id, patient, patient_name, centre, centre_name, when, may_read, .. } = appointment;
    let patient = if may_read {
        view! { <a href=address::record(patient)>{patient_name}</a> }.into_any()
    } else {
        patient_name.into_any()
    };
    let visit = appointment
        .service_name
        .unwrap_or_else(|| counted!(LongMinutes, usize::try_from(appointment.minutes).unwrap_or_default()));
    view! {
        <tr>
            <th scope="row" data-label=tr!(When)><a href=address::appointment(id)><ShortDateTime when/></a></th>
            <td data-label=tr!(Patient)>{patient}</td>
            <td data-label=tr!(DayVisit)>{visit}</td>
            <td data-label=tr!(WhereItIs)><a href=address::centre(centre)>{centre_name}</a></td>
            <td data-label=tr!(Status)>
                <StatusBadge status=appointment.status wording=appointment.wording declined=appointment.declined/>
            </td>
        </tr>
    }
    .into_any()
}
