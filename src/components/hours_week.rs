//! The week as a picture beside its time fields: a column for each day, a bar for each stretch. It says nothing that the
//! fields do not, so it is hidden from who cannot see it.

use leptos::prelude::*;

use crate::domain::hours_form::HoursRow;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// In the units of the drawing.
const LEFT: i32 = 44;
const TOP: i32 = 24;
const COLUMN: i32 = 100;
const HOUR: i32 = 18;

/// What is drawn, in minutes since midnight.
#[derive(Clone, PartialEq)]
struct Bar {
    day: i32,
    from: i32,
    to: i32,
    is_limited: bool,
}

fn bars(rows: &[HoursRow]) -> Vec<Bar> {
    let bar = |row: &HoursRow| {
        let (from, to) = row.minutes().filter(|(from, to)| from < to)?;
        let day = i32::try_from(row.weekday).ok().filter(|day| (1..=7).contains(day))?;
        let is_limited = !(row.valid_from.is_empty() && row.valid_until.is_empty());
        Some(Bar { day: day - 1, from: from.into(), to: to.into(), is_limited })
    };
    rows.iter().filter_map(bar).collect()
}

/// The hours of the day that are drawn: those that are worked, and the usual ones.
fn span(bars: &[Bar]) -> (i32, i32) {
    let first = bars.iter().map(|bar| bar.from / 60).min().unwrap_or(8).min(8);
    let last = bars.iter().map(|bar| (bar.to + 59) / 60).max().unwrap_or(18).max(18);
    (first, last)
}

fn hhmm(minutes: i32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The picture; it follows what is typed.
#[component]
pub fn HoursWeek(
    /// The rows as they stand.
    rows: Signal<Vec<HoursRow>>,
) -> impl IntoView {
    let drawn = Memo::new(move |_| rows.with(|rows| bars(rows)));
    let drawing = move || {
        let bars = drawn.get();
        let (first, last) = span(&bars);
        let height = TOP + (last - first) * HOUR + 6;
        let lines = (first..=last)
            .map(|hour| {
                let y = TOP + (hour - first) * HOUR;
                let label = (hour % 2 == 0)
                    .then(|| view! { <text x=LEFT - 6 y=y + 4 text-anchor="end">{hhmm(hour * 60)}</text> });
                view! { <line x1=LEFT x2=LEFT + 7 * COLUMN y1=y y2=y></line> {label} }
            })
            .collect_view();
        let heads = (0_i32..)
            .zip(DAYS)
            .map(|(day, name)| view! { <text x=LEFT + day * COLUMN + COLUMN / 2 y="14" text-anchor="middle">{name}</text> })
            .collect_view();
        let bars = bars
            .into_iter()
            .map(|bar| {
                let y = TOP + (bar.from - first * 60) * HOUR / 60;
                let tall = ((bar.to - bar.from) * HOUR / 60).max(3);
                let x = LEFT + bar.day * COLUMN + 5;
                let label = (tall >= HOUR).then(|| {
                    let text = format!("{}-{}", hhmm(bar.from), hhmm(bar.to));
                    view! { <text class="bar-label" x=x + COLUMN / 2 - 5 y=y + 13 text-anchor="middle">{text}</text> }
                });
                view! {
                    <rect class:is-limited=bar.is_limited x=x y=y width=COLUMN - 10 height=tall rx="4"></rect>
                    {label}
                }
            })
            .collect_view();
        view! {
            <svg viewBox=format!("0 0 {} {height}", LEFT + 7 * COLUMN)>{lines} {heads} {bars}</svg>
        }
    };
    view! { <div class="hours-week" aria-hidden="true">{drawing}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_spans_the_usual_hours_and_all_that_are_worked() {
        let row =
            |weekday, from: &str, to: &str| HoursRow { from: from.into(), to: to.into(), ..HoursRow::empty(weekday) };
        let of = |rows: &[HoursRow]| span(&bars(rows));

        assert_eq!(of(&[]), (8, 18));
        assert_eq!(of(&[row(1, "06:30", "12:00"), row(7, "20:00", "00:00"), row(2, "09:00", "")]), (6, 24));
    }
}
