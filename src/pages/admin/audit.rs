//! The audit: who did what to which thing, on what ground, with which outcome.

use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        table::Table,
        time::DateTime,
    },
    domain::{address::escape, audit::Area},
    server_fns::audit::audit,
    views::audit::{AuditQuery, AuditRowView, AuditView},
};

/// What an area is called.
fn named(area: Area) -> &'static str {
    match area {
        Area::Appointments => "Appointments",
        Area::Waitlist => "Waiting list",
        Area::Records => "Records",
        Area::Emergencies => "Emergency access",
        Area::Prescriptions => "Prescriptions",
        Area::Referrals => "Referrals",
        Area::Documents => "Documents",
        Area::Messages => "Messages",
        Area::Sharing => "Access to records",
        Area::Patients => "Patients",
        Area::Accounts => "Accounts",
        Area::Hours => "Hours",
        Area::Directory => "Practitioners, centres and services",
        Area::Applications => "Applications",
        Area::Ratings => "Ratings",
        Area::Settings => "Settings",
        Area::Mail => "Email and messages to the clinic",
        Area::Audit => "The audit",
        Area::Refusals => "Refused requests",
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
    let data = resource(move || wanted.get(), audit);
    view! {
        <div class="wrap">
            {loaded(data, move |found| view! { <Shown found wanted=wanted.get_untracked()/> }.into_any())}
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
fn Shown(found: AuditView, wanted: AuditQuery) -> impl IntoView {
    let AuditView { rows, older, has_overview } = found;
    let crumbs = if has_overview { vec![("/admin".into(), "Overview".into())] } else { Vec::new() };
    let [csv, xlsx] = ["csv", "xlsx"].map(|kind| format!("/admin/audit/audit.{kind}?{}", address(&wanted, 0)));
    let older = older.map(|seq| {
        view! {
            <nav class="pager" aria-label="Pages of the audit">
                <a class="btn" rel="next" href=format!("/admin/audit?{}", address(&wanted, seq))>"Older"<Icon name="chevron-right" class="icon-dir"/></a>
            </nav>
        }
    });
    let list = if rows.is_empty() {
        view! { <div class="empty"><Icon name="search"/><h2>"Nothing found"</h2><p>"Nothing in the audit matches. Try fewer words."</p><a class="btn" href="/admin/audit">"Show everything"</a></div> }
            .into_any()
    } else {
        let rows = rows.into_iter().map(|row| view! { <Row row/> }).collect_view();
        view! {
            <Table id="audit" caption="Audit" columns=&["When", "Who", "What", "To what", "Whose record", "Ground", "Outcome"]>
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <PageHead title="Audit" lede="Entries can only be added. Each row carries the hash of the one before it, so consulta audit verify reveals any change." crumbs>
            <a class="btn" href=csv rel="external" download="audit.csv"><Icon name="download"/>"Export as CSV"</a>
            <a class="btn" href=xlsx rel="external" download="audit.xlsx"><Icon name="download"/>"Export as Excel"</a>
        </PageHead>
        <Filters wanted/>
        {list}
        {older}
    }
    .into_any()
}

#[component]
fn Filters(wanted: AuditQuery) -> impl IntoView {
    let chosen = Area::parse(&wanted.area);
    let areas = Area::ALL
        .iter()
        .map(|area| view! { <option value=area.as_str() selected=chosen == Some(*area)>{named(*area)}</option> })
        .collect_view();
    view! {
        <Form method="get" action="/admin/audit" attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="actor">"Who"</label>
                <input id="actor" name="actor" type="search" autocomplete="off" value=wanted.actor/>
            </div>
            <div class="field">
                <label for="patient">"Whose record"</label>
                <input id="patient" name="patient" type="search" autocomplete="off" value=wanted.patient/>
            </div>
            <div class="field">
                <label for="area">"What"</label>
                <select id="area" name="area">
                    <option value="" selected=chosen.is_none()>"Everything"</option>
                    {areas}
                </select>
            </div>
            <div class="field">
                <label for="from">"From"</label>
                <input id="from" name="from" type="date" value=wanted.from/>
            </div>
            <div class="field">
                <label for="until">"Until"</label>
                <input id="until" name="until" type="date" value=wanted.until/>
            </div>
            <label class="choice">
                <input type="checkbox" name="refused" value="true" checked=wanted.refused == "true"/>
                <span>"Only refused"</span>
            </label>
            <button class="btn" type="submit"><Icon name="search"/>"Show"</button>
        </Form>
    }
    .into_any()
}

#[component]
fn Row(row: AuditRowView) -> impl IntoView {
    let outcome = match row.outcome.as_str() {
        "done" | "justified" => view! { <span class="badge badge-success">{row.outcome.clone()}</span> },
        _ => view! { <span class="badge badge-warn">{row.outcome.clone()}</span> },
    };
    let outcome = view! { {outcome}{(row.times > 1).then(|| format!(" {} times", row.times))} };
    let reason = (!row.reason.is_empty()).then(|| view! { <br/><span class="muted small">{row.reason}</span> });
    let said = (!row.said.is_empty()).then(|| view! { {row.said}<br/> });
    let who = if row.actor.is_empty() { "-".to_owned() } else { row.actor };
    view! {
        <tr>
            <td data-label="When" class="nowrap"><DateTime when=row.when/></td>
            <th scope="row" data-label="Who">{who}</th>
            <td data-label="What">{said}<span class="muted small">{row.action}</span>{reason}</td>
            <td data-label="To what">{row.thing}</td>
            <td data-label="Whose record">{row.patient}</td>
            <td data-label="Ground">{row.basis}</td>
            <td data-label="Outcome">{outcome}</td>
        </tr>
    }
    .into_any()
}
