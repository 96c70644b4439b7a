//! The site's accessibility: how far everyone can use it, its known problems, and whom to tell.

use leptos::prelude::*;

use crate::{
    components::{clinic, page_head::PageHead, sentence::linked},
    words::tr,
};

/// The page.
#[component]
pub fn Accessibility() -> impl IntoView {
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title=tr!(Accessibility) lede=tr!(AccessLede)/>
            <div class="prose">
                <p>{tr!(AccessStatement, clinic = clinic::look().name)}</p>
                <h2>{tr!(AccessCan)}</h2>
                <ul>
                    <li>{tr!(AccessKeyboard)}</li>
                    <li>{tr!(AccessReader)}</li>
                    <li>{tr!(AccessZoom)}</li>
                    <li>{tr!(AccessColours)}</li>
                    <li>{tr!(AccessMotion)}</li>
                    <li>{tr!(AccessScript)}</li>
                    <li>{tr!(AccessTime)}</li>
                    <li>{tr!(AccessErrors)}</li>
                </ul>
                <h2>{tr!(AccessCannot)}</h2>
                <ul>
                    <li>{tr!(AccessScans)}</li>
                    <li>{tr!(AccessPdf)}</li>
                </ul>
                <h2>{tr!(AccessHow)}</h2>
                <p>{tr!(AccessTested)}</p>
                <h2>{tr!(AccessTell)}</h2>
                <p>{linked(tr!(AccessTellText), &["/contact", "/search"])}</p>
                <p>{tr!(AccessComplain)}</p>
            </div>
        </div>
    }
    .into_any()
}
