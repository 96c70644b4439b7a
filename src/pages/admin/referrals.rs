//! The clinic's referrals: who was referred to whom, and their status. What they are about is not the clinic's to read.

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
        part_filters::PartFilter,
        referral::{StandingBadge, addressee, priority_word, standing_word},
    },
    domain::{
        list::REFERRALS,
        referral::{Priority, Standing},
    },
    server_fns::{referral::admin_referrals, sought::SearchReferrals},
    views::referral::{ReferralQuery, ReferralRowView, ReferralsView},
    words::tr,
};

/// The page.
#[component]
pub fn Referrals() -> impl IntoView {
    let list = OpenList::new(
        &REFERRALS,
        || (),
        |asked, again| {
            let part = |name| asked.get(name);
            let query = ReferralQuery {
                patient: part("patient"),
                referrer: part("referrer"),
                addressee: part("addressee"),
                field: part("field"),
                status: part("status"),
                priority: part("priority"),
                from: part("from"),
                until: part("until"),
            };
            admin_referrals(query, asked.place, again)
        },
    );
    list.follow();
    let search = ServerAction::<SearchReferrals>::new();
    view! {
        <div class="wrap">
            {list.shown(move |found, listing| view! { <Shown found listing search/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: ReferralsView, listing: Listing, search: ServerAction<SearchReferrals>) -> impl IntoView {
    let ReferralsView { sought, fields, rows, place } = found;
    let (asked, sort) = (listing.asked.clone(), place.sort.clone());
    let nothing =
        view! { <NoRows icon="file-text" title=tr!(ClinicNoReferrals) text=tr!(ClinicNothingMatches)/> }.into_any();
    view! {
        <ListPage
            listing
            title=tr!(NavReferralDesk)
            lede=tr!(ClinicReferralsLede)
            rows=rows.into_iter().map(row).collect()
            place
            nothing
            pages=tr!(ClinicReferralPages)
        >
            <FormError error=action_error(search)/>
            <Filters asked sought fields sort search/>
        </ListPage>
    }
    .into_any()
}

#[component]
fn Filters(
    asked: Asked,
    sought: [String; 3],
    fields: Vec<String>,
    sort: String,
    search: ServerAction<SearchReferrals>,
) -> impl IntoView {
    let [field, status, priority] = ["field", "status", "priority"].map(|name| asked.get(name));
    let [patient, referrer, addressee] = sought;
    let fields: Vec<_> = fields.into_iter().map(|one| (one.clone(), one)).collect();
    let standings = Standing::ALL.map(|one| (one.as_str(), standing_word(one).to_owned())).to_vec();
    let priorities = Priority::ALL.map(|one| (one.as_str(), priority_word(one).to_owned())).to_vec();
    view! {
        <ActionForm action=search keeps_text=false attr:class="table-tools" attr:role="search">
            <SoughtField name="patient" label=tr!(ClinicFindPatientName) value=patient/>
            <div class="field">
                <label for="referrer">{tr!(ClinicListReferrer)}</label>
                <input id="referrer" name="referrer" type="search" autocomplete="off" maxlength="100" value=referrer/>
            </div>
            <div class="field">
                <label for="addressee">{tr!(ClinicListAddressee)}</label>
                <input id="addressee" name="addressee" type="search" autocomplete="off" maxlength="100" value=addressee/>
            </div>
            <PartFilter name="field" label=tr!(Expertise) all=tr!(AnyExpertise) options=fields chosen=field/>
            <PartFilter name="status" label=tr!(Status) all=tr!(ClinicAllStatuses) options=standings chosen=status/>
            <PartFilter name="priority" label=tr!(ClinicListUrgency) all=tr!(PeopleAll) options=priorities chosen=priority/>
            <DayFields asked=asked.clone()/>
            <SortField list=&REFERRALS asked sort is_posted=true/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </ActionForm>
    }
    .into_any()
}

fn row(row: ReferralRowView) -> Row {
    let to = addressee(&row);
    let page = format!("{}/{}", REFERRALS.path, row.id);
    Row::new(vec![
        view! { <a href=page data-walk="">{row.patient_name}</a> }.into_any(),
        view! { <a href=format!("/practitioners/{}", row.referrer)>{row.from}</a> }.into_any(),
        to.into_any(),
        row.sent.into_any(),
        row.until.into_any(),
        priority_word(row.priority).into_any(),
        view! { <StandingBadge standing=row.standing/> }.into_any(),
    ])
}
