//! The applications to work with the clinic, by where they stand.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        icon::Icon,
        listing::{
            Asked, ListPages, ListTable, Row, SHORTCUTS, asked,
            saved::{Keeping, ListTools, with_views},
            tools::SortField,
        },
        live::on_application_change,
        loaded::{followed_answer, resource},
        page_head::PageHead,
        shortcuts::ShortcutHelp,
        words,
    },
    domain::{application::ApplicationStatus, list::APPLICATIONS},
    server_fns::vetting::admin_applications,
    views::{
        list_view::ListViewsView,
        vetting::{ApplicationRowView, ApplicationsView},
    },
    words::tr,
};

/// The page.
#[component]
pub fn Applications() -> impl IntoView {
    let wanted = asked(&APPLICATIONS);
    let keeping = Keeping::new();
    let data = resource(
        move || (wanted.get(), keeping.version()),
        |(asked, _)| {
            let opens = asked.opens;
            with_views(&APPLICATIONS, opens, admin_applications(asked.get("status"), asked.place))
        },
    );
    on_application_change(move || data.refetch());
    view! {
        <div class="wrap">
            {followed_answer(data, wanted, move |(found, views), asked| {
                view! { <Shown found views asked keeping/> }.into_any()
            })}
        </div>
    }
}

/// The heading of a list with this status.
fn heading(status: ApplicationStatus) -> &'static str {
    match status {
        ApplicationStatus::Received => tr!(PeopleToDecide),
        ApplicationStatus::Asked => tr!(PeopleWaitsForAnswer),
        ApplicationStatus::Approved => tr!(PeopleApproved),
        ApplicationStatus::Refused => tr!(PeopleDeclined),
        ApplicationStatus::Withdrawn => tr!(PeopleWithdrawn),
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
fn Shown(found: ApplicationsView, views: ListViewsView, asked: Asked, keeping: Keeping) -> impl IntoView {
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
        let (asked, place) = (asked.clone(), found.place.clone());
        let rows: Vec<Row> = found.rows.into_iter().map(row).collect();
        view! { <ListTable list=&APPLICATIONS caption=tr!(PeopleApplications) asked place rows/> }.into_any()
    };
    let place = found.place;
    let (filters, sort) = (asked.clone(), place.sort.clone());
    view! {
        <PageHead
            title=tr!(PeopleApplications)
            lede=tr!(PeopleApplicationsLede)
            crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
        >
            <a class="btn" href="/admin/invitations"><Icon name="send"/>{tr!(PeopleInvite)}</a>
        </PageHead>
        <nav aria-label=tr!(PeopleByStatus)>
            <ul class="chips" role="list">
                {link("/admin/applications?view=all".to_owned(), tr!(PeopleAll), all, chosen.is_none())}
                {links}
            </ul>
        </nav>
        <Form method="get" action="/admin/applications" attr:class="table-tools">
            {chosen.map(|status| view! { <input type="hidden" name="status" value=status.as_str()/> })}
            <SortField list=&APPLICATIONS asked=filters sort/>
            <button class="btn" type="submit">{tr!(PeopleSort)}</button>
        </Form>
        <ListTools list=&APPLICATIONS asked=asked.clone() views keeping/>
        <div class="section-tight">{list}</div>
        <ListPages list=&APPLICATIONS label=tr!(PeopleApplicationPages) asked place/>
        <ShortcutHelp shortcuts=&SHORTCUTS/>
    }
    .into_any()
}

#[component]
fn Nobody(is_filtered: bool) -> impl IntoView {
    let (title, text) = if is_filtered {
        (tr!(PeopleNoneOfStatus), tr!(PeopleNoneOfStatusText))
    } else {
        (tr!(PeopleNoApplications), tr!(PeopleNoApplicationsText))
    };
    view! {
        <div class="empty">
            <Icon name="graduation"/>
            <h2>{title}</h2>
            <p>{text}</p>
            <a class="btn" href="/join">{tr!(PeopleSeeForm)}</a>
        </div>
    }
}

fn row(one: ApplicationRowView) -> Row {
    let name = view! { <a href=format!("/admin/applications/{}", one.id) data-walk="">{one.name}</a> };
    let status = view! { <span class=badge(one.status)>{words::application_status(one.status)}</span> };
    Row::new(vec![
        name.into_any(),
        one.profession.into_any(),
        status.into_any(),
        one.sent.into_any(),
        one.changed.into_any(),
    ])
}
