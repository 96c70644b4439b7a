//! What patients wrote about practitioners and centres, to be hidden where it should not have been written.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        flash::Flash,
        form_error::FormError,
        icon::Icon,
        listing::{Asked, ListPages, asked, tools::SortField},
        loaded::{loaded, resource},
        page_head::PageHead,
        reviews::{Moderation, Review},
    },
    domain::list::REVIEWS,
    server_fns::rating::latest_reviews,
    views::rating::{LatestReviewView, LatestReviewsView, address},
    words::tr,
};

const HERE: &str = "/admin/reviews";

/// The page.
#[component]
pub fn Reviews() -> impl IntoView {
    let wanted = asked(&REVIEWS);
    let moderation = Moderation::new();
    let data = resource(move || (wanted.get(), moderation.version()), |(asked, _)| latest_reviews(asked.place));
    let error = moderation.error();
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(Reviews)
                lede=tr!(AuditReviewsLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            <Flash param="moderated" text=tr!(Saved) error/>
            <FormError error/>
            {loaded(data, move |found| {
                view! { <Shown found asked=wanted.get_untracked() moderation/> }.into_any()
            })}
        </div>
    }
}

#[component]
fn Shown(found: LatestReviewsView, asked: Asked, moderation: Moderation) -> impl IntoView {
    let LatestReviewsView { rows, place } = found;
    let list = if rows.is_empty() {
        let text = tr!(AuditNoRatingsText);
        view! { <div class="empty"><Icon name="star"/><h2>{tr!(AuditNoRatings)}</h2><p>{text}</p></div> }.into_any()
    } else {
        let rows = rows.into_iter().map(|LatestReviewView { of, name, review }| {
            let name = if name.is_empty() { tr!(AuditGone).to_owned() } else { name };
            let of = view! { <h2><a href=address(of)>{name}</a></h2> }.into_any();
            view! { <Review review moderation of next=HERE/> }
        });
        view! { <ul class="row-list" role="list">{rows.collect_view()}</ul> }.into_any()
    };
    let (filters, sort) = (asked.clone(), place.sort.clone());
    view! {
        <Form method="get" action=HERE attr:class="table-tools">
            <SortField list=&REVIEWS asked=filters sort/>
            <button class="btn" type="submit">{tr!(PeopleSort)}</button>
        </Form>
        {list}
        <ListPages list=&REVIEWS label=tr!(AuditRatingPages) asked place/>
    }
    .into_any()
}
