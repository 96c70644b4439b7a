//! Questions that people ask, answered as this clinic is set up.

use leptos::prelude::*;

use crate::{
    components::{
        content::blocks,
        loaded::{loaded, resource},
        page_head::PageHead,
        words::lead,
    },
    error::AppError,
    server_fns::{content::page_text, home::house_rules},
    views::home::HouseRulesView,
};

/// The page.
#[component]
pub fn Faq() -> impl IntoView {
    let data =
        resource(|| (), |()| async { Ok::<_, AppError>((page_text("faq".to_owned()).await?, house_rules().await?)) });
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title="Questions and answers"/>
            {loaded(data, |(own, rules)| {
                if !own.is_empty() {
                    return view! { <div class="prose">{blocks(own)}</div> }.into_any();
                }
                let answers = answers(&rules).into_iter().map(|(question, answer)| view! {
                    <details class="disclosure">
                        <summary>{question}</summary>
                        <p>{answer}</p>
                    </details>
                }).collect_view();
                view! {
                    <div class="section">{answers}</div>
                    <p class="section">"Something else? "<a href="/contact">"Write to the clinic"</a>"."</p>
                }
                .into_any()
            })}
        </div>
    }
}

fn answers(rules: &HouseRulesView) -> Vec<(&'static str, String)> {
    let account = match (rules.registration_open, rules.activation_by_clinic, rules.members_only) {
        (false, _, _) => "To book, yes. The clinic sets up accounts: write to them or ask at the front desk.",
        (true, true, _) => "To book, yes. You can create one yourself, and the clinic activates it.",
        (true, false, true) => "Yes, to search and to book. You can create one yourself in a minute or two.",
        (true, false, false) => "Only to book. You can search and see free times without one.",
    };
    let booked = match rules.by_approval {
        true => {
            "Most bookings are requests. The time is reserved for you, and we'll let you know when the practitioner answers."
        }
        false => {
            "Yes, unless the page calls it a request. Then the practitioner has to approve it first, and the time is reserved \
                  for you until they do."
        }
    };
    let cancel = match rules.cancel_cutoff_minutes {
        0 => "Open the appointment under My appointments. You can move or cancel it until it starts.".to_owned(),
        minutes => format!(
            "Open the appointment under My appointments. You can move or cancel it until {} before it starts. After that, call the \
             clinic.",
            lead(minutes)
        ),
    };
    let held = match rules.hold_minutes {
        0 => "No. It's yours once you've booked it.".to_owned(),
        minutes => format!(
            "Yes, for {minutes} minutes while you fill in the form, or 10 while you sign in or create an account. It's yours for good \
             once you've booked it."
        ),
    };
    vec![
        ("Do I need an account?", account.to_owned()),
        ("Is my booking certain right away?", booked.to_owned()),
        ("Will someone else take the time while I'm booking?", held),
        ("How do I move or cancel an appointment?", cancel),
        (
            "How far ahead can I book?",
            format!("Up to {} days, unless the service has its own limit.", rules.horizon_days),
        ),
        (
            "There's no time that suits me. What can I do?",
            "Join the waiting list from a practitioner's page. If a time becomes free that suits you, we offer it to you.".to_owned(),
        ),
        (
            "Can I book for my child or my parents?",
            "Yes. They can share their record with you under My record, Sharing, and allow you to book for them. You then choose who \
             the appointment is for."
                .to_owned(),
        ),
        (
            "Why do I need a referral for some practitioners?",
            "Some specialists only see patients who were referred. Your GP can send the referral here, and you'll \
             find it under My referrals."
                .to_owned(),
        ),
        (
            "Who can read my record?",
            "You, and the practitioners who treat you. You can see everyone who has looked at it. The privacy page says more.".to_owned(),
        ),
        (
            "I've forgotten my password.",
            "Choose \u{201c}Forgot your password?\u{201d} on the sign-in page. It says how you get a new one here.".to_owned(),
        ),
    ]
}
