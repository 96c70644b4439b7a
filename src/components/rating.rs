//! Display of ratings, and the stars for giving one.

use std::sync::LazyLock;

use leptos::prelude::*;

use super::{
    field::{FieldProblem, problem_of},
    icon::Icon,
};
use crate::{
    domain::{
        form::Field,
        ids::AppointmentId,
        rating::{Average, Stars, Subject},
    },
    error::AppError,
    views::rating::RateableView,
    words::{counted, tenths, tr},
};

/// `4.3 from 12 ratings`, or that there is none.
#[component]
pub fn RatingLine(
    /// All ratings together.
    average: Average,
) -> impl IntoView {
    let class = if average.ratings == 0 { "rating rating-none" } else { "rating" };
    view! { <p class=class><Icon name="star"/><span>{rating_text(average)}</span></p> }
}

/// The same without the star.
#[must_use]
pub fn rating_text(average: Average) -> AnyView {
    match average.tenths() {
        Some(mean) => {
            let count = counted!(FromRatings, average.ratings as usize);
            view! {
                <strong>{tenths(mean)}</strong>
                <span class="visually-hidden">" "{tr!(OutOfFive)}</span>
                {format!(" {count}")}
            }
            .into_any()
        }
        None => tr!(NotRatedYet).into_any(),
    }
}

/// The pictures of no star to five stars: two paths each rather than five icons, as a page shows many.
static PICTURES: LazyLock<[String; 6]> = LazyLock::new(|| {
    let star = |nth: usize| {
        format!(
            "M{} 2l3.09 6.26 6.91 1.01-5 4.87 1.18 6.88-6.18-3.25-6.18 3.25 1.18-6.88-5-4.87 6.91-1.01z",
            12 + 26 * nth
        )
    };
    std::array::from_fn(|given| {
        let on: String = (0..given).map(star).collect();
        let off: String = (given..5).map(star).collect();
        format!(r#"<path class="is-on" d="{on}"/><path d="{off}"/>"#)
    })
});

/// One patient's stars.
#[component]
pub fn GivenStars(
    /// 1 to 5.
    stars: u8,
) -> impl IntoView {
    let picture = PICTURES[usize::from(stars.min(5))].as_str();
    view! {
        <span class="stars">
            <svg class="icon" viewBox="0 0 128 24" aria-hidden="true" inner_html=picture></svg>
            <span class="visually-hidden">{stars_in_words(stars)}</span>
        </span>
    }
}

/// `1 star of 5`, `4 stars of 5`.
#[must_use]
pub fn stars_in_words(stars: u8) -> String {
    counted!(StarsOfFive, usize::from(stars))
}

/// The meaning of a number of stars.
fn meaning(stars: Stars) -> &'static str {
    match stars.count() {
        1 => tr!(RatingPoor),
        2 => tr!(RatingFair),
        3 => tr!(RatingGood),
        4 => tr!(RatingVeryGood),
        _ => tr!(RatingExcellent),
    }
}

/// The page for rating a subject.
fn rate_address(of: Subject) -> String {
    format!("/rate/{}/{}", of.kind(), of.id())
}

/// The link to rate a subject, on its own page.
#[component]
pub fn RateLink(
    /// What.
    rateable: RateableView,
) -> impl IntoView {
    let RateableView { of, name, stars } = rateable;
    let label = if stars.is_some() { tr!(ChangeRating) } else { tr!(Rate) };
    view! {
        <a class="btn" href=rate_address(of)>
            <Icon name="star"/>
            {label}
            <span class="visually-hidden">" "{if stars.is_some() { tr!(OfName, name = name) } else { name }}</span>
        </a>
    }
}

/// What can be rated after a visit, each with its link.
#[component]
pub fn RateRows(
    /// What.
    rows: Vec<RateableView>,
    /// The appointment's key, to which the user returns.
    appointment: AppointmentId,
) -> impl IntoView {
    let rows = rows.into_iter().map(|RateableView { of, name, stars }| {
        let icon = if matches!(of, Subject::Practitioner(_)) { "user" } else { "building" };
        let href = format!("{}?appointment={appointment}", rate_address(of));
        let (said, label) = match stars {
            Some(stars) => (view! { <GivenStars stars/> }.into_any(), tr!(Change)),
            None => (view! { <p class="muted small">{tr!(RatingNone)}</p> }.into_any(), tr!(Rate)),
        };
        view! {
            <li class="row">
                <Icon name=icon/>
                <div class="row-body"><h3>{name.clone()}</h3>{said}</div>
                <div class="row-actions">
                    <a class="btn btn-sm" href=href>{label}<span class="visually-hidden">{format!(" {name}")}</span></a>
                </div>
            </li>
        }
    });
    view! { <ul class="row-list" role="list">{rows.collect_view()}</ul> }
}

/// Five radio buttons that look like stars: the arrow keys move between them, and the form sends the number.
#[component]
pub fn StarField(
    /// The control's name in the form.
    name: &'static str,
    /// The initial choice; anything invalid means none.
    value: String,
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let id = Field::Stars.control();
    let problem = move || error.with(|error| problem_of(error.as_ref(), Field::Stars));
    let described = move || problem().map(|_| format!("{id}-error"));
    let choices = Stars::ALL.map(|stars| {
        let count = stars.count();
        // The error summary links to the first of them.
        let control = if count == 1 { id.to_owned() } else { format!("{id}-{count}") };
        let checked = value == count.to_string();
        let spoken = tr!(RatingSpoken, stars = counted!(Stars, usize::from(count)), meaning = meaning(stars));
        view! {
            <label class="star">
                <input id=control type="radio" name=name value=count checked=checked required=true/>
                <Icon name="star"/>
                <span class="star-number" aria-hidden="true">{count}</span>
                <span class="visually-hidden">{spoken}</span>
            </label>
        }
    });
    view! {
        <fieldset class="fieldset" aria-describedby=described>
            <legend>{tr!(RatingYours)}</legend>
            <p class="hint">{tr!(RatingScale)}</p>
            <div class="star-row">{choices.collect_view()}</div>
            <FieldProblem field=Field::Stars error/>
        </fieldset>
    }
}
