//! Referrals of the clinic: who was referred to whom, and where that stands. What they are about is not the clinic's to read.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        icon::Icon,
        listing::{
            Asked, ListPages, ListTable, Row, SHORTCUTS, asked,
            saved::{Keeping, ListTools, with_views},
            tools::{DayFields, ListFiles, SortField},
        },
        loaded::{loaded, resource},
        page_head::PageHead,
        part_filters::PartFilter,
        referral::{StandingBadge, addressee, priority_word, standing_word},
        shortcuts::ShortcutHelp,
    },
    domain::{
        ids::PatientId,
        list::REFERRALS,
        referral::{Priority, Standing},
    },
    server_fns::{referral::admin_referrals, sought::SearchReferrals},
    views::{
        list_view::ListViewsView,
        referral::{ReferralQuery, ReferralRowView, ReferralsView},
    },
    words::tr,
};

/// The page.
#[component]
pub fn Referrals() -> impl IntoView {
    let wanted = asked(&REFERRALS);
    let keeping = Keeping::new();
    let data = resource(
        move || (wanted.get(), keeping.version()),
        |(asked, _)| {
            let part = |name| asked.get(name);
            let query = ReferralQuery {
                patient: part("patient"),
                status: part("status"),
                priority: part("priority"),
                from: part("from"),
                until: part("until"),
            };
            with_views(&REFERRALS, asked.opens, admin_referrals(query, asked.place))
        },
    );
    let search = ServerAction::<SearchReferrals>::new();
    view! {
        <div class="wrap">
            {loaded(data, move |(found, views)| {
                view! { <Shown found views asked=wanted.get_untracked() keeping search/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Shown(
    found: ReferralsView,
    views: ListViewsView,
    asked: Asked,
    keeping: Keeping,
    search: ServerAction<SearchReferrals>,
) -> impl IntoView {
    let ReferralsView { sought, rows, place } = found;
    let files = asked.query();
    let list = if rows.is_empty() {
        view! {
            <div class="empty">
                <Icon name="file-text"/>
                <h2>{tr!(ClinicNoReferrals)}</h2>
                <p>{tr!(ClinicNothingMatches)}</p>
            </div>
        }
        .into_any()
    } else {
        let (asked, place) = (asked.clone(), place.clone());
        let rows: Vec<Row> = rows.into_iter().map(row).collect();
        view! { <ListTable list=&REFERRALS caption=tr!(NavReferralDesk) asked place rows/> }.into_any()
    };
    view! {
        <PageHead
            title=tr!(NavReferralDesk)
            lede=tr!(ClinicReferralsLede)
            crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
        >
            <ListFiles
                base="/admin/referrals/referrals"
                kinds=[("csv", tr!(PeopleExportCsv)), ("xlsx", tr!(PeopleExportExcel))]
                query=files
            />
        </PageHead>
        <FormError error=action_error(search)/>
        <Filters asked=asked.clone() sought sort=place.sort.clone() search/>
        <ListTools list=&REFERRALS asked=asked.clone() views keeping/>
        {list}
        <ListPages list=&REFERRALS label=tr!(ClinicReferralPages) asked place/>
        <ShortcutHelp shortcuts=&SHORTCUTS/>
    }
    .into_any()
}

#[component]
fn Filters(asked: Asked, sought: String, sort: String, search: ServerAction<SearchReferrals>) -> impl IntoView {
    let part = |name| asked.get(name);
    let (status, priority) = (part("status"), part("priority"));
    let standings = Standing::ALL.map(|one| (one.as_str(), standing_word(one).to_owned())).to_vec();
    let priorities = Priority::ALL.map(|one| (one.as_str(), priority_word(one).to_owned())).to_vec();
    view! {
        <ActionForm action=search keeps_text=false attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="patient" data-shortcut="/">{tr!(ClinicFindPatientName)}</label>
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
            <PartFilter name="status" label=tr!(Status) all=tr!(ClinicAllStatuses) options=standings chosen=status/>
            <PartFilter name="priority" label=tr!(ClinicListUrgency) all=tr!(PeopleAll) options=priorities chosen=priority/>
            <DayFields asked=asked.clone()/>
            <SortField list=&REFERRALS asked sort is_posted=true/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </ActionForm>
    }
    .into_any()
}

fn row((row, account): (ReferralRowView, Option<PatientId>)) -> Row {
    let to = addressee(&row);
    let patient = match account {
        Some(id) => view! { <a href=format!("/admin/users/{id}") data-walk="">{row.patient_name}</a> }.into_any(),
        None => row.patient_name.into_any(),
    };
    Row::new(vec![
        patient,
        view! { <a href=format!("/practitioners/{}", row.referrer)>{row.from}</a> }.into_any(),
        to.into_any(),
        row.sent.into_any(),
        row.until.into_any(),
        priority_word(row.priority).into_any(),
        view! { <StandingBadge standing=row.standing/> }.into_any(),
    ])
}
