//! Appointments of any time: when, who, where. What they are about is not the administrator's to read.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, ListPages, ListTable, Row, SHORTCUTS, asked,
            saved::{Keeping, ListTools, with_views},
            tools::{DayFields, ListFiles, SortField},
        },
        live::on_list_change,
        loaded::{followed_answer, resource},
        page_head::PageHead,
        part_filters::{PartFilter, PartFilters},
        practitioner_field::PractitionerSearch,
        shortcuts::ShortcutHelp,
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
        list_view::ListViewsView,
    },
    words::{Key, said, tr},
};

/// Which times are listed: the value, and its name.
const WHEN: [(&str, Key); 3] = [("", Key::ClinicUpcoming), ("past", Key::ClinicPast), ("all", Key::PeopleAll)];

/// The page.
#[component]
pub fn Appointments() -> impl IntoView {
    let wanted = asked(&APPOINTMENTS);
    let keeping = Keeping::new();
    let search = PractitionerSearch::of_page("find_practitioner", Among::Practitioners).posted();
    let action = ServerAction::<SearchAppointments>::new();
    // Whether the page looks again by itself.
    let again = StoredValue::new(false);
    let data = resource(
        move || (wanted.get(), keeping.version()),
        move |(asked, _)| {
            let again = again.try_update_value(std::mem::take).unwrap_or_default();
            let part = |name| asked.get(name);
            let query = AppointmentQuery {
                when: part("when"),
                from: part("from"),
                until: part("until"),
                status: part("status"),
                centre: part("centre"),
                practitioner: part("practitioner"),
                service: part("service"),
                patient: part("patient"),
            };
            with_views(&APPOINTMENTS, asked.opens, admin_appointments(query, asked.place, again))
        },
    );
    on_list_change("appointments", move || {
        again.set_value(true);
        data.refetch();
    });
    view! {
        <div class="wrap">
            {followed_answer(data, wanted, move |(found, views), asked| {
                view! { <Shown found views asked search keeping action/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Shown(
    found: AppointmentsView,
    views: ListViewsView,
    asked: Asked,
    search: PractitionerSearch,
    keeping: Keeping,
    action: ServerAction<SearchAppointments>,
) -> impl IntoView {
    let AppointmentsView { sought, rows, total, place, choices, may_settle, by_name_only } = found;
    let wording = rows.first().map(|row| row.wording).unwrap_or_default();
    let files = asked.query();
    let list = if rows.is_empty() {
        view! { <Nothing/> }.into_any()
    } else {
        let (asked, place) = (asked.clone(), place.clone());
        let rows: Vec<Row> = rows.into_iter().map(|one| row(one, may_settle)).collect();
        view! { <ListTable list=&APPOINTMENTS caption=tr!(NavAllAppointments) has_actions=may_settle asked place rows/> }
            .into_any()
    };
    view! {
        <PageHead
            title=tr!(NavAllAppointments)
            lede=tr!(ClinicAppointmentsLede)
            crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
        >
            {may_settle.then(|| view! {
                <a class="btn" href="/staff/book"><Icon name="calendar-plus"/>{tr!(DayBookFor)}</a>
            })}
            <a class="btn" href="/week"><Icon name="calendar"/>{tr!(ClinicWeek)}</a>
            <ListFiles base="/admin/appointments/appointments" kinds=[
                    ("csv", tr!(PeopleExportCsv)),
                    ("xlsx", tr!(PeopleExportExcel)),
                    ("pdf", tr!(ClinicExportPdf)),
                ] query=files/>
        </PageHead>
        <Flash param="cancelled" text=tr!(ClinicCancelledNow)/>
        <Flash param="booked" text=tr!(ClinicBookedNow)/>
        <FormError error=action_error(action)/>
        <Filters asked=asked.clone() sought sort=place.sort.clone() choices search wording by_name_only action/>
        <ListTools list=&APPOINTMENTS asked=asked.clone() views keeping/>
        <p class="muted table-count" role="status">{total}</p>
        {list}
        <ListPages list=&APPOINTMENTS label=tr!(ClinicAppointmentPages) asked place/>
        <ShortcutHelp shortcuts=&SHORTCUTS/>
    }
    .into_any()
}

#[component]
fn Filters(
    asked: Asked,
    sought: String,
    sort: String,
    choices: ChoicesView,
    search: PractitionerSearch,
    wording: Wording,
    by_name_only: bool,
    action: ServerAction<SearchAppointments>,
) -> impl IntoView {
    let part = |name| asked.get(name);
    let (when, status) = (part("when"), part("status"));
    let chosen = [part("centre"), part("service")];
    let whens = WHEN
        .into_iter()
        .map(|(value, name)| view! { <option value=value selected=when == value>{said(name)}</option> })
        .collect_view();
    let statuses: Vec<_> =
        Status::ALL.into_iter().map(|one| (one.as_str(), status_word(one, wording).to_owned())).collect();
    view! {
        <ActionForm action keeps_text=false attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="patient" data-shortcut="/">
                    {if by_name_only { tr!(ClinicFindPatientName) } else { tr!(ClinicFindPatient) }}
                </label>
                <input
                    id="patient"
                    name="patient"
                    type="search"
                    autocomplete="off"
                    maxlength="100"
                    aria-keyshortcuts="/"
                    value=sought
                />
            </div>
            <div class="field">
                <label for="when">{tr!(When)}</label>
                <select id="when" name="when">{whens}</select>
            </div>
            <DayFields asked=asked.clone()/>
            <PartFilter name="status" label=tr!(Status) all=tr!(ClinicAllStatuses) options=statuses chosen=status/>
            <PartFilters choices chosen search=Some(search)/>
            <SortField list=&APPOINTMENTS asked sort is_posted=true/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name="calendar"/>
            <h2>{tr!(ClinicNoAppointments)}</h2>
            <p>{tr!(ClinicNothingMatches)}</p>
            <a class="btn" href="/admin/appointments?when=all">{tr!(ClinicShowAll)}</a>
        </div>
    }
}

fn row(row: AppointmentView, may_settle: bool) -> Row {
    let (date, patient, practitioner) = (&row.when.long_date, &row.patient_name, &row.practitioner_name);
    let context = format!(" {}", tr!(ClinicOfAppointment, date = date, patient = patient, practitioner = practitioner));
    let when = view! { <ShortDateTime when=row.when.clone()/> };
    let when = if may_settle {
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
    Row::new(cells).with_actions(cancel)
}
