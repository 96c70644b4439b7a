//! The applications to work with the clinic, by where they stand.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        pager::stepper,
        table::Table,
        words,
    },
    domain::application::ApplicationStatus,
    server_fns::vetting::admin_applications,
    views::vetting::{ApplicationRowView, ApplicationsView},
};

/// The page.
#[component]
pub fn Applications() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        query.with(|query| {
            let part = |name| query.get(name).unwrap_or_default();
            (part("status"), part("page"))
        })
    });
    let data = resource(move || filter.get(), |(status, page)| admin_applications(status, page));
    view! { <div class="wrap">{loaded(data, |found| view! { <List found/> }.into_any())}</div> }
}

/// The heading of a list with this status.
fn heading(status: ApplicationStatus) -> &'static str {
    match status {
        ApplicationStatus::Received => "To decide",
        ApplicationStatus::Asked => "Waiting for an answer",
        ApplicationStatus::Approved => "Approved",
        ApplicationStatus::Refused => "Declined",
        ApplicationStatus::Withdrawn => "Withdrawn",
    }
}

/// How urgent this status looks.
pub(super) fn badge(status: ApplicationStatus) -> &'static str {
    match status {
        ApplicationStatus::Received => "badge badge-warn",
        ApplicationStatus::Asked => "badge badge-info",
        ApplicationStatus::Approved => "badge badge-success",
        ApplicationStatus::Refused | ApplicationStatus::Withdrawn => "badge",
    }
}

#[component]
fn List(found: ApplicationsView) -> impl IntoView {
    let chosen = found.status;
    let all: i64 = found.counts.iter().map(|(_, count)| *count).sum();
    let link = |href: String, name: &'static str, count: i64, is_current: bool| {
        view! {
            <li>
                <a class="chip" href=href aria-current=is_current.then_some("page")>{format!("{name} ({count})")}</a>
            </li>
        }
    };
    let links = found
        .counts
        .iter()
        .map(|(status, count)| {
            let href = format!("/admin/applications?status={}", status.as_str());
            link(href, heading(*status), *count, chosen == Some(*status))
        })
        .collect_view();
    let list = if found.rows.is_empty() {
        view! { <Nobody is_filtered=chosen.is_some()/> }.into_any()
    } else {
        let rows = found.rows.into_iter().map(row).collect_view();
        view! {
            <Table id="applications" caption="Applications" columns=&["Name", "Profession", "Status", "Sent", "Last change"]>
                {rows}
            </Table>
        }
        .into_any()
    };
    let status = chosen.map_or("", ApplicationStatus::as_str);
    view! {
        <PageHead
            title="Applications"
            lede="Practitioners who want to work with the clinic"
            crumbs=vec![("/admin".into(), "Overview".into())]
        >
            <a class="btn" href="/admin/invitations"><Icon name="send"/>"Invite someone"</a>
        </PageHead>
        <nav aria-label="Applications by status">
            <ul class="chips" role="list">
                {link("/admin/applications".to_owned(), "All", all, chosen.is_none())}
                {links}
            </ul>
        </nav>
        <div class="section-tight">{list}</div>
        {stepper("Pages of applications", ["Newer", "Older"], " applications", (found.page, found.more), |page| {
            format!("/admin/applications?status={status}&page={page}")
        })}
    }
    .into_any()
}

#[component]
fn Nobody(is_filtered: bool) -> impl IntoView {
    let (title, text) = if is_filtered {
        ("No applications here", "No one has an application with this status.")
    } else {
        ("No applications yet", "Practitioners apply under Join us. You can also send someone an invitation.")
    };
    view! {
        <div class="empty">
            <Icon name="graduation"/>
            <h2>{title}</h2>
            <p>{text}</p>
            <a class="btn" href="/join">"See the form"</a>
        </div>
    }
}

fn row(one: ApplicationRowView) -> AnyView {
    view! {
        <tr>
            <th scope="row" data-label="Name"><a href=format!("/admin/applications/{}", one.id)>{one.name}</a></th>
            <td data-label="Profession">{one.profession}</td>
            <td data-label="Status"><span class=badge(one.status)>{words::application_status(one.status)}</span></td>
            <td data-label="Sent">{one.sent}</td>
            <td data-label="Last change">{one.changed}</td>
        </tr>
    }
    .into_any()
}
