//! A practitioner's appointments one after the other, with the way to each patient's record.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        pager::stepper,
        status_badge::StatusBadge,
        table::Table,
        time::ShortDateTime,
    },
    domain::address,
    server_fns::agenda::own_list,
    views::{agenda::OwnListView, appointment::AppointmentView},
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Appointments() -> impl IntoView {
    let query = use_query_map();
    let part = move |name: &'static str| Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()));
    let (when, page) = (part("when"), part("page"));
    let data = resource(move || (when.get() == "past", page.get()), |(past, page)| own_list(past, page));
    view! {
        <div class="wrap">
            <PageHead
                title=tr!(DayYourAppointments)
                lede=tr!(DayYourAppointmentsText)
                crumbs=vec![("/practitioner".into(), tr!(NavDay).into())]
            />
            {loaded(data, list)}
        </div>
    }
}

fn list(found: OwnListView) -> AnyView {
    let OwnListView { past, page, more, rows } = found;
    let current = |is_current: bool| is_current.then_some("page");
    let tabs = view! {
        <nav class="tabs" aria-label=tr!(DayWhich)>
            <a href="/practitioner/appointments" aria-current=current(!past)>{tr!(DayUpcoming)}</a>
            <a href="/practitioner/appointments?when=past" aria-current=current(past)>{tr!(DayPast)}</a>
        </nav>
    };
    if rows.is_empty() {
        let text = if past { tr!(DayPastText) } else { tr!(DayUpcomingText) };
        return view! {
            {tabs}
            <div class="empty section"><Icon name="calendar"/><h2>{tr!(DayNoAppointments)}</h2><p>{text}</p></div>
        }
        .into_any();
    }
    let address = move |page: i64| {
        let when = if past { "when=past&" } else { "" };
        format!("/practitioner/appointments?{when}page={page}")
    };
    let words = if past { [tr!(DayLater), tr!(DayEarlier)] } else { [tr!(DayEarlier), tr!(DayLater)] };
    let caption = if past { tr!(DayPastCaption) } else { tr!(DayUpcomingCaption) };
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        {tabs}
        <div class="section-tight">
            <Table id="appointments" caption columns=&[tr!(When), tr!(Patient), tr!(DayVisit), tr!(WhereItIs), tr!(Status)]>{rows}</Table>
        </div>
        {stepper(tr!(DayMoreAppointments), words, tr!(DayOfAppointments), (page, more), address)}
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
