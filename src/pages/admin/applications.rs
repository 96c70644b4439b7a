//! The applications to work with the clinic, by status.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Row,
            page::{ListPage, Listing, NoRows, OpenList, SoughtField},
            tools::{DayFields, SortField},
        },
        live::on_application_change,
        part_filters::PartFilter,
        words,
    },
    domain::{application::ApplicationStatus, list::APPLICATIONS},
    server_fns::{sought::SearchApplications, vetting::admin_applications},
    views::vetting::{ApplicationQuery, ApplicationRowView, ApplicationsView},
    words::tr,
};

/// The page.
#[component]
pub fn Applications() -> impl IntoView {
    let list = OpenList::new(
        &APPLICATIONS,
        || (),
        |asked, _| {
            let part = |name| asked.get(name);
            let query = ApplicationQuery {
                name: part("name"),
                status: part("status"),
                profession: part("profession"),
                from: part("from"),
                until: part("until"),
            };
            admin_applications(query, asked.place)
        },
    );
    let search = ServerAction::<SearchApplications>::new();
    let data = list.data;
    on_application_change(move || data.refetch());
    view! {
        <div class="wrap">
            {list.shown(move |found, listing| view! { <Shown found listing search/> }.into_any())}
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
fn Shown(found: ApplicationsView, listing: Listing, search: ServerAction<SearchApplications>) -> impl IntoView {
    let ApplicationsView { rows, counts, status: chosen, sought, professions, place } = found;
    let all: i64 = counts.iter().map(|(_, count)| *count).sum();
    let link = |href: String, name: &'static str, count: i64, is_current: bool| {
        view! {
            <li>
                <a class="chip" href=href aria-current=is_current.then_some("page")>{format!("{name} ({count})")}</a>
            </li>
        }
    };
    let links = counts
        .iter()
        .map(|(status, count)| {
            let href = format!("/admin/applications?status={}", status.as_str());
            link(href, heading(*status), *count, chosen == Some(*status))
        })
        .collect_view();
    let is_narrowed = listing.asked.criteria.iter().any(|(name, _)| *name != "status");
    let (asked, sort) = (listing.asked.clone(), place.sort.clone());
    let invite = view! { <a class="btn" href="/admin/invitations"><Icon name="send"/>{tr!(PeopleInvite)}</a> };
    view! {
        <ListPage
            listing
            title=tr!(PeopleApplications)
            lede=tr!(PeopleApplicationsLede)
            ways=invite.into_any()
            rows=rows.into_iter().map(row).collect()
            place
            nothing=view! { <Nobody is_filtered=chosen.is_some() is_narrowed/> }.into_any()
            pages=tr!(PeopleApplicationPages)
        >
            <nav aria-label=tr!(PeopleByStatus)>
                <ul class="chips" role="list">
                    {link("/admin/applications?view=all".to_owned(), tr!(PeopleAll), all, chosen.is_none())}
                    {links}
                </ul>
            </nav>
            <FormError error=action_error(search)/>
            <ActionForm action=search keeps_text=false attr:class="table-tools" attr:role="search">
                {chosen.map(|status| view! { <input type="hidden" name="status" value=status.as_str()/> })}
                <SoughtField name="name" label=tr!(PeopleName) value=sought/>
                <PartFilter
                    name="profession"
                    label=tr!(Profession)
                    all=tr!(AnyProfession)
                    options=professions.into_iter().map(|one| (one.clone(), one)).collect()
                    chosen=asked.get("profession")
                />
                <DayFields asked=asked.clone()/>
                <SortField list=&APPLICATIONS asked sort is_posted=true/>
                <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
            </ActionForm>
        </ListPage>
    }
    .into_any()
}

#[component]
fn Nobody(is_filtered: bool, is_narrowed: bool) -> impl IntoView {
    let (title, text) = match (is_narrowed, is_filtered) {
        (true, _) => (tr!(PeopleNoneOfStatus), tr!(ClinicNothingMatches)),
        (false, true) => (tr!(PeopleNoneOfStatus), tr!(PeopleNoneOfStatusText)),
        (false, false) => (tr!(PeopleNoApplications), tr!(PeopleNoApplicationsText)),
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
