//! What this platform is for. It says nothing about a particular clinic.

use leptos::prelude::*;

use crate::components::page_head::PageHead;

/// The page.
#[component]
pub fn About() -> impl IntoView {
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title="About" lede="One place to find care, to book it, and to keep track of it."/>
            <div class="prose">
                <p>
                    "Consulta brings together the practitioners of hospitals and medical centres: who they are, what they "
                    "are good at, where they work, and when they are free."
                </p>
                <h2>"For patients"</h2>
                <p>
                    "Search by name, profession, problem or place. You can look around without an account: profiles, "
                    "weekly hours and free times are open to everybody."
                </p>
                <ul>
                    <li>"Only times that are really free are offered, and a time that you book is yours alone."</li>
                    <li>"Times are shown as the clock on the wall of the centre shows them."</li>
                    <li>"Your appointments are on one page. You can add each to your calendar, or cancel it online."</li>
                    <li>"The reason for your visit is seen by you and by the practitioner whom you visit."</li>
                </ul>
                <p>"To book you need an account, so that the practitioner knows who comes."</p>
                <h2>"For practitioners"</h2>
                <ul>
                    <li>"Your day at a glance: who comes, when, and why."</li>
                    <li>"Your own weekly hours at each centre where you work, changed by yourself."</li>
                    <li>"Nobody can book you twice at a time, not even at two centres."</li>
                    <li>"New bookings can be switched off, and on again, at any time."</li>
                </ul>
                <p>"Accounts for practitioners are made by the administrators of the place."</p>
                <h2>"Your data"</h2>
                <p>
                    "Everything stays on the server of the organisation that runs this site. No page loads anything from "
                    "elsewhere: there is no advertising and no tracking. The cookies keep you signed in, recognise "
                    "a browser that you have signed in from before, and remember whether you like it light or dark."
                </p>
                <h2>"In an emergency"</h2>
                <p>"Do not book. Call your local emergency number."</p>
                <p><a href="/search">"Find care"</a>" or "<a href="/contact">"contact us"</a>"."</p>
            </div>
        </div>
    }
}
