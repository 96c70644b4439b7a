//! A patient's referrals: what each is good for, and the way to booking with it.

use leptos::prelude::*;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        referral::{StandingBadge, addressee, booking_address, declined, visits},
    },
    server_fns::referral::own_referrals,
    views::referral::ReferralRowView,
};

/// The page.
#[component]
pub fn Referrals() -> impl IntoView {
    let data = resource(|| (), |()| own_referrals());
    view! { <div class="wrap wrap-narrow">{loaded(data, page)}</div> }
}

fn page(referrals: Vec<ReferralRowView>) -> AnyView {
    let list = if referrals.is_empty() {
        view! {
            <div class="empty">
                <Icon name="file-text"/>
                <h2>"No referrals yet"</h2>
                <p>"Some specialists see patients by referral only. A GP can write one for you during a visit, and it will appear here straight away."</p>
                <a class="btn" href="/search?profession=General%20practitioner"><Icon name="search"/>"Find a GP"</a>
            </div>
        }
        .into_any()
    } else {
        let rows = referrals.into_iter().map(row).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <PageHead
            title="My referrals"
            lede="With a referral, you can book specialists who see patients by referral only."
            crumbs=vec![("/patient".into(), "My appointments".into())]
        />
        {list}
    }
    .into_any()
}

fn row(row: ReferralRowView) -> AnyView {
    let whom = addressee(&row);
    let declined = declined(&row);
    let book = booking_address(&row).map(|href| {
        let whom = whom.clone();
        view! {
            <div class="row-actions">
                <a class="btn btn-primary btn-sm" href=href>
                    <Icon name="calendar-plus"/>
                    "Book"
                    <span class="visually-hidden">{format!(" with {whom}")}</span>
                </a>
            </div>
        }
    });
    let good_for = row
        .standing
        .is_open()
        .then(|| view! { <p>{format!("{} of {} left, valid until {}", row.left, visits(row.allowed), row.until)}</p> });
    view! {
        <li class="row">
            <Icon name="file-text"/>
            <div class="row-body">
                <h2><a href=format!("/referrals/{}", row.id)>{whom}</a></h2>
                {good_for}
                <p class="meta">{format!("From {}, {}", row.from, row.sent)}</p>
                <p><StandingBadge standing=row.standing/></p>
                {declined}
            </div>
            {book}
        </li>
    }
    .into_any()
}
