//! A patient's referrals: what each allows, and the link to book with it.

use leptos::prelude::*;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        referral::{StandingBadge, addressee, booking_address, declined},
    },
    domain::address,
    server_fns::referral::own_referrals,
    views::referral::ReferralRowView,
    words::{counted, tr},
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
                <h2>{tr!(PatientNoReferrals)}</h2>
                <p>{tr!(PatientNoReferralsText)}</p>
                <a class="btn" href="/search?profession=General%20practitioner"><Icon name="search"/>{tr!(PatientFindGp)}</a>
            </div>
        }
        .into_any()
    } else {
        let rows = referrals.into_iter().map(row).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <PageHead
            title=tr!(NavReferrals)
            lede=tr!(PatientReferralsLede)
            crumbs=vec![("/patient".into(), tr!(NavAppointments).into())]
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
                    {tr!(Book)}
                    <span class="visually-hidden">{format!(" {}", tr!(WithName, name = whom))}</span>
                </a>
            </div>
        }
    });
    let good_for = row.standing.is_open().then(|| {
        let allowed = usize::try_from(row.allowed).unwrap_or_default();
        view! { <p>{counted!(PatientReferralLeft, allowed, left = row.left, until = row.until)}</p> }
    });
    view! {
        <li class="row">
            <Icon name="file-text"/>
            <div class="row-body">
                <h2><a href=address::referral(row.id)>{whom}</a></h2>
                {good_for}
                <p class="meta">{tr!(PatientReferralFrom, name = row.from, date = row.sent)}</p>
                <p><StandingBadge standing=row.standing/></p>
                {declined}
            </div>
            {book}
        </li>
    }
    .into_any()
}
