//! What patients wrote about practitioners and centres, to be hidden where it should not have been written; kept up to date while it is
//! open.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        flash::Flash,
        form_error::FormError,
        icon::Icon,
        listing::{ListPages, asked, tools::SortField},
        live::on_any_review_change,
        loaded::{drawn, kept, kept_rows, resource},
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
    on_any_review_change(move || data.refetch());
    let error = moderation.error();
    let found_rows = |found: &LatestReviewsView| found.rows.clone();
    let rows = move || kept_rows(data, found_rows, LatestReviewView::clone, move |one| row(one, moderation));
    let list = move || {
        kept(
            data,
            |found: &LatestReviewsView| found.rows.is_empty(),
            move |is_empty| {
                if !is_empty {
                    return view! { <ul class="row-list" role="list">{rows()}</ul> }.into_any();
                }
                let text = tr!(AuditNoRatingsText);
                view! { <div class="empty"><Icon name="star"/><h2>{tr!(AuditNoRatings)}</h2><p>{text}</p></div> }
                    .into_any()
            },
        )
    };
    let place = move |found: &LatestReviewsView| (wanted.get_untracked(), found.place.clone());
    let order = move || {
        kept(data, place, |(asked, place)| {
            view! {
                <Form method="get" action=HERE attr:class="table-tools">
                    <SortField list=&REVIEWS asked sort=place.sort/>
                    <button class="btn" type="submit">{tr!(PeopleSort)}</button>
                </Form>
            }
            .into_any()
        })
    };
    let pages = move || {
        kept(data, place, |(asked, place)| {
            view! { <ListPages list=&REVIEWS label=tr!(AuditRatingPages) asked place/> }.into_any()
        })
    };
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title=tr!(Reviews)
                lede=tr!(AuditReviewsLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            />
            <Flash param="moderated" text=tr!(Saved) error/>
            <FormError error/>
            {drawn(data, move || view! { {order()} {list()} {pages()} }.into_any())}
        </div>
    }
}

fn row(one: LatestReviewView, moderation: Moderation) -> AnyView {
    let LatestReviewView { of, name, review } = one;
    let name = if name.is_empty() { tr!(AuditGone).to_owned() } else { name };
    let of = view! { <h2><a href=address(of)>{name}</a></h2> }.into_any();
    view! { <Review review moderation of next=HERE/> }.into_any()
}
