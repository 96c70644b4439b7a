//! Patients' reviews of practitioners and centres, to be hidden if they should not have been written; kept up to date while open.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::{
    components::{
        flash::Flash,
        form_error::FormError,
        icon::Icon,
        listing::{
            Asked, SHORTCUTS,
            page::{NoRows, OpenList, SoughtField},
            pages::ListPages,
            saved::ListTools,
            tools::{DayFields, ListFiles, SortField},
        },
        live::on_any_review_change,
        loaded::{drawn, kept, kept_rows},
        page_head::PageHead,
        part_filters::{CentreFilter, PartFilter, PractitionerFilter},
        practitioner_field::PractitionerSearch,
        rating::stars_in_words,
        reviews::{Moderation, Review},
        shortcuts::ShortcutHelp,
        suggestions::Among,
    },
    domain::{
        list::REVIEWS,
        rating::{ReviewStatus, Stars},
    },
    server_fns::rating::latest_reviews,
    views::{
        choices::ChoicesView,
        list_view::ListViewsView,
        rating::{LatestReviewView, LatestReviewsView, ReviewListQuery, address},
    },
    words::tr,
};

/// The page's data.
type Found = (LatestReviewsView, ListViewsView);

/// The page.
#[component]
pub fn Reviews() -> impl IntoView {
    let moderation = Moderation::new();
    let search = PractitionerSearch::of_page("find_practitioner", Among::Practitioners);
    let OpenList { wanted, keeping, data, .. } = OpenList::new(
        &REVIEWS,
        move || moderation.version(),
        |asked, _| {
            let part = |name| asked.get(name);
            let query = ReviewListQuery {
                q: part("q"),
                practitioner: part("practitioner"),
                centre: part("centre"),
                stars: part("stars"),
                status: part("status"),
                from: part("from"),
                until: part("until"),
            };
            latest_reviews(query, asked.place)
        },
    );
    on_any_review_change(move || data.refetch());
    let error = moderation.error();
    let next = Memo::new(move |_| {
        let page = wanted.get().page();
        let joint = if page.is_empty() { "" } else { "&" };
        format!("{}?{page}{joint}moderated=1", REVIEWS.path)
    });
    let row = move |one| row(one, moderation, next);
    let rows = move || kept_rows(data, |(found, _): &Found| found.rows.clone(), LatestReviewView::clone, row);
    let none = move |(found, _): &Found| found.rows.is_empty().then(|| wanted.get_untracked().is_filtered());
    let list = move || {
        kept(data, none, move |none| match none {
            Some(is_filtered) => view! { <Nothing is_filtered/> }.into_any(),
            None => view! { <ul class="row-list" role="list">{rows()}</ul> }.into_any(),
        })
    };
    let filters = move || {
        let part = move |(found, _): &Found| (wanted.get_untracked(), found.place.sort.clone(), found.choices.clone());
        kept(data, part, move |(asked, sort, choices)| view! { <Filters asked sort choices search/> }.into_any())
    };
    let tools = move || {
        let part = move |(_, views): &Found| (wanted.get_untracked(), views.clone());
        kept(data, part, move |(asked, views)| {
            view! { <ListTools list=&REVIEWS asked views keeping has_columns=false/> }.into_any()
        })
    };
    let pages = move || {
        let part = move |(found, _): &Found| (wanted.get_untracked(), found.place.clone());
        kept(data, part, |(asked, place)| {
            view! { <ListPages list=&REVIEWS label=tr!(AuditRatingPages) asked place/> }.into_any()
        })
    };
    let files = move || view! { <ListFiles list=&REVIEWS query=wanted.get().query()/> };
    view! {
        <div class="wrap">
            <PageHead
                title=tr!(Reviews)
                lede=tr!(AuditReviewsLede)
                crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
            >
                {files}
            </PageHead>
            <Flash param="moderated" text=tr!(Saved) error/>
            <FormError error/>
            {drawn(data, move || view! { {filters()} {tools()} {list()} {pages()} }.into_any())}
            <ShortcutHelp shortcuts=&SHORTCUTS/>
        </div>
    }
}

/// The status of a review.
#[must_use]
pub fn status_word(status: ReviewStatus) -> &'static str {
    match status {
        ReviewStatus::Unanswered => tr!(AuditReviewUnanswered),
        ReviewStatus::Answered => tr!(AuditReviewAnswered),
        ReviewStatus::Hidden => tr!(AuditReviewHidden),
    }
}

#[component]
fn Filters(asked: Asked, sort: String, choices: ChoicesView, search: PractitionerSearch) -> impl IntoView {
    let [q, centre, stars, status] = ["q", "centre", "stars", "status"].map(|name| asked.get(name));
    let counts = Stars::ALL.map(|one| (one.count(), stars_in_words(one.count()))).to_vec();
    let statuses = ReviewStatus::ALL.iter().map(|one| (one.as_str(), status_word(*one).to_owned())).collect::<Vec<_>>();
    view! {
        <Form method="get" action=REVIEWS.path attr:class="table-tools" attr:role="search">
            <SoughtField name="q" label=tr!(AuditFindReview) value=q/>
            <PractitionerFilter search chosen=choices.practitioner/>
            <CentreFilter options=choices.centres chosen=centre/>
            <PartFilter name="stars" label=tr!(ClinicListStars) all=tr!(AuditAnyStars) options=counts chosen=stars/>
            <PartFilter name="status" label=tr!(Status) all=tr!(ClinicAllStatuses) options=statuses chosen=status/>
            <DayFields asked=asked.clone()/>
            <SortField list=&REVIEWS asked sort/>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(PeopleShow)}</button>
        </Form>
    }
    .into_any()
}

#[component]
fn Nothing(is_filtered: bool) -> impl IntoView {
    let (title, text) = match is_filtered {
        true => (tr!(AuditNoReviewsHere), tr!(ClinicNothingMatches)),
        false => (tr!(AuditNoRatings), tr!(AuditNoRatingsText)),
    };
    view! { <NoRows icon="star" title text/> }
}

fn row(one: LatestReviewView, moderation: Moderation, next: Memo<String>) -> AnyView {
    let LatestReviewView { of, name, review } = one;
    let name = if name.is_empty() { tr!(AuditGone).to_owned() } else { name };
    let page = review.hiding.as_ref().map_or_else(|| address(of), |own| format!("{}/{}", REVIEWS.path, own.id));
    let of = view! { <h2><a href=page data-walk="">{name}</a></h2> }.into_any();
    view! { <Review review moderation of next/> }.into_any()
}
