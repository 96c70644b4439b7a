//! What this platform is for. It says nothing about a particular clinic.

use leptos::prelude::*;

use crate::components::page_head::PageHead;

/// The page.
#[component]
pub fn About() -> impl IntoView {
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title="About" lede="One place to find care, book it and keep track of it."/>
            <div class="prose">
                <p>
                    "Consulta brings together the practitioners of hospitals and medical centres: who they are, what they "
                    "specialise in, where they work and when they're free."
                </p>
                <h2>"For patients"</h2>
                <p>
                    "Search by name, profession, problem or place. You can look around without an account: profiles, "
                    "weekly hours and free times are open to everyone."
                </p>
                <ul>
                    <li>"We only offer times that are really free, and once you book one, it's yours."</li>
                    <li>"Times are in the centre's local time."</li>
                    <li>"Your appointments are all on one page. Add them to your calendar, or cancel online."</li>
                    <li>"Only you and your practitioner see the reason for your visit."</li>
                </ul>
                <p>"You need an account to book, so your practitioner knows who's coming."</p>
                <h2>"For practitioners"</h2>
                <ul>
                    <li>"Your day at a glance: who's coming, when and why."</li>
                    <li>"Set your own weekly hours at each centre where you work."</li>
                    <li>"You can't be double-booked, not even across two centres."</li>
                    <li>"Turn new bookings off and on again at any time."</li>
                </ul>
                <p>"Your administrators set up accounts for practitioners."</p>
                <h2>"Your data"</h2>
                <p>
                    "Everything stays on the servers of the organisation that runs this site. No page loads anything from "
                    "elsewhere: there's no advertising and no tracking. Cookies keep you signed in, recognise "
                    "a browser you've signed in from before, and remember whether you prefer light or dark."
                </p>
                <h2>"In an emergency"</h2>
                <p>"Don't book. Call your local emergency number."</p>
                <p><a href="/search">"Find care"</a>" or "<a href="/contact">"contact us"</a>"."</p>
            </div>
        </div>
    }
}
