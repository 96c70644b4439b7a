//! The report of a period: key figures, weekly charts, parts of the clinic, and cancellations.

use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

use super::{
    chart::{Chart, Point, Shape},
    forecast::Forecast,
    icon::Icon,
    ignored::ignored,
    part_filters::PartFilters,
    practitioner_field::PractitionerSearch,
    table::Table,
};
use crate::{
    domain::{figures::WEEKS, list::FIGURES},
    views::figures::{
        CardView, CountView, FiguresQuery, FiguresView, PartView, PointView, ReasonView, SeriesView, WeekView,
    },
    words::{self, Key, counted, number, percent, tr},
};

/// The groupings of the parts: the value, and its name.
const BY: [(&str, Key); 3] =
    [("practitioner", Key::PracticeByPractitioner), ("centre", Key::Centre), ("service", Key::PracticeByService)];

/// The query in the address.
#[must_use]
pub fn wanted() -> Memo<FiguresQuery> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| {
            let part = |name| query.get(name).unwrap_or_default();
            FiguresQuery {
                weeks: part("weeks"),
                last: part("last"),
                practitioner: part("practitioner"),
                centre: part("centre"),
                service: part("service"),
                by: part("by"),
                all: part("all"),
            }
        })
    })
}

/// The filters and the report.
#[component]
pub fn Figures(
    /// The figures.
    found: FiguresView,
    /// What was asked.
    wanted: FiguresQuery,
    /// The page's address.
    path: &'static str,
    /// The search for a practitioner, unless the report is only about the reader.
    search: Option<PractitionerSearch>,
) -> impl IntoView {
    let FiguresView {
        period,
        before,
        zone,
        weeks,
        last,
        cards,
        by_week,
        new_patients,
        ratings,
        by,
        parts,
        all_parts,
        cancelled,
        cancelled_about,
        reasons,
        reasons_about,
        forecast,
        choices,
    } = found;
    let own = search.is_none();
    let not_understood = use_query_map()
        .with_untracked(|query| FIGURES.not_understood(query.into_iter().map(|(name, value)| (&**name, value))));
    let FiguresQuery { centre, service, .. } = wanted;
    let lengths = WEEKS
        .into_iter()
        .map(|n| view! { <option value=n selected=n == weeks>{counted!(PracticeWeeks, usize::try_from(n).unwrap_or_default())}</option> })
        .collect_view();
    let ways = BY
        .into_iter()
        .filter(|(value, _)| !own || *value != "practitioner")
        .map(|(value, name)| view! { <option value=value selected=by == value>{words::said(name)}</option> })
        .collect_view();
    let cards = cards.into_iter().map(card).collect_view();
    view! {
        {ignored(&not_understood)}
        <Form method="get" action=path attr:class="table-tools" attr:role="search">
            <div class="field">
                <label for="weeks">{tr!(PracticePeriod)}</label>
                <select id="weeks" name="weeks">{lengths}</select>
            </div>
            <div class="field">
                <label for="last">{tr!(PracticeUpTo)}</label>
                <input id="last" name="last" type="date" value=last/>
            </div>
            <PartFilters choices chosen=[centre, service] search/>
            <div class="field">
                <label for="by">{tr!(PracticeCompareBy)}</label>
                <select id="by" name="by">{ways}</select>
            </div>
            <button class="btn" type="submit"><Icon name="search"/>{tr!(Show)}</button>
        </Form>
        <p class="muted" role="status">
            {tr!(PracticeCompared, period = period, zone = zone, before = before)}
        </p>
        <section class="section" aria-labelledby="numbers">
            <h2 id="numbers">{tr!(PracticeGlance)}</h2>
            <dl class="stats stats-wide">{cards}</dl>
        </section>
        <Weeks by_week new_patients ratings/>
        <Parts parts all=all_parts by/>
        <Cancelled cancelled about=cancelled_about reasons reasons_about/>
        {forecast.map(|forecast| view! { <Forecast forecast/> })}
    }
    .into_any()
}

/// A number with a link to its list.
#[must_use]
pub fn linked(CountView { text, href }: CountView, name: &str) -> AnyView {
    if href.is_empty() {
        return text.into_any();
    }
    let context = format!(" {}", tr!(PracticeShowList, name = name));
    view! { <a href=href>{text}<span class="visually-hidden">{context}</span></a> }.into_any()
}

