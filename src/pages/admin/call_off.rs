//! Several appointments cancelled together: what would become of each, and what its patient is offered instead.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::chosen::{lot_note, picked};
use crate::{
    components::{
        action_form::ActionForm,
        area_field::AreaField,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::choosing::{follow, gone_note},
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        table::Table,
        time::ShortDateTime,
    },
    domain::{form::Field, list::APPOINTMENTS},
    server_fns::call_off::{CallOffSeveral, to_call_off},
    views::{
        appointment_list::AppointmentQuery,
        call_off::{CallOffQuery, CallOffView, CalledOffView},
        earliest::FreeTimeView,
    },
    words::{counted, number, tr},
};

/// The page.
#[component]
pub fn CallOff() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let part = |name: &str| query.get(name).unwrap_or_default();
            CallOffQuery {
                appointments: picked(query, &["appointment"]),
                every: part("every"),
                after: part("after"),
                among: AppointmentQuery {
                    when: part("when"),
                    from: part("from"),
                    until: part("until"),
                    status: part("status"),
                    centre: part("centre"),
                    practitioner: part("practitioner"),
                    service: part("service"),
                    how: part("how"),
                    first: part("first"),
                    clinic_days: part("clinic_days"),
                    patient: part("patient"),
                },
                run: part("run"),
            }
        })
    });
    let action = ServerAction::<CallOffSeveral>::new();
    follow(action, |_| Some(&APPOINTMENTS));
    let data = resource(move || wanted.get(), to_call_off);
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <Shown found action/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: CallOffView, action: ServerAction<CallOffSeveral>) -> impl IntoView {
    let CallOffView { rows, key, gone, lot, run, reason } = found;
    let crumbs = vec![
        ("/admin".to_owned(), tr!(NavOverview).to_owned()),
        ("/admin/appointments".to_owned(), tr!(NavAllAppointments).to_owned()),
    ];
    if rows.is_empty() {
        return view! {
            <PageHead title=tr!(ClinicNoneChosen) crumbs/>
            <div class="empty">
                <Icon name="calendar"/>
                <h2>{tr!(ClinicChooseVisits)}</h2>
                <p>{tr!(ClinicChooseVisitsText)}</p>
                <a class="btn" href="/admin/appointments">{tr!(ClinicBackToList)}</a>
            </div>
        }
        .into_any();
    }
    let error = action_error(action);
    let going = rows.iter().filter(|one| one.why_not.is_empty()).count();
    let chosen = rows.iter().filter(|one| one.why_not.is_empty());
    let chosen = chosen.map(|one| format!("{}-{}", one.id, one.version));
    let chosen = chosen.map(|value| view! { <input type="hidden" name="appointments[]" value=value/> }).collect_view();
    let left = match rows.len() - going {
        0 => String::new(),
        left => format!(" {}", counted!(ClinicVisitsLeft, left)),
    };
    let next = lot.as_ref().and_then(|lot| lot.next.clone());
    let lot = lot.map(|lot| lot_note("call_off", lot, &run));
    let form = (going > 0).then(|| {
        view! {
            <ActionForm action attr:class="form" attr:novalidate=true>
                {chosen}
                <input type="hidden" name="key" value=key/>
                <input type="hidden" name="next" value=next.unwrap_or_default()/>
                <AreaField
                    field=Field::CancelReason
                    name="reason"
                    label=tr!(ClinicWhyCancel)
                    hint=tr!(ClinicWhyCancelHint)
                    value=reason
                    error
                    rows=2
                />
                <div class="form-actions">
                    <Submit label=tr!(ClinicCallOffMany, n = number(going)) busy=action.pending() class="btn btn-danger"/>
                    <a class="btn" href="/admin/appointments">{tr!(ClinicBackToList)}</a>
                </div>
            </ActionForm>
        }
    });
    view! {
        <PageHead title=tr!(ClinicCallOffThese) lede=tr!(ClinicCallOffLede) crumbs/>
        <FormError error/>
        {lot}
        {gone_note(gone)}
        <p>{counted!(ClinicCallOffCount, going)}{left}</p>
        <Visits rows/>
        <p class="muted">{tr!(ClinicTimesOpen)}</p>
        {form}
    }
    .into_any()
}

#[component]
fn Visits(rows: Vec<CalledOffView>) -> impl IntoView {
    let count = rows.len();
    let columns = [tr!(When), tr!(Patient), tr!(PeoplePractitioner), tr!(ClinicNewTimes), tr!(PeopleOutcome)];
    let rows = rows
        .into_iter()
        .map(|one| {
            let times = one.why_not.is_empty().then(|| offered(one.times));
            let outcome = match one.why_not.is_empty() {
                true => view! { <span class="badge badge-info">{tr!(ClinicWillCancel)}</span> }.into_any(),
                false => view! { <span class="badge">{tr!(PeopleLeftOne)}</span>" "{one.why_not} }.into_any(),
            };
            view! {
                <tr>
                    <th scope="row" data-label=tr!(When)>
                        <a href=format!("/admin/appointments/{}", one.id)><ShortDateTime when=one.when/></a>
                    </th>
                    <td data-label=tr!(Patient)>{one.patient_name}</td>
                    <td data-label=tr!(PeoplePractitioner)>{one.practitioner_name}</td>
                    <td data-label=tr!(ClinicNewTimes)><span>{times}</span></td>
                    <td data-label=tr!(PeopleOutcome)><span>{outcome}</span></td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table id="chosen" caption=tr!(ClinicChosenVisits) columns count>{rows}</Table> }
}

/// The alternatives offered to a patient.
fn offered(times: Vec<FreeTimeView>) -> AnyView {
    if times.is_empty() {
        return view! { <span class="muted">{tr!(ClinicNoNewTimes)}</span> }.into_any();
    }
    let times = times.into_iter().map(|time| {
        view! { <li><ShortDateTime when=time.when/>" "<span class="muted small">{time.name}</span></li> }
    });
    view! { <ul class="plain-list" role="list">{times.collect_view()}</ul> }.into_any()
}
