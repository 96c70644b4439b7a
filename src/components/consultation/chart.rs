//! A measure over time, in small.

use leptos::prelude::*;

use crate::{
    domain::language::Language,
    views::consultation::ChartView,
    words::{language, tr},
};

/// The chart, with every value in words behind it.
#[component]
pub fn Chart(
    /// What it shows.
    chart: ChartView,
) -> impl IntoView {
    let ChartView { name, latest: (latest, at), lines, values } = chart;
    let several = values.len() > 1;
    let dots: Vec<String> = lines.iter().flat_map(|line| line.split(' ').map(str::to_owned)).collect();
    let drawn = several.then(|| {
        let lines = lines.into_iter().map(|points| view! { <polyline points=points/> }).collect_view();
        let dots = dots
            .into_iter()
            .map(|point| {
                let (x, y) = point.split_once(',').map(|(x, y)| (x.to_owned(), y.to_owned())).unwrap_or_default();
                view! { <circle cx=x cy=y r="1.2"/> }
            })
            .collect_view();
        view! { <svg class="chart" viewBox="0 0 100 40" aria-hidden="true">{lines}{dots}</svg> }
    });
    let all = several.then(|| {
        let summary = tr!(ConsultAllReadings, measure = inside(&name));
        let rows = values
            .into_iter()
            .map(|(value, at)| view! { <li>{value}" "<span class="muted">{at}</span></li> })
            .collect_view();
        view! { <details><summary>{summary}</summary><ul role="list" class="chart-values">{rows}</ul></details> }
    });
    view! {
        <div class="measure">
            <h3>{name}</h3>
            <p class="measure-value">{latest}</p>
            <p class="muted"><time datetime=at.iso>{at.text}</time></p>
            {drawn}
            {all}
        </div>
    }
}

/// A name as it appears within a sentence: only in English do all of these begin with a lower-case letter.
fn inside(name: &str) -> String {
    if language() == Language::English { name.to_lowercase() } else { name.to_owned() }
}
