//! A patient's appointments: the next one first and large, then other upcoming ones, then past ones; kept up to date while it is
//! open.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        appointment_card::{AppointmentCard, NextAppointment},
        icon::Icon,
        live::on_own_change,
        loaded::{followed, resource},
        page_head::PageHead,
    },
    domain::address,
    server_fns::agenda::patient_appointments,
    views::{agenda::PatientView, appointment::AppointmentView},
    words::tr,
};

/// The page.
#[component]
pub fn Dashboard() -> impl IntoView {
    let query = use_query_map();
    let page = move || query.with(|query| query.get("page").unwrap_or_default());
    let data = resource(page, patient_appointments);
    on_own_change(move || data.refetch());
    view! {
        <div class="wrap">
            <PageHead title=tr!(NavAppointments)>
                <a class="btn" href="/documents"><Icon name="file-text"/>{tr!(MyDocuments)}</a>
                <a class="btn btn-primary" href="/search"><Icon name="search"/>{tr!(FindCare)}</a>
            </PageHead>
            {followed(data, appointments)}
        </div>
    }
}

fn appointments(view: PatientView) -> AnyView {
    let PatientView { mut upcoming, past, page, more, next_in } = view;
    let has_past = !past.is_empty() || page > 1;
    let next = if upcoming.is_empty() {
        view! { <NothingAhead is_new=!has_past/> }.into_any()
    } else {
        view! { <NextAppointment appointment=upcoming.remove(0) next_in/> }.into_any()
    };
    let later = (!upcoming.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="later">
                <h2 id="later">{tr!(AfterThat)}</h2>
                <ul class="appt-list" role="list">{upcoming.into_iter().map(coming).collect_view()}</ul>
            </section>
        }
    });
    let past = has_past.then(|| view! { <Past past page more/> });
    view! { {next} {later} {past} }.into_any()
}

#[component]
fn NothingAhead(is_new: bool) -> impl IntoView {
    let (title, text) = if is_new {
        (tr!(NoAppointmentsYet), tr!(NoAppointmentsYetText))
    } else {
        (tr!(NoUpcoming), tr!(NoUpcomingText))
    };
    view! {
        <div class="empty">
            <Icon name="calendar"/>
            <h2>{title}</h2>
            <p>{text}</p>
            <a class="btn" href="/search">{tr!(SearchForCare)}</a>
        </div>
    }
}

fn coming(appointment: AppointmentView) -> AnyView {
    let change = appointment.may_cancel.then(|| {
        let with = tr!(AppointmentOn, name = appointment.practitioner_name, date = appointment.when.long_date);
        let href = address::cancelling(appointment.id);
        view! {
            <a class="btn btn-quiet btn-sm" href=appointment.moving()>
                {tr!(Move)}" "
                <span class="visually-hidden">{with.clone()}</span>
            </a>
            <a class="btn btn-quiet btn-sm" href=href>{tr!(Cancel)}" "<span class="visually-hidden">{with}</span></a>
        }
    });
    view! { <li><AppointmentCard appointment>{change}</AppointmentCard></li> }.into_any()
}

fn over(appointment: AppointmentView) -> AnyView {
    let with = tr!(AsOn, name = appointment.practitioner_name, date = appointment.when.long_date);
    let href = format!("/book/{}?centre={}", appointment.practitioner, appointment.centre);
    view! {
        <li>
            <AppointmentCard appointment>
                <a class="btn btn-quiet btn-sm" href=href>{tr!(BookAgain)}" "<span class="visually-hidden">{with}</span></a>
            </AppointmentCard>
        </li>
    }
    .into_any()
}

#[component]
fn Past(past: Vec<AppointmentView>, page: i64, more: bool) -> impl IntoView {
    let newer = (page > 1).then(|| {
        view! { <a class="btn" rel="prev" href=format!("/patient?page={}", page - 1)><Icon name="chevron-left" class="icon-dir"/>{tr!(Newer)}</a> }
    });
    let older = more.then(|| {
        view! { <a class="btn" rel="next" href=format!("/patient?page={}", page + 1)>{tr!(Older)}<Icon name="chevron-right" class="icon-dir"/></a> }
    });
    let has_pager = newer.is_some() || older.is_some();
    let none = past.is_empty().then(|| view! { <p class="muted">{tr!(NothingOlder)}</p> });
    view! {
        <section class="section" aria-labelledby="past">
            <h2 id="past">{tr!(PastAndCancelled)}</h2>
            {none}
            <ul class="appt-list" role="list">{past.into_iter().map(over).collect_view()}</ul>
            {has_pager.then(|| view! { <nav class="pager" aria-label=tr!(PastAppointments)>{newer}{older}</nav> })}
        </section>
    }
}
