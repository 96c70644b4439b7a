//! What this platform is for. It says nothing about a particular clinic but how it is set up.

use leptos::prelude::*;

use crate::{
    components::{
        clinic,
        content::blocks,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    error::AppError,
    server_fns::{content::page_text, home::house_rules},
    views::home::HouseRulesView,
};

/// The page.
#[component]
pub fn About() -> impl IntoView {
    let data =
        resource(|| (), |()| async { Ok::<_, AppError>((page_text("about".to_owned()).await?, house_rules().await?)) });
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title="About" lede="One place to find care, book it and keep track of it."/>
            {loaded(data, |(own, rules)| match own.is_empty() {
                true => page(rules),
                false => view! { <div class="prose">{blocks(own)}</div> }.into_any(),
            })}
        </div>
    }
}

fn page(rules: HouseRulesView) -> AnyView {
    let looking = if rules.members_only {
        "Search by name, profession, problem or place once you've signed in."
    } else {
        "Search by name, profession, problem or place. You can look around without an account: profiles, weekly hours and free \
         times are open to everyone."
    };
    let account = if rules.registration_open {
        "You need an account to book, so your practitioner knows who's coming."
    } else {
        "You need an account to book, so your practitioner knows who's coming. The clinic sets it up for you."
    };
    view! {
        <div class="prose">
            <p>
                {clinic::look().name}
                " brings together the practitioners of hospitals and medical centres: who they are, what they specialise in, "
                "where they work and when they're free."
            </p>
            <h2>"For patients"</h2>
            <p>{looking}</p>
            <ul>
                <li>"We only offer times that are really free, and once you book one, it's yours."</li>
                <li>"Times are in the centre's local time."</li>
                <li>"Your appointments are all on one page. Add them to your calendar, or move or cancel them online."</li>
                <li>"Only you and your practitioner see the reason for your visit."</li>
                <li>"You can see everyone who has looked at your record."</li>
            </ul>
            <p>{account}</p>
            <h2>"For practitioners"</h2>
            <ul>
                <li>"Your day at a glance: who's coming, when and why."</li>
                <li>"Set your own weekly hours at each centre where you work."</li>
                <li>"You can't be double-booked by patients, not even across two centres."</li>
                <li>"Turn new bookings off and on again at any time."</li>
            </ul>
            <h2>"Your data"</h2>
            <p>
                "Everything is kept on the servers of the organisation that runs this site. No page loads anything from "
                "elsewhere: there's no advertising and no tracking. The "<a href="/privacy">"privacy page"</a>
                " says what is kept, for how long, and who reads it."
            </p>
            <h2>"In an emergency"</h2>
            <p>"Don't book. Call your local emergency number."</p>
            <p>
                <a href="/search">"Find care"</a>", read the "<a href="/faq">"questions and answers"</a>", or "
                <a href="/contact">"contact us"</a>"."
            </p>
        </div>
    }
    .into_any()
}
