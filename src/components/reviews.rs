//! Patients' reviews of a practitioner or a centre, without their names; for administrators, with the forms to hide them. Open
//! pages follow new, answered and hidden reviews.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    action_form::ActionForm,
    address::id_in_address,
    flash::Flash,
    form_error::{FormError, LatestError},
    icon::Icon,
    live::on_review_change,
    loaded::{kept, kept_rows, resource},
    pager::stepper,
    rating::{GivenStars, RatingLine},
    review_answer::{Answer, Answering},
    submit::Submit,
};
use crate::{
    domain::rating::Subject,
    error::AppError,
    server_fns::rating::{AnswerReview, HideReview, RemoveAnswer, ShowReview},
    views::rating::{HidingView, ReviewView, ReviewsView, address},
    words::tr,
};

/// The actions that hide, show and answer reviews, created once per page.
#[derive(Clone, Copy)]
pub struct Moderation {
    hide: ServerAction<HideReview>,
    show: ServerAction<ShowReview>,
    answer: ServerAction<AnswerReview>,
    remove: ServerAction<RemoveAnswer>,
    error: Signal<Option<AppError>>,
}

impl Moderation {
    /// Must be created in the page's own component.
    #[must_use]
    pub fn new() -> Self {
        let (hide, show) = (ServerAction::new(), ServerAction::new());
        let (answer, remove) = (ServerAction::new(), ServerAction::new());
        let error = LatestError::new().of(hide).of(show).of(answer).of(remove).signal();
        Self { hide, show, answer, remove, error }
    }
}

impl Moderation {
    /// How many actions were answered, including refusals: the page's data are as old as that.
    #[must_use]
    pub fn version(self) -> usize {
        let answers = self.answer.version().get() + self.remove.version().get();
        self.hide.version().get() + self.show.version().get() + answers
    }

    /// Why the last one was refused.
    #[must_use]
    pub fn error(self) -> Signal<Option<AppError>> {
        self.error
    }
}

impl Default for Moderation {
    fn default() -> Self {
        Self::new()
    }
}

/// Loads by `read` the subject of this kind named in the page's address, with the requested page of reviews; again whenever one of
/// them changes.
#[must_use]
pub fn reviewed<T, F>(
    kind: &'static str,
    moderation: Moderation,
    read: impl Fn(String, String) -> F + Send + Sync + 'static,
) -> Resource<Result<T, AppError>>
where
    T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + Send + 'static,
{
    let (id, query) = (id_in_address(), use_query_map());
    let asked = Memo::new(move |_| (id.get(), query.with(|query| query.get("reviews").unwrap_or_default())));
    let data = resource(move || (asked.get(), moderation.version()), move |((id, page), _)| read(id, page));
    on_review_change(Memo::new(move |_| Subject::parse(kind, &id.get())), move || data.refetch());
    data
}

/// The section. Each review is drawn separately, so that input below it stays with it. Must be called where nothing is redrawn.
pub fn reviews<T>(data: Resource<Result<T, AppError>>, of: fn(&T) -> &ReviewsView, moderation: Moderation) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    let average = kept(
        data,
        move |found| of(found).average,
        |average| (average.ratings > 0).then(|| view! { <RatingLine average/> }).into_any(),
    );
    let rows = move || {
        let row = move |review| view! { <Review review moderation/> }.into_any();
        kept_rows(data, move |found| of(found).rows.clone(), ReviewView::clone, row)
    };
    let none = move |found: &T| {
        let ReviewsView { average, rows, page, .. } = of(found);
        rows.is_empty().then_some((average.ratings, *page))
    };
    let list = kept(data, none, move |none| match none {
        Some((ratings, page)) => {
            let text = match (ratings, page) {
                (0, _) => tr!(NoRatingsYet),
                (_, 1) => tr!(NoReviewsYet),
                _ => tr!(NoOlderReviews),
            };
            view! { <p class="muted">{text}</p> }.into_any()
        }
        None => view! { <ul class="row-list" role="list">{rows()}</ul> }.into_any(),
    });
    let place = move |found: &T| {
        let ReviewsView { of, page, more, .. } = of(found);
        (*of, *page, *more)
    };
    let pages = kept(data, place, |(of, page, more)| {
        let part = move |page: i64| match page {
            1 => format!("{}#reviews", address(of)),
            page => format!("{}?reviews={page}#reviews", address(of)),
        };
        review_pages(page, more, part).into_any()
    });
    view! {
        <section class="section" id="reviews" aria-labelledby="reviews-title">
            <div class="section-head"><h2 id="reviews-title">{tr!(Reviews)}</h2>{average}</div>
            <Flash param="moderated" text=tr!(Saved) error=moderation.error/>
            <FormError error=moderation.error/>
            {list}
            {pages}
        </section>
    }
    .into_any()
}

