//! A practitioner's own figures.

use leptos::prelude::*;

use crate::{
    components::{
        figures::{Figures as Shown, wanted},
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    server_fns::figures::own_figures,
    words::tr,
};

/// The page.
#[component]
pub fn Figures() -> impl IntoView {
    let wanted = wanted();
    let data = resource(move || wanted.get(), own_figures);
    view! {
        <div class="wrap">
            <PageHead title=tr!(PracticeFigures) lede=tr!(PracticeFiguresText) crumbs=vec![("/practitioner".into(), tr!(NavDay).into())]/>
            {loaded(data, move |found| {
                view! { <Shown found wanted=wanted.get_untracked() path="/practitioner/figures" search=None/> }.into_any()
            })}
        </div>
    }
}
