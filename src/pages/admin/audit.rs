//! The audit: who did what to which thing, on what basis, with which outcome.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, Row,
            page::{ListPage, Listing, NoRows, OpenList, SoughtField},
            tools::{DayFields, SortField},
        },
        time::DateTime,
    },
    domain::{audit::Area, list::AUDIT},
    server_fns::{audit::audit, sought::SearchAudit},
    views::audit::{AuditQuery, AuditRowView, AuditView},
    words::{counted, tr},
};

/// The name of an area.
fn named(area: Area) -> &'static str {
    match area {
        Area::Appointments => tr!(NavAllAppointments),
        Area::Waitlist => tr!(NavWaitingList),
        Area::Records => tr!(AuditAreaRecords),
        Area::Emergencies => tr!(ClinicEmergencies),
        Area::Prescriptions => tr!(RecordPrescriptions),
        Area::Referrals => tr!(NavReferralDesk),
        Area::Documents => tr!(Documents),
        Area::Messages => tr!(Messages),
        Area::Sharing => tr!(ClinicRecordAccess),
        Area::Patients => tr!(NavPatients),
        Area::Accounts => tr!(AuditAreaAccounts),
        Area::Hours => tr!(AuditAreaHours),
        Area::Directory => tr!(AuditAreaDirectory),
        Area::Applications => tr!(PeopleApplications),
        Area::Ratings => tr!(AuditAreaRatings),
        Area::Settings => tr!(NavSettings),
        Area::Mail => tr!(AuditAreaMail),
        Area::Audit => tr!(AuditAreaAudit),
        Area::Refusals => tr!(AuditAreaRefusals),
    }
}

/// The page.
#[component]
pub fn Audit() -> impl IntoView {
    let list = OpenList::new(
        &AUDIT,
        || (),
        |asked, again| {
            let part = |name| asked.get(name);
            let query = AuditQuery {
                actor: part("actor"),
                patient: part("patient"),
                area: part("area"),
                from: part("from"),
                until: part("until"),
                refused: part("refused"),
            };
            audit(query, asked.place, again)
        },
    );
    list.follow();
    let search = ServerAction::<SearchAudit>::new();
    view! {
        <div class="wrap">
            {list.shown(move |found, listing| view! { <Shown found listing search/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: AuditView, listing: Listing, search: ServerAction<SearchAudit>) -> impl IntoView {
    let AuditView { sought, rows, place, has_overview } = found;
    let (asked, sort) = (listing.asked.clone(), place.sort.clone());
    let nothing = view! {
        <NoRows icon="search" title=tr!(AuditNone) text=tr!(AuditNoneText)>
            <a class="btn" href="/admin/audit?view=all">{tr!(AuditShowAll)}</a>
        </NoRows>
    }
    .into_any();
    view! {
        <ListPage
            listing
            title=tr!(AuditTitle)
            lede=tr!(AuditLede)
            crumbs=if has_overview { vec![("/admin", tr!(NavOverview))] } else { Vec::new() }
            rows=rows.into_iter().map(row).collect()
            place
            nothing
            pages=tr!(AuditPages)
        >
            <FormError error=action_error(search)/>
            <Filters asked sought sort search/>
        </ListPage>
    }
    .into_any()
}

#[component]
fn Filters(asked: Asked, sought: (String, String), sort: String, search: ServerAction<SearchAudit>) -> impl IntoView {
    let part = |name| asked.get(name);
    let (actor, patient) = sought;
    let only_refused = part("refused") == "true";
    let chosen = Area::parse(&part("area"));
    let areas = Area::ALL
        .iter()
        .map(|area| view! { <option value=area.as_str() selected=chosen == Some(*area)>{named(*area)}</option> })
        .collect_view();
    view! {
        <ActionForm action=search keeps_text=false attr:class="table-tools" attr:role="search">
            <SoughtField name="actor" label=tr!(ClinicWho) value=actor/>
            <div class="field">
                <label for="patient">{tr!(AuditWhoseRecord)}</label>
                <input id="patient" name="patient" type="search" autocomplete="off" value=patient/>
            </div>
            <div class="field">
                <label for="area">{tr!(What)}</label>
                <select id="area" name="area">
                    <option value="" selected=chosen.is_none()>{tr!(AuditEverything)}</option>
                    {areas}
                </select>
            </div>
            <DayFields asked=asked.clone()/>
            <label class="choice">
                <input type="checkbox" name="refused" value="true" checked=only_refused/>
                <span>{tr!(AuditOnlyRefused)}</span>
            </label>
            <SortField list=&AUDIT asked sort is_posted=true/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(Show)}</button>
        </ActionForm>
    }
    .into_any()
}

/// The outcome, and how often.
pub(super) fn outcome(row: &AuditRowView) -> AnyView {
    let class = if row.is_done { "badge badge-success" } else { "badge badge-warn" };
    let times = usize::try_from(row.times).unwrap_or_default();
    let times = (times > 1).then(|| format!(" {}", counted!(AuditTimes, times)));
    view! { <span><span class=class>{row.outcome.clone()}</span>{times}</span> }.into_any()
}

fn row(row: AuditRowView) -> Row {
    let page = format!("{}/{}", AUDIT.path, row.seq);
    let outcome = outcome(&row);
    let reason = (!row.reason.is_empty()).then(|| view! { <br/><span class="muted small">{row.reason}</span> });
    let part = (!row.part.is_empty()).then(|| view! { " " <code>{row.part}</code> });
    let code = row.action.clone();
    let said = if row.said.is_empty() { row.action } else { row.said };
    let who = if row.actor.is_empty() { "-".to_owned() } else { row.actor };
    Row::new(vec![
        view! { <a class="nowrap" href=page data-walk=""><DateTime when=row.when/></a> }.into_any(),
        who.into_any(),
        view! { <span data-code=code>{said}{reason}</span> }.into_any(),
        view! { <span>{row.thing}{part}</span> }.into_any(),
        row.patient.into_any(),
        row.basis.into_any(),
        outcome,
    ])
}
