//! One review: what a patient wrote and about whom or what, its status, and the buttons to hide it and to show it again.

use leptos::prelude::*;

use super::reviews::status_word;
use crate::{
    components::{
        address::id_in_address,
        flash::Flash,
        form_error::FormError,
        live::on_any_review_change,
        loaded::{drawn, kept, resource},
        page_head::PageHead,
        reviews::{Moderation, Review as Written},
    },
    domain::{list::REVIEWS, rating::Subject},
    server_fns::rating::admin_review,
    views::rating::{LatestReviewView, OpenedReviewView, address},
    words::tr,
};

/// The page.
#[component]
pub fn Review() -> impl IntoView {
    let id = id_in_address();
    let moderation = Moderation::new();
    let data = resource(move || (id.get(), moderation.version()), |(id, _)| admin_review(id));
    on_any_review_change(move || data.refetch());
    let shown =
        move || kept(data, OpenedReviewView::clone, move |found| view! { <Shown found moderation/> }.into_any());
    view! { <div class="wrap wrap-narrow">{drawn(data, shown)}</div> }
}

#[component]
fn Shown(found: OpenedReviewView, moderation: Moderation) -> impl IntoView {
    let OpenedReviewView { listed: LatestReviewView { of, name, review }, id, status, hidden } = found;
    let crumbs =
        vec![("/admin".to_owned(), tr!(NavOverview).to_owned()), (REVIEWS.path.to_owned(), tr!(Reviews).to_owned())];
    let title = match name.as_str() {
        "" => tr!(AuditGone).to_owned(),
        name => tr!(AuditReviewOf, name = name),
    };
    let about = match of {
        Subject::Practitioner(_) => tr!(RoleOfPractitioner),
        Subject::Centre(_) => tr!(Centre),
    };
    let profile = match name.is_empty() {
        true => tr!(AuditGone).into_any(),
        false => view! { <a href=address(of)>{name}</a> }.into_any(),
    };
    let status = match hidden {
        Some((by, at)) => tr!(AuditReviewHiddenBy, name = by, date = at.long_date, time = at.time),
        None => status_word(status).to_owned(),
    };
    let error = moderation.error();
    let next = Signal::stored(format!("{}/{id}?moderated=1", REVIEWS.path));
    view! {
        <PageHead title crumbs/>
        <Flash param="moderated" text=tr!(Saved) error/>
        <FormError error/>
        <div class="stack">
            <div class="card">
                <dl class="summary">
                    <div><dt>{about}</dt><dd>{profile}</dd></div>
                    <div><dt>{tr!(Status)}</dt><dd>{status}</dd></div>
                </dl>
            </div>
            <ul class="row-list" role="list"><Written review moderation next/></ul>
        </div>
    }
    .into_any()
}
