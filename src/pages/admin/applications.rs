//! The applications to work with the clinic, by where they stand.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        icon::Icon,
        listing::{
            Row,
            page::{ListPage, Listing, NoRows, OpenList},
            tools::SortField,
        },
        live::on_application_change,
        words,
    },
    domain::{application::ApplicationStatus, list::APPLICATIONS},
    server_fns::vetting::admin_applications,
    views::vetting::{ApplicationRowView, ApplicationsView},
    words::tr,
};

/// The page.
#[component]
pub fn Applications() -> impl IntoView {
    let list = OpenList::new(&APPLICATIONS, || (), |asked, _| admin_applications(asked.get("status"), asked.place));
    let data = list.data;
    on_application_change(move || data.refetch());
    view! {
        <div class="wrap">
            {list.shown(|found, listing| view! { <Shown found listing/> }.into_any())}
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
fn Shown(found: ApplicationsView, listing: Listing) -> impl IntoView {
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
    let place = found.place;
    let (asked, sort) = (listing.asked.clone(), place.sort.clone());
    let invite = view! { <a class="btn" href="/admin/invitations"><Icon name="send"/>{tr!(PeopleInvite)}</a> };
    view! {
        <ListPage
            listing
            title=tr!(PeopleApplications)
            lede=tr!(PeopleApplicationsLede)
            ways=invite.into_any()
            has_files=false
            rows=found.rows.into_iter().map(row).collect()
            place
            nothing=view! { <Nobody is_filtered=chosen.is_some()/> }.into_any()
            pages=tr!(PeopleApplicationPages)
        >
            <nav aria-label=tr!(PeopleByStatus)>
                <ul class="chips" role="list">
                    {link("/admin/applications?view=all".to_owned(), tr!(PeopleAll), all, chosen.is_none())}
                    {links}
                </ul>
            </nav>
            <Form method="get" action=APPLICATIONS.path attr:class="table-tools">
                {chosen.map(|status| view! { <input type="hidden" name="status" value=status.as_str()/> })}
                <SortField list=&APPLICATIONS asked sort/>
                <button class="btn" type="submit">{tr!(PeopleSort)}</button>
            </Form>
        </ListPage>
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
        <NoRows icon="graduation" title text>
            <a class="btn" href="/join">{tr!(PeopleSeeForm)}</a>
        </NoRows>
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