fn card(card: CardView) -> AnyView {
    let CardView { name, value, before, definition, href } = card;
    let before =
        (!before.is_empty()).then(|| view! { <dd class="stat-note">{tr!(PracticeBefore, value = before)}</dd> });
    let about = tr!(PracticeAboutFigure, name = name);
    // A missing number is explained.
    let class = if value.contains(char::is_numeric) { "" } else { "stat-words" };
    let value = linked(CountView { text: value, href }, &name);
    view! {
        <div class="stat">
            <dt>{name}</dt>
            <dd class=class>{value}</dd>
            {before}
            <dd class="stat-note">
                <details>
                    <summary>{tr!(PracticeHowCounted)}<span class="visually-hidden">{about}</span></summary>
                    <p>{definition}</p>
                </details>
            </dd>
        </div>
    }
    .into_any()
}

#[component]
fn Weeks(by_week: Vec<WeekView>, new_patients: SeriesView, ratings: Option<SeriesView>) -> impl IntoView {
    let points = |value: fn(&WeekView) -> Option<i64>, is_share: bool, list: usize| -> Vec<Point> {
        let shown = |value: Option<i64>| match value {
            None => "\u{2013}".to_owned(),
            Some(share) if is_share => percent(share),
            Some(count) => number(count),
        };
        by_week
            .iter()
            .map(|week| Point {
                label: week.label.clone(),
                value: value(week),
                shown: shown(value(week)),
                href: week.hrefs[list].clone(),
            })
            .collect()
    };
    let booked = points(|week| Some(week.booked), false, 0);
    let fill = points(|week| week.fill, true, 0);
    let missed = points(|week| week.missed, true, 1);
    let cancelled = points(|week| week.cancelled, true, 2);
    let has_fill = fill.iter().any(|point| point.value.is_some());
    let fill = has_fill.then(|| {
        view! {
            <Chart
                id="fill"
                title=tr!(PracticeFillRate)
                note=tr!(PracticeFillNote)
                of=tr!(PracticeWeekFrom)
                shape=Shape::Line
                unit="%"
                per_unit=10
                points=fill
            />
        }
    });
    let new_patients = series("new-patients", tr!(PracticeNewPatients), new_patients);
    let ratings = ratings.map(|ratings| series("ratings", tr!(Reviews), ratings));
    view! {
        <section class="section" aria-labelledby="weeks-heading">
            <h2 id="weeks-heading">{tr!(PracticeByWeek)}</h2>
            <div class="chart-grid-list">
                <Chart
                    id="bookings"
                    title=tr!(PracticeBookings)
                    note=tr!(PracticeBookingsNote)
                    of=tr!(PracticeWeekFrom)
                    shape=Shape::Bars
                    points=booked
                />
                {fill}
                <Chart
                    id="missed"
                    title=tr!(PracticeMissed)
                    note=tr!(PracticeMissedNote)
                    of=tr!(PracticeWeekFrom)
                    shape=Shape::Line
                    unit="%"
                    per_unit=10
                    points=missed
                />
                <Chart
                    id="cancelled"
                    title=tr!(PracticeCancellations)
                    note=tr!(PracticeCancellationsNote)
                    of=tr!(PracticeWeekFrom)
                    shape=Shape::Line
                    unit="%"
                    per_unit=10
                    points=cancelled
                />
                {new_patients}
                {ratings}
            </div>
        </section>
    }
    .into_any()
}

/// The chart of a weekly number.
fn series(id: &'static str, title: &'static str, SeriesView { definition, weeks }: SeriesView) -> AnyView {
    let points = weeks
        .into_iter()
        .map(|PointView { label, value, count }| Point { label, value, shown: count.text, href: count.href })
        .collect();
    view! { <Chart id title note=definition of=tr!(PracticeWeekFrom) shape=Shape::Bars points/> }.into_any()
}

