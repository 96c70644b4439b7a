//! All appointments: when, who, where. What they are about is not the administrator's to read.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, CHOOSING_SHORTCUTS, Row, SHORTCUTS,
            choosing::{Choosing, every},
            page::{ListPage, Listing, NoRows, OpenList, SoughtField},
            tools::{DayFields, SortField},
        },
        part_filters::{CancelledFilter, FirstFilter, PartFilter, PartFilters},
        practitioner_field::PractitionerSearch,
        shortcuts::Shortcut,
        status_badge::{StatusBadge, status_word},
        suggestions::Among,
        time::ShortDateTime,
    },
    domain::{address, appointment::Status, list::APPOINTMENTS, wording::Wording},
    server_fns::{appointment_list::admin_appointments, sought::SearchAppointments},
    views::{
        appointment::AppointmentView,
        appointment_list::{AppointmentQuery, AppointmentsView},
        choices::ChoicesView,
    },
    words::{Key, said, tr},
};

/// The periods to choose from: value and name.
const WHEN: [(&str, Key); 3] = [("", Key::ClinicUpcoming), ("past", Key::ClinicPast), ("all", Key::PeopleAll)];

/// The page.
#[component]
pub fn Appointments() -> impl IntoView {
    let search = PractitionerSearch::of_page("find_practitioner", Among::Practitioners).posted();
    let action = ServerAction::<SearchAppointments>::new();
    let list = OpenList::new(
        &APPOINTMENTS,
        || (),
        |asked, again| {
            let part = |name| asked.get(name);
            let query = AppointmentQuery {
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
            };
            admin_appointments(query, asked.only(), asked.place, again)
        },
    );
    let choosing = Choosing::new(&APPOINTMENTS, "appointment", list.wanted);
    list.follow();
    view! {
        <div class="wrap">
            {list.shown(move |found, listing| {
                view! { <Shown found listing choosing search action/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Shown(
    found: AppointmentsView,
    listing: Listing,
    choosing: Choosing,
    search: PractitionerSearch,
    action: ServerAction<SearchAppointments>,
) -> impl IntoView {
    let AppointmentsView { sought, rows, total, place, choices, cancellations, may_settle, by_name_only } = found;
    let wording = rows.first().map(|row| row.wording).unwrap_or_default();
    let (asked, sort) = (listing.asked.clone(), place.sort.clone());
    let nothing = view! {
        <NoRows icon="calendar" title=tr!(ClinicNoAppointments) text=tr!(ClinicNothingMatches)>
            <a class="btn" href="/admin/appointments?when=all">{tr!(ClinicShowAll)}</a>
        </NoRows>
    }
    .into_any();
    let book = may_settle
        .then(|| view! { <a class="btn" href="/staff/book"><Icon name="calendar-plus"/>{tr!(DayBookFor)}</a> });
    let ways = view! { {book} <a class="btn" href="/week"><Icon name="calendar"/>{tr!(ClinicWeek)}</a> }.into_any();
    let bar = may_settle.then(|| {
        let chosen = choosing.bar(&asked, rows.iter().map(|row| row.id.0).collect());
        bulk(&asked, &total, chosen)
    });
    let shortcuts: &'static [Shortcut] = if may_settle { &CHOOSING_SHORTCUTS } else { &SHORTCUTS };
    view! {
        <ListPage
            listing
            title=tr!(NavAllAppointments)
            lede=tr!(ClinicAppointmentsLede)
            ways
            count=total
            bar
            lead=may_settle.then(|| tr!(PeopleChoose))
            has_actions=may_settle
            rows=rows.into_iter().map(|one| row(one, may_settle.then_some(choosing))).collect()
            place
            nothing
            pages=tr!(ClinicAppointmentPages)
            shortcuts
        >
            <Flash param="cancelled" text=tr!(ClinicCancelledNow)/>
            <Flash param="booked" text=tr!(ClinicBookedNow)/>
            <FormError error=action_error(action)/>
            <Filters asked sought sort choices cancellations may_settle search wording by_name_only action/>
        </ListPage>
    }
    .into_any()
}

#[component]
fn Filters(
    asked: Asked,
    sought: String,
    sort: String,
    choices: ChoicesView,
    cancellations: Vec<(String, String)>,
    may_settle: bool,
    search: PractitionerSearch,
    wording: Wording,
    by_name_only: bool,
    action: ServerAction<SearchAppointments>,
) -> impl IntoView {
    let part = |name| asked.get(name);
    let (when, status) = (part("when"), part("status"));
    let label = if by_name_only { tr!(ClinicFindPatientName) } else { tr!(ClinicFindPatient) };
    let chosen = [part("centre"), part("service")];
    let whens = WHEN
        .into_iter()
        .map(|(value, name)| view! { <option value=value selected=when == value>{said(name)}</option> })
        .collect_view();
    let statuses: Vec<_> =
        Status::ALL.into_iter().map(|one| (one.as_str(), status_word(one, wording).to_owned())).collect();
    let chosen_how = part("how");
    let how = (!cancellations.is_empty()).then(|| view! { <CancelledFilter options=cancellations chosen=chosen_how/> });
    let first = may_settle.then(|| view! { <FirstFilter chosen=part("first")/> });
    view! {
        <ActionForm action keeps_text=false attr:class="table-tools" attr:role="search">
            <SoughtField name="patient" label value=sought/>
            <div class="field">
                <label for="when">{tr!(When)}</label>
                <select id="when" name="when">{whens}</select>
            </div>
            <DayFields asked=asked.clone()/>
            <PartFilter name="status" label=tr!(Status) all=tr!(ClinicAllStatuses) options=statuses chosen=status/>
            {how}
            <PartFilters choices chosen search=Some(search)/>
            {first}
            <SortField list=&APPOINTMENTS asked sort is_posted=true/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </ActionForm>
    }
    .into_any()
}

/// The actions on several appointments. The checkboxes in the table belong to this form.
fn bulk(asked: &Asked, total: &str, choosing: AnyView) -> AnyView {
    let matching = asked
        .criteria
        .iter()
        .map(|(name, value)| view! { <input type="hidden" name=*name value=value.clone()/> })
        .collect_view();
    view! {
        <form id="bulk" class="bulk-bar" method="get" action="/admin/call-off">
            {matching}
            <p>{tr!(ClinicWithTicked)}</p>
            <button class="btn btn-sm" type="submit">{tr!(ClinicCallOff)}</button>
            {every(asked, tr!(ClinicEveryMatch, total = total))}
            {choosing}
        </form>
    }
    .into_any()
}

fn row(row: AppointmentView, choosing: Option<Choosing>) -> Row {
    let (date, patient, practitioner) = (&row.when.long_date, &row.patient_name, &row.practitioner_name);
    let context = format!(" {}", tr!(ClinicOfAppointment, date = date, patient = patient, practitioner = practitioner));
    let choose = tr!(ClinicChooseVisit, name = patient, date = date);
    let tick = choosing.map(|choosing| choosing.tick(row.id.0, choose));
    let when = view! { <ShortDateTime when=row.when.clone()/> };
    let when = if choosing.is_some() {
        let href = format!("/admin/appointments/{}", row.id);
        let context = context.clone();
        view! { <a href=href data-walk="">{when}<span class="visually-hidden">{context}</span></a> }.into_any()
    } else {
        when.into_any()
    };
    let what = row.service_name.map(|name| view! { <br/><span class="muted small">{name}</span> });
    let with = address::practitioner(row.practitioner);
    let cells = vec![
        view! { {when}<span class="muted small">{format!(" {}", row.when.zone)}</span> }.into_any(),
        row.patient_name.into_any(),
        view! { <span><a href=with>{row.practitioner_name}</a>{what}</span> }.into_any(),
        view! { <a href=address::centre(row.centre)>{row.centre_name}</a> }.into_any(),
        view! { <StatusBadge status=row.status wording=row.wording declined=row.declined/> }.into_any(),
    ];
    let cancel = row.status.is_open().then(|| {
        let href = format!("/admin/appointments/{}/cancel", row.id);
        view! { <a class="btn btn-quiet btn-sm" href=href>{tr!(Cancel)}<span class="visually-hidden">{context}</span></a> }
    });
    Row::new(cells).with_lead(tick).with_actions(cancel)
}
