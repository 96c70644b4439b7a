//! The audit: who did what to which thing, on what ground, with which outcome.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        table::Table,
        time::DateTime,
    },
    domain::{address::escape, audit::Area},
    server_fns::{audit::audit, sought::SearchAudit},
    views::audit::{AuditQuery, AuditRowView, AuditView},
    words::{counted, tr},
};

/// What an area is called.
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
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let part = |name| query.get(name).unwrap_or_default();
            AuditQuery {
                actor: part("actor"),
                patient: part("patient"),
                area: part("area"),
                from: part("from"),
                until: part("until"),
                refused: part("refused"),
                before: part("before"),
            }
        })
    });
    let search = ServerAction::<SearchAudit>::new();
    let data = resource(move || wanted.get(), audit);
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <Shown found wanted=wanted.get_untracked() search/> }.into_any())}
        </div>
    }
}

fn address(wanted: &AuditQuery, before: i64) -> String {
    let AuditQuery { actor, patient, area, from, until, refused, .. } = wanted;
    let parts = [
        ("actor", actor),
        ("patient", patient),
        ("area", area),
        ("from", from),
        ("until", until),
        ("refused", refused),
    ];
    let mut query: String = parts
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}&", escape(value)))
        .collect();
    if before > 0 {
        query += &format!("before={before}");
    }
    query.trim_end_matches('&').to_owned()
}

#[component]
fn Shown(found: AuditView, wanted: AuditQuery, search: ServerAction<SearchAudit>) -> impl IntoView {
    let AuditView { sought, rows, older, has_overview } = found;
    let crumbs = if has_overview { vec![("/admin".into(), tr!(NavOverview).into())] } else { Vec::new() };
    let [csv, xlsx] = ["csv", "xlsx"].map(|kind| format!("/admin/audit/audit.{kind}?{}", address(&wanted, 0)));
    let older = older.map(|seq| {
        view! {
            <nav class="pager" aria-label=tr!(AuditPages)>
                <a class="btn" rel="next" href=format!("/admin/audit?{}", address(&wanted, seq))>{tr!(Older)}<Icon name="chevron-right" class="icon-dir"/></a>
            </nav>
        }
    });
    let list = if rows.is_empty() {
        view! { <div class="empty"><Icon name="search"/><h2>{tr!(AuditNone)}</h2><p>{tr!(AuditNoneText)}</p><a class="btn" href="/admin/audit">{tr!(AuditShowAll)}</a></div> }
            .into_any()
    } else {
        let rows = rows.into_iter().map(|row| view! { <Row row/> }).collect_view();
        view! {
            <Table
                id="audit"
                caption=tr!(AuditTitle)
                columns=[
                    tr!(When),
                    tr!(ClinicWho),
                    tr!(What),
                    tr!(AuditToWhat),
                    tr!(AuditWhoseRecord),
                    tr!(AuditGround),
                    tr!(AuditOutcome),
                ]
            >
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr!(AuditTitle) lede=tr!(AuditLede) crumbs>
            <a class="btn" href=csv rel="external" download="audit.csv"><Icon name="download"/>{tr!(AuditCsv)}</a>
            <a class="btn" href=xlsx rel="external" download="audit.xlsx"><Icon name="download"/>{tr!(AuditXlsx)}</a>
        </PageHead>
        <FormError error=action_error(search)/>
        <Filters wanted sought search/>
        {list}
        {older}
    }
    .into_any()
}

#[component]
fn Filters(wanted: AuditQuery, sought: (String, String), search: ServerAction<SearchAudit>) -> impl IntoView {
    let (actor, patient) = sought;
    let chosen = Area::parse(&wanted.area);
    let areas = Area::ALL
        .iter()
        .map(|area| view! { <option value=area.as_str() selected=chosen == Some(*area)>{named(*area)}</option> })
        .collect_view();
    view! {
        <ActionForm action=search keeps_text=false attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="actor">{tr!(ClinicWho)}</label>
                <input id="actor" name="actor" type="search" autocomplete="off" value=actor/>
            </div>
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
            <div class="field">
                <label for="from">{tr!(ClinicFrom)}</label>
                <input id="from" name="from" type="date" value=wanted.from/>
            </div>
            <div class="field">
                <label for="until">{tr!(ClinicUntil)}</label>
                <input id="until" name="until" type="date" value=wanted.until/>
            </div>
            <label class="choice">
                <input type="checkbox" name="refused" value="true" checked=wanted.refused == "true"/>
                <span>{tr!(AuditOnlyRefused)}</span>
            </label>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(Show)}</button>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Row(row: AuditRowView) -> impl IntoView {
    let class = if row.is_done { "badge badge-success" } else { "badge badge-warn" };
    let outcome = view! { <span class=class>{row.outcome}</span> };
    let outcome = view! { {outcome}{(row.times > 1).then(|| format!(" {}", counted!(AuditTimes, usize::try_from(row.times).unwrap_or_default())))} };
    let reason = (!row.reason.is_empty()).then(|| view! { <br/><span class="muted small">{row.reason}</span> });
    let part = (!row.part.is_empty()).then(|| view! { " " <code>{row.part}</code> });
    let code = row.action.clone();
    let said = if row.said.is_empty() { row.action } else { row.said };
    let who = if row.actor.is_empty() { "-".to_owned() } else { row.actor };
    view! {
        <tr>
            <td data-label=tr!(When) class="nowrap"><DateTime when=row.when/></td>
            <th scope="row" data-label=tr!(ClinicWho)>{who}</th>
            <td data-label=tr!(What) data-code=code>{said}{reason}</td>
            <td data-label=tr!(AuditToWhat)>{row.thing}{part}</td>
            <td data-label=tr!(AuditWhoseRecord)>{row.patient}</td>
            <td data-label=tr!(AuditGround)>{row.basis}</td>
            <td data-label=tr!(AuditOutcome)>{outcome}</td>
        </tr>
    }
    .into_any()
}
