//! The no-show forecast beside the report: its factors, how well it did, and which visits stand out.

use leptos::prelude::*;

use super::{
    chart::{Chart, Point, Shape},
    table::Table,
    time::ShortDateTime,
};
use crate::{
    views::forecast::{BandView, ComingView, ForecastView, LearnedView},
    words::tr,
};

/// The forecast, with its definition.
#[component]
pub fn Forecast(
    /// The forecast's data.
    forecast: ForecastView,
) -> impl IntoView {
    let known = match forecast.learned {
        None => view! { <p class="muted">{tr!(PracticeForecastTooFew)}</p> }.into_any(),
        Some(LearnedView { visits, date, bands, score, factors, coming }) => view! {
            <p class="muted small">{tr!(PracticeForecastLearned, n = visits, date = date)}</p>
            <Coming coming/>
            <Reliability bands score/>
            <Factors factors/>
        }
        .into_any(),
    };
    view! {
        <section class="section stack" aria-labelledby="forecast-heading">
            <h2 id="forecast-heading">{tr!(PracticeForecast)}</h2>
            <p>{tr!(PracticeForecastText)}</p>
            {known}
        </section>
    }
    .into_any()
}

#[component]
fn Coming(coming: Vec<ComingView>) -> impl IntoView {
    if coming.is_empty() {
        return view! { <p>{tr!(PracticeForecastNone)}</p> }.into_any();
    }
    let rows = coming
        .into_iter()
        .map(|ComingView { when, practitioner, centre, href, chance, because, suggestion }| {
            view! {
                <tr>
                    <th scope="row" data-label=tr!(When)><a href=href><ShortDateTime when/></a></th>
                    <td data-label=tr!(PracticeByPractitioner)>{practitioner}</td>
                    <td data-label=tr!(Centre)>{centre}</td>
                    <td data-label=tr!(PracticeForecastChance) class="num">{chance}</td>
                    <td data-label=tr!(PracticeForecastWhy)>{because}</td>
                    <td data-label=tr!(PracticeForecastSuggestion)>{suggestion}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h3>{tr!(PracticeForecastComing)}</h3>
        <p class="muted small">{tr!(PracticeForecastComingNote)}</p>
        <Table
            id="forecast-coming"
            caption=tr!(PracticeForecastComing)
            columns=&[
                tr!(When),
                tr!(PracticeByPractitioner),
                tr!(Centre),
                tr!(PracticeForecastChance),
                tr!(PracticeForecastWhy),
                tr!(PracticeForecastSuggestion),
            ]
        >
            {rows}
        </Table>
    }
    .into_any()
}

#[component]
fn Reliability(bands: Vec<BandView>, score: Option<[String; 2]>) -> impl IntoView {
    let score = score.map(|[own, average]| view! { <p>{tr!(PracticeForecastScore, own = own, average = average)}</p> });
    let points = bands
        .iter()
        .map(|band| Point {
            label: band.forecast.clone(),
            value: band.share,
            shown: band.missed.clone(),
            href: String::new(),
        })
        .collect();
    let rows = bands
        .into_iter()
        .map(|BandView { forecast, visits, expected, missed, .. }| {
            view! {
                <tr>
                    <th scope="row" data-label=tr!(PracticeForecastChance)>{forecast}</th>
                    <td data-label=tr!(PracticeForecastVisits) class="num">{visits}</td>
                    <td data-label=tr!(PracticeForecastExpected) class="num">{expected}</td>
                    <td data-label=tr!(PracticeMissedShort) class="num">{missed}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Chart
            id="reliability"
            title=tr!(PracticeForecastReliable)
            note=tr!(PracticeForecastReliableNote)
            of=tr!(PracticeForecastChance)
            shape=Shape::Bars
            unit="%"
            per_unit=10
            points
        />
        <Table
            id="reliability-table"
            caption=tr!(PracticeForecastReliable)
            columns=&[
                tr!(PracticeForecastChance),
                tr!(PracticeForecastVisits),
                tr!(PracticeForecastExpected),
                tr!(PracticeMissedShort),
            ]
        >
            {rows}
        </Table>
        {score}
    }
    .into_any()
}

#[component]
fn Factors(factors: Vec<(String, String)>) -> impl IntoView {
    let rows = factors
        .into_iter()
        .map(|(name, odds)| {
            view! {
                <tr>
                    <th scope="row" data-label=tr!(PracticeForecastFactor)>{name}</th>
                    <td data-label=tr!(PracticeForecastOdds) class="num">{odds}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <h3>{tr!(PracticeForecastFactors)}</h3>
        <p class="muted small">{tr!(PracticeForecastFactorsNote)}</p>
        <Table
            id="forecast-factors"
            caption=tr!(PracticeForecastFactors)
            columns=&[tr!(PracticeForecastFactor), tr!(PracticeForecastOdds)]
        >
            {rows}
        </Table>
    }
    .into_any()
}
