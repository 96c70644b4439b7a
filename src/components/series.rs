//! The same time again and again: how often, and which of the times.

use leptos::prelude::*;

use super::words;
use crate::server_fns::booking::{OccurrenceView, ReviewView};

const EVERY: [(u8, &str); 3] = [(1, "Every week"), (2, "Every two weeks"), (4, "Every four weeks")];

/// A plain form that leads to the same review with the times of a series.
#[component]
pub fn SeriesChoice(
    /// What is looked over.
    review: ReviewView,
) -> impl IntoView {
    let count = review.series.len();
    let every = EVERY.map(|(weeks, label)| view! { <option value=weeks>{label}</option> });
    let times = [2, 3, 4, 6, 8, 10, 12]
        .map(|n| view! { <option value=n selected=n == count.max(4)>{format!("{n} times")}</option> });
    let once = (count > 0).then(|| {
        let service = review.service.id.map(|id| format!("&service={id}")).unwrap_or_default();
        let whom = review.whom.map(|id| format!("&whom={id}")).unwrap_or_default();
        let href = format!(
            "/book/{}?centre={}{service}{whom}&slot={}",
            review.practitioner.id, review.centre, review.slot.start
        );
        view! { <a class="btn btn-quiet" href=href>"Only once"</a> }
    });
    view! {
        <details class="disclosure" open=count.gt(&0)>
            <summary>"Make it a series"</summary>
            <form class="form" method="get" action=format!("/book/{}", review.practitioner.id)>
                <input type="hidden" name="centre" value=review.centre/>
                {review.service.id.map(|id| view! { <input type="hidden" name="service" value=id/> })}
                <input type="hidden" name="slot" value=review.slot.start/>
                {review.whom.map(|id| view! { <input type="hidden" name="whom" value=id/> })}
                <div class="cluster">
                    <div class="field">
                        <label for="every">"How often"</label>
                        <select id="every" name="every">{every.into_iter().collect_view()}</select>
                    </div>
                    <div class="field">
                        <label for="times">"How many times"</label>
                        <select id="times" name="times">{times.into_iter().collect_view()}</select>
                    </div>
                </div>
                <div class="form-actions"><button class="btn" type="submit">"Show the dates"</button>{once}</div>
            </form>
        </details>
    }
}

/// The times of a series to keep or leave out; those that cannot be had are left out, with why.
#[component]
pub fn SeriesTimes(
    /// The times, in order.
    series: Vec<OccurrenceView>,
) -> impl IntoView {
    let taken = series.iter().filter(|time| time.refusal.is_some()).count();
    let every = series.get(1).map_or(1, |second| (second.slot.start - series[0].slot.start + 86_400) / 604_800);
    let count = series.len();
    let hint = match taken {
        0 => "All of them are free. They are booked together, or none is.".to_owned(),
        1 => "One of them cannot be booked and is left out. The others are booked together, or none is.".to_owned(),
        n => format!("{n} of them cannot be booked and are left out. The others are booked together, or none is."),
    };
    let rows = series
        .into_iter()
        .map(|OccurrenceView { slot, refusal }| {
            let when = format!("{}, {}", slot.long_date, slot.span);
            match refusal {
                None => view! {
                    <li>
                        <label class="choice">
                            <input type="checkbox" name="keep[]" value=slot.start checked=true/>
                            <span>{when}</span>
                        </label>
                    </li>
                }
                .into_any(),
                Some(refusal) => view! {
                    <li class="series-conflict">
                        <span><s>{when}</s></span>
                        <span class="muted small">{words::booking_refusal(refusal)}</span>
                    </li>
                }
                .into_any(),
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>"The times of the series"</legend>
            <p class="hint">{hint}</p>
            <input type="hidden" name="every" value=every/>
            <input type="hidden" name="times" value=count/>
            <ul class="series-times" role="list">{rows}</ul>
        </fieldset>
    }
}