#[component]
fn Parts(parts: Vec<PartView>, all: CountView, by: String) -> impl IntoView {
    let heading = match by.as_str() {
        "centre" => tr!(PracticePerCentre),
        "service" => tr!(PracticePerService),
        _ => tr!(PracticePerPractitioner),
    };
    if parts.is_empty() {
        return view! {
            <section class="section">
                <h2 id="parts">{heading}</h2>
                <p class="muted">{tr!(PracticeNoneInWeeks)}</p>
            </section>
        }
        .into_any();
    }
    let count = parts.len();
    let CountView { text, href } = all;
    let all = (!href.is_empty()).then(|| view! { <a class="btn" href=href>{tr!(TableShowAll, count = text)}</a> });
    let rows = parts
        .into_iter()
        .map(|PartView { name, href, counts, fill }| {
            let [booked, fulfilled, cancelled, missed] = counts.map(|count| linked(count, &name));
            let name = match href.is_empty() {
                true => name.into_any(),
                false => view! { <a href=href>{name}</a> }.into_any(),
            };
            view! {
                <tr>
                    <th scope="row" data-label=tr!(PracticeName)>{name}</th>
                    <td data-label=tr!(PracticeBookings) class="num">{booked}</td>
                    <td data-label=tr!(PracticeCompleted) class="num">{fulfilled}</td>
                    <td data-label=tr!(PracticeCancelled) class="num">{cancelled}</td>
                    <td data-label=tr!(PracticeMissedShort) class="num">{missed}</td>
                    <td data-label=tr!(PracticeFillRate) class="num">{fill}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section">
            <h2 id="parts">{heading}</h2>
            <Table
                id="parts-table"
                caption=heading
                columns=&[tr!(PracticeName), tr!(PracticeBookings), tr!(PracticeCompleted), tr!(PracticeCancelled), tr!(PracticeMissedShort), tr!(PracticeFillRate)]
                count
                of_numbers=true
            >
                {rows}
            </Table>
            {all}
        </section>
    }
    .into_any()
}

#[component]
fn Cancelled(
    cancelled: Vec<(String, [CountView; 4])>,
    about: String,
    reasons: Vec<ReasonView>,
    reasons_about: String,
) -> impl IntoView {
    if cancelled.is_empty() {
        return ().into_any();
    }
    let rows = cancelled
        .into_iter()
        .map(|(who, counts)| {
            let [within, two, week, longer] = counts.map(|count| linked(count, &who));
            view! {
                <tr>
                    <th scope="row" data-label=tr!(PracticeBy)>{who}</th>
                    <td data-label=tr!(PracticeUnderDay) class="num">{within}</td>
                    <td data-label=tr!(PracticeTwoDays) class="num">{two}</td>
                    <td data-label=tr!(PracticeSevenDays) class="num">{week}</td>
                    <td data-label=tr!(PracticeOverWeek) class="num">{longer}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="section stack" aria-labelledby="cancelled-heading">
            <h2 id="cancelled-heading">{tr!(PracticeCancellations)}</h2>
            <p class="muted small">{about}</p>
            <Table
                id="cancelled-table"
                caption=tr!(PracticeCancelledCaption)
                columns=&[tr!(PracticeBy), tr!(PracticeUnderDay), tr!(PracticeTwoDays), tr!(PracticeSevenDays), tr!(PracticeOverWeek)]
                of_numbers=true
            >
                {rows}
            </Table>
            <p class="muted small">{reasons_about}</p>
            {(!reasons.is_empty()).then(|| view! { <Reasons reasons/> })}
        </section>
    }
    .into_any()
}

#[component]
fn Reasons(reasons: Vec<ReasonView>) -> impl IntoView {
    let rows = reasons
        .into_iter()
        .map(|ReasonView { name, count, before }| {
            let count = linked(count, &name);
            view! {
                <tr>
                    <th scope="row" data-label=tr!(PracticeReason)>{name}</th>
                    <td data-label=tr!(PracticeCancellations) class="num">{count}</td>
                    <td data-label=tr!(PracticePeriodBefore) class="num">{before}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table
            id="reasons-table"
            caption=tr!(PracticeReasonsCaption)
            columns=&[tr!(PracticeReason), tr!(PracticeCancellations), tr!(PracticePeriodBefore)]
            of_numbers=true
        >
            {rows}
        </Table>
    }
    .into_any()
}
