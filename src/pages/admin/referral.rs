//! One of the clinic's referrals: who was referred to whom, and its history. What it is about is not the clinic's to read.

use leptos::prelude::*;

use crate::{
    components::{
        address::id_in_address,
        loaded::{loaded, resource},
        page_head::PageHead,
        referral_history::{ReferralFacts, ReferralHistory},
    },
    domain::list::REFERRALS,
    server_fns::referral::admin_referral,
    views::referral::ClinicReferralView,
    words::tr,
};

/// The page.
#[component]
pub fn Referral() -> impl IntoView {
    let id = id_in_address();
    let data = resource(move || id.get(), admin_referral);
    view! { <div class="wrap wrap-narrow">{loaded(data, |found| view! { <Shown found/> }.into_any())}</div> }
}

#[component]
fn Shown(found: ClinicReferralView) -> impl IntoView {
    let ClinicReferralView { row, from_profession, account, turns } = found;
    let crumbs = vec![
        ("/admin".to_owned(), tr!(NavOverview).to_owned()),
        (REFERRALS.path.to_owned(), tr!(NavReferralDesk).to_owned()),
    ];
    view! {
        <PageHead title=tr!(AccReferralOf, name = row.patient_name) tab=tr!(Referral) lede=tr!(ClinicReferralLede) crumbs/>
        <div class="card"><ReferralFacts row from_profession account/></div>
        <ReferralHistory turns/>
    }
    .into_any()
}
