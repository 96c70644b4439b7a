//! The clinic's figures.

use leptos::prelude::*;

use crate::{
    components::{
        figures::{Figures as Shown, wanted},
        loaded::{loaded, resource},
        page_head::PageHead,
        practitioner_field::PractitionerSearch,
        suggestions::Among,
    },
    server_fns::figures::clinic_figures,
    words::tr,
};

/// The page.
#[component]
pub fn Figures() -> impl IntoView {
    let wanted = wanted();
    let search = PractitionerSearch::of_page("find_practitioner", Among::Practitioners);
    let data = resource(move || wanted.get(), clinic_figures);
    view! {
        <div class="wrap">
            <PageHead title=tr!(ClinicFigures) lede=tr!(SetFiguresLede) crumbs=vec![("/admin".into(), tr!(NavOverview).into())]/>
            {loaded(data, move |found| {
                view! { <Shown found wanted=wanted.get_untracked() path="/admin/figures" search=Some(search)/> }.into_any()
            })}
        </div>
    }
}
