//! How far everyone can use this site, what is known not to work, and whom to tell.

use leptos::prelude::*;

use crate::components::{clinic, page_head::PageHead};

/// The page.
#[component]
pub fn Accessibility() -> impl IntoView {
    let clinic = clinic::look().name;
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title="Accessibility" lede="We want everyone to be able to find care, book it and read their record here."/>
            <div class="prose">
                <p>
                    {format!("This statement is about the site of {clinic}. It runs on Consulta, which aims at the Web Content ")}
                    "Accessibility Guidelines 2.2, level AA."
                </p>
                <h2>"What you can do"</h2>
                <ul>
                    <li>"Use every page with the keyboard alone, and see where you are. Menus close with Escape."</li>
                    <li>"Use a screen reader: headings, forms, tables and times have names, and what changes is announced."</li>
                    <li>"Zoom in, or use a small phone: nothing is cut off down to 320 pixels, and only wide tables have to be scrolled sideways."</li>
                    <li>"Choose light or dark at the bottom of every page. Text has a contrast of at least 4.5 to 1 in both, also in the clinic's own colours."</li>
                    <li>"Switch animations off in your system, and nothing moves here. High-contrast modes are respected."</li>
                    <li>"Do almost everything without JavaScript. Only passkeys, notifications on your devices and pages that update by themselves need it."</li>
                    <li>"Take your time: you're told before you're signed out, and can stay. What you type into many forms is still there if you come back."</li>
                    <li>"Read what is wrong with a form in words, above it and at each field."</li>
                </ul>
                <h2>"What doesn't work yet"</h2>
                <ul>
                    <li>"Documents are kept as they were uploaded. A scan may have no text for screen readers; ask the clinic for another version."</li>
                    <li>"PDFs made here have headings, lists and tables, but letters outside Latin, Greek and Cyrillic appear as codes."</li>
                </ul>
                <h2>"How we check"</h2>
                <p>
                    "Before each version of Consulta, its pages are tested automatically with axe, in light and dark and at phone and desktop "
                    "widths, and booking is done with the keyboard. Automatic tests don't find everything, so please tell us what they miss."
                </p>
                <h2>"Tell us"</h2>
                <p>
                    "If something here keeps you out, "<a href="/contact">"write to the clinic"</a>
                    " or call one of "<a href="/search">"its centres"</a>
                    ". Say which page it was and what you wanted to do. You can also ask the clinic to book for you."
                </p>
                <p>"If that doesn't help, you can complain to the body that enforces equality or accessibility law where you live."</p>
            </div>
        </div>
    }
    .into_any()
}
