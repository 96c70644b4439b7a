//! A practitioner's own figures.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        figures::Figures as Shown,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    server_fns::figures::own_figures,
    views::figures::FiguresQuery,
};

/// The page.
#[component]
pub fn Figures() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        query.with(|query| {
            let part = |name| query.get(name).unwrap_or_default();
            FiguresQuery {
                weeks: part("weeks"),
                last: part("last"),
                practitioner: part("practitioner"),
                centre: part("centre"),
                service: part("service"),
                by: part("by"),
            }
        })
    });
    let data = resource(move || wanted.get(), own_figures);
    view! {
        <div class="wrap">
            <PageHead title="Your figures" lede="Your bookings and visits, week by week." crumbs=vec![("/practitioner".into(), "Your day".into())]/>
            {loaded(data, move |found| {
                view! { <Shown found wanted=wanted.get_untracked() path="/practitioner/figures"/> }.into_any()
            })}
        </div>
    }
}
