//! The purpose of this platform. It states nothing about a particular clinic except its configuration.

use leptos::prelude::*;

use crate::{
    components::{
        clinic,
        content::blocks,
        loaded::{loaded, resource},
        page_head::PageHead,
        sentence::linked,
    },
    error::AppError,
    server_fns::{content::page_text, home::house_rules},
    views::home::HouseRulesView,
    words::tr,
};

/// The page.
#[component]
pub fn About() -> impl IntoView {
    let data =
        resource(|| (), |()| async { Ok::<_, AppError>((page_text("about".to_owned()).await?, house_rules().await?)) });
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title=tr!(About) lede=tr!(AboutLede)/>
            {loaded(data, |(own, rules)| match own.is_empty() {
                true => page(rules),
                false => view! { <div class="prose">{blocks(own)}</div> }.into_any(),
            })}
        </div>
    }
}

fn page(rules: HouseRulesView) -> AnyView {
    let looking = if rules.members_only { tr!(AboutSearchMembers) } else { tr!(AboutSearchAll) };
    let account = if rules.registration_open { tr!(AboutAccount) } else { tr!(AboutAccountByClinic) };
    view! {
        <div class="prose">
            <p>{tr!(AboutWhat, clinic = clinic::look().name)}</p>
            <h2>{tr!(AboutForPatients)}</h2>
            <p>{looking}</p>
            <ul>
                <li>{tr!(AboutReallyFree)}</li>
                <li>{tr!(AboutLocalTime)}</li>
                <li>{tr!(AboutOnePage)}</li>
                <li>{tr!(AboutReasonSeen)}</li>
                <li>{tr!(AboutWhoLooked)}</li>
            </ul>
            <p>{account}</p>
            <h2>{tr!(AboutForPractitioners)}</h2>
            <ul>
                <li>{tr!(AboutDay)}</li>
                <li>{tr!(AboutSetHours)}</li>
                <li>{tr!(AboutNoDouble)}</li>
                <li>{tr!(AboutTurnOff)}</li>
            </ul>
            <h2>{tr!(AboutYourData)}</h2>
            <p>{linked(tr!(AboutDataKept), &["/privacy"])}</p>
            <h2>{tr!(AboutEmergency)}</h2>
            <p>{tr!(AboutEmergencyText)}</p>
            <p>{linked(tr!(AboutOnward), &["/search", "/faq", "/contact"])}</p>
        </div>
    }
    .into_any()
}
