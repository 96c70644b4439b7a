//! A chart: bars or a line, rendered on the server, with its numbers in a table behind it.

use leptos::prelude::*;

use crate::words::tr;

/// The shape of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A bar for each.
    Bars,
    /// A line through them, with a gap where there is none.
    Line,
}

/// A value with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its label, such as a week.
    pub label: String,
    /// The value, if there is one.
    pub value: Option<i64>,
    /// The same in words.
    pub shown: String,
    /// The path of the list behind it; may be empty.
    pub href: String,
}

/// The size of the drawing, and the space that its axes take.
const SIZE: (i64, i64) = (640, 220);
const LEFT: i64 = 56;
const TOP: i64 = 12;
const BOTTOM: i64 = 190;
/// How many labels fit below.
const LABELS: usize = 9;

/// The chart.
#[component]
pub fn Chart(
    /// Its id in the page.
    id: &'static str,
    /// What it shows.
    title: &'static str,
    /// What exactly is counted.
    #[prop(into)]
    note: String,
    /// What the labels are: the heading of the table's first column.
    of: &'static str,
    /// The shape.
    shape: Shape,
    /// The unit of the scale, after its numbers.
    #[prop(default = "")]
    unit: &'static str,
    /// How many of a value's units make one of the scale's.
    #[prop(default = 1)]
    per_unit: i64,
    /// The values, in order.
    points: Vec<Point>,
) -> impl IntoView {
    let (title_id, note_id) = (format!("{id}-title"), format!("{id}-note"));
    let most = points.iter().filter_map(|point| point.value).max().unwrap_or_default();
    let step = step(most, per_unit);
    let top = ((most + step - 1) / step).max(1) * step;
    let height = move |value: i64| BOTTOM - value.clamp(0, top) * (BOTTOM - TOP) / top;
    let lines = (0..=top / step)
        .map(|tick| {
            let (y, text) = (height(tick * step), format!("{}{unit}", tick * step / per_unit));
            view! {
                <line class="chart-grid" x1=LEFT x2=SIZE.0 y1=y y2=y/>
                <text class="chart-label" x=LEFT - 8 y=y + 4 text-anchor="end">{text}</text>
            }
        })
        .collect_view();
    let count = i64::try_from(points.len()).unwrap_or(1).max(1);
    let middle = move |place: usize| {
        let place = i64::try_from(place).unwrap_or_default();
        LEFT + (SIZE.0 - LEFT) * (2 * place + 1) / (2 * count)
    };
    let every = points.len().div_ceil(LABELS).max(1);
    let labels = points
        .iter()
        .enumerate()
        .filter(|(place, _)| place % every == 0)
        .map(|(place, point)| {
            let label = point.label.clone();
            view! { <text class="chart-label" x=middle(place) y=BOTTOM + 20 text-anchor="middle">{label}</text> }
        })
        .collect_view();
    let drawn = match shape {
        Shape::Bars => bars(&points, height, middle, (SIZE.0 - LEFT) / count),
        Shape::Line => line(&points, height, middle),
    };
    let rows = points
        .into_iter()
        .map(|Point { label, shown, href, .. }| {
            let label = match href.is_empty() {
                true => label.into_any(),
                false => view! { <a href=href>{label}</a> }.into_any(),
            };
            view! { <tr><th scope="row">{label}</th><td class="num">{shown}</td></tr> }
        })
        .collect_view();
    let view_box = format!("0 0 {} {}", SIZE.0, SIZE.1);
    view! {
        <figure class="card chart-card">
            <figcaption>
                <h3 id=title_id.clone()>{title}</h3>
                <p class="muted small" id=note_id.clone()>{note}</p>
            </figcaption>
            <svg class="figure-chart" viewBox=view_box role="img" aria-labelledby=title_id aria-describedby=note_id>
                {lines}
                {labels}
                {drawn}
            </svg>
            <details>
                <summary>{tr!(RecordShowTable)}<span class="visually-hidden">{format!(": {title}")}</span></summary>
                <table class="table">
                    <caption class="visually-hidden">{title}</caption>
                    <thead><tr><th scope="col">{of}</th><th scope="col" class="num">{title}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </figure>
    }
    .into_any()
}

fn bars(points: &[Point], height: impl Fn(i64) -> i64, middle: impl Fn(usize) -> i64, room: i64) -> AnyView {
    let width = (room * 7 / 10).clamp(2, 48);
    points
        .iter()
        .enumerate()
        .filter_map(|(place, point)| Some((place, point.value?)))
        .map(|(place, value)| {
            let y = height(value);
            view! { <rect class="chart-bar" x=middle(place) - width / 2 y=y width=width height=BOTTOM - y/> }
        })
        .collect_view()
        .into_any()
}

fn line(points: &[Point], height: impl Fn(i64) -> i64, middle: impl Fn(usize) -> i64) -> AnyView {
    let places: Vec<Option<(i64, i64)>> =
        points.iter().enumerate().map(|(place, point)| Some((middle(place), height(point.value?)))).collect();
    let lines = places
        .split(Option::is_none)
        .filter(|run| run.len() > 1)
        .map(|run| {
            let line: Vec<String> = run.iter().flatten().map(|(x, y)| format!("{x},{y}")).collect();
            view! { <polyline class="chart-line" points=line.join(" ")/> }
        })
        .collect_view();
    let dots =
        places.iter().flatten().map(|(x, y)| view! { <circle class="chart-dot" cx=*x cy=*y r="3.5"/> }).collect_view();
    view! { {lines} {dots} }.into_any()
}

/// The distance between two lines of the scale: 1, 2 or 5 times a power of ten of the scale's units, so that there are at most five
/// lines.
fn step(most: i64, per_unit: i64) -> i64 {
    let mut base = per_unit;
    loop {
        for factor in [1, 2, 5] {
            if base * factor * 5 >= most {
                return base * factor;
            }
        }
        base *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn a_scale_has_at_most_five_round_steps() {
        let steps = [0, 5, 6, 10, 11, 42, 900, 12_345].map(|most| step(most, 1));
        assert_eq!(steps, [1, 1, 2, 2, 5, 10, 200, 5_000]);
        assert_eq!([0, 400, 1_000].map(|most| step(most, 10)), [10, 100, 200]);
    }
}
