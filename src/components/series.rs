//! A recurring appointment: how often, and which dates.

use leptos::{html, prelude::*};
use server_fn::ServerFn;

use super::{action_form::address, words};
use crate::{
    server_fns::booking::ShowSeries,
    views::booking::{OccurrenceView, ReviewView},
    words::{Key, counted, said, tr},
};

const EVERY: [(u8, Key); 3] = [(1, Key::EveryWeek), (2, Key::EveryTwoWeeks), (4, Key::EveryFourWeeks)];

/// A part of the booking form, with a button of its own that leads to the same review with the dates of a series. The form's input
/// is kept.
#[component]
pub fn SeriesChoice(
    /// The booking under review.
    review: ReviewView,
    /// The reason typed so far.
    #[prop(into)]
    reason: Signal<String>,
) -> impl IntoView {
    let count = review.series.len();
    let (every, times) = (NodeRef::<html::Select>::new(), NodeRef::<html::Select>::new());
    let action = ServerAction::<ShowSeries>::new();
    let show = move |once: bool| {
        let chosen = |select: NodeRef<html::Select>| select.get_untracked().map(|it| it.value()).unwrap_or_default();
        action.dispatch(ShowSeries {
            practitioner: review.practitioner.id.to_string(),
            centre: review.centre.to_string(),
            service: review.service.id.map(|id| id.to_string()).unwrap_or_default(),
            slot: review.slot.start.to_string(),
            slots: review.slots.to_string(),
            whom: review.whom.map(|id| id.to_string()).unwrap_or_default(),
            show_every: chosen(every),
            show_times: chosen(times),
            once: if once { "true".to_owned() } else { String::new() },
            reason: reason.get_untracked(),
        });
    };
    // Without JavaScript, these two buttons submit the booking form to another address.
    let button = move |once: bool, class: &'static str, label: &'static str| {
        view! {
            <button
                class=class
                type="submit"
                name="once"
                value=if once { "true" } else { "" }
                formaction=address(ShowSeries::PATH)
                formnovalidate=true
                on:click=move |event| {
                    event.prevent_default();
                    show(once);
                }
            >
                {label}
            </button>
        }
    };
    view! {
        <details class="disclosure" open=count.gt(&0)>
            <summary>{tr!(RepeatThis)}</summary>
            <HowOften names=("show_every", "show_times") count refs=(every, times)/>
            <div class="form-actions">
                {button(false, "btn", tr!(ShowDates))}
                {(count > 0).then(|| button(true, "btn btn-quiet", tr!(JustOnce)))}
            </div>
        </details>
    }
}

/// The interval in weeks, and the number of appointments.
#[component]
pub fn HowOften(
    /// The labels of the two fields.
    names: (&'static str, &'static str),
    /// How many dates are already shown; 0 for none.
    count: usize,
    /// Receive the two elements.
    #[prop(optional)]
    refs: (NodeRef<html::Select>, NodeRef<html::Select>),
) -> impl IntoView {
    let weeks = EVERY.map(|(weeks, label)| view! { <option value=weeks>{said(label)}</option> });
    let counts = [2, 3, 4, 6, 8, 10, 12]
        .map(|n| view! { <option value=n selected=n == count.max(4)>{counted!(TimesInSeries, n)}</option> });
    view! {
        <div class="cluster">
            <div class="field">
                <label for="every">{tr!(HowOften)}</label>
                <select id="every" name=names.0 node_ref=refs.0>{weeks.into_iter().collect_view()}</select>
            </div>
            <div class="field">
                <label for="times">{tr!(HowManyTimes)}</label>
                <select id="times" name=names.1 node_ref=refs.1>{counts.into_iter().collect_view()}</select>
            </div>
        </div>
    }
}

/// The dates of a series to keep or leave out; unavailable ones are left out, with the reason.
#[component]
pub fn SeriesTimes(
    /// The dates, in order.
    series: Vec<OccurrenceView>,
    /// Whether the practitioner has to agree first.
    is_request: bool,
    /// The id of the form that these fields belong to, if they are outside it.
    #[prop(optional)]
    part_of: &'static str,
) -> impl IntoView {
    let name = |field: &str| if part_of.is_empty() { field.to_owned() } else { format!("{part_of}[{field}]") };
    let keep = format!("{}[]", name("keep"));
    let taken = series.iter().filter(|time| time.refusal.is_some()).count();
    let every = series.get(1).map_or(1, |second| (second.slot.start - series[0].slot.start + 86_400) / 604_800);
    let count = series.len();
    let hint = match (taken, is_request) {
        (0, false) => tr!(SeriesAllBooked).to_owned(),
        (0, true) => tr!(SeriesAllRequested).to_owned(),
        (n, false) => counted!(SeriesSomeBooked, n),
        (n, true) => counted!(SeriesSomeRequested, n),
    };
    let rows = series
        .into_iter()
        .map(|OccurrenceView { slot, refusal }| {
            let when = format!("{}, {}", slot.long_date, slot.span);
            match refusal {
                None => view! {
                    <li>
                        <label class="choice">
                            <input type="checkbox" name=keep.clone() value=slot.start checked=true/>
                            <span>{when}</span>
                        </label>
                    </li>
                }
                .into_any(),
                Some(refusal) => view! {
                    <li class="series-conflict">
                        <span><s>{when}</s></span>
                        " "<span class="muted small">{words::series_refusal(refusal)}</span>
                    </li>
                }
                .into_any(),
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{tr!(TimesOfSeries)}</legend>
            <p class="hint">{hint}</p>
            <input type="hidden" name=name("every") value=every/>
            <input type="hidden" name=name("times") value=count/>
            <ul class="series-times" role="list">{rows}</ul>
        </fieldset>
    }
}