/// Links to newer and older reviews, if there are any.
pub fn review_pages(page: i64, more: bool, href: impl Fn(i64) -> String) -> Option<AnyView> {
    stepper(tr!(PagesOfReviews), [tr!(NewerReviews), tr!(OlderReviews)], tr!(ReviewsAfter), (page, more), href)
}

/// One patient's review.
#[component]
pub fn Review(
    /// The text, and the reader's options.
    review: ReviewView,
    /// What does it.
    moderation: Moderation,
    /// The subject, if the page does not make it obvious.
    #[prop(optional)]
    of: Option<AnyView>,
    /// The page to open afterwards; empty for the subject's page.
    #[prop(optional, into)]
    next: Signal<String>,
) -> impl IntoView {
    let ReviewView { stars, text, month, answer, hiding, answering } = review;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.map(|line| view! { <p dir="auto">{line.to_owned()}</p> }).collect_view();
    let answering = answering.map(|answering| {
        let text = answer.as_ref().map(|answer| answer.text.clone()).unwrap_or_default();
        let Moderation { answer, remove, .. } = moderation;
        view! { <Answering answering text answer remove/> }
    });
    let answer = answer.map(|answer| view! { <Answer answer/> });
    let hiding = hiding.map(|hiding| view! { <Hiding hiding moderation next/> });
    view! {
        <li class="row review">
            <div class="row-body">
                {of}
                <p class="review-head"><GivenStars stars/><span class="muted">{tr!(PatientMonth, month = month)}</span></p>
                <div class="prose">{lines}</div>
                {answer}
                {answering}
                {hiding}
            </div>
        </li>
    }
    .into_any()
}

/// An administrator's options for it.
#[component]
fn Hiding(hiding: HidingView, moderation: Moderation, next: Signal<String>) -> impl IntoView {
    let Moderation { hide, show, .. } = moderation;
    let HidingView { id, rated_at, reason } = hiding;
    if let Some(reason) = reason {
        return view! {
            <p class="note note-warn"><Icon name="eye-off"/><span>{tr!(ReviewHidden, reason = reason)}</span></p>
            <ActionForm action=show>
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="next" value=move || next.get()/>
                <Submit label=tr!(ReviewShow) busy=show.pending() class="btn btn-sm"/>
            </ActionForm>
        }
        .into_any();
    }
    let field = format!("hide-reason-{id}");
    let hint = format!("{field}-hint");
    view! {
        <details class="disclosure">
            <summary>{tr!(ReviewHideThis)}</summary>
            <ActionForm action=hide attr:class="form">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="next" value=move || next.get()/>
                <input type="hidden" name="rated_at" value=rated_at/>
                <div class="field">
                    <label for=field.clone()>{tr!(ReviewHideWhy)}</label>
                    <p class="hint" id=hint.clone()>{tr!(ReviewHideHint)}</p>
                    <input type="text" id=field name="hide_reason" maxlength="500" required=true aria-describedby=hint/>
                </div>
                <div><Submit label=tr!(ReviewHide) busy=hide.pending() class="btn btn-danger btn-sm"/></div>
            </ActionForm>
        </details>
    }
    .into_any()
}
