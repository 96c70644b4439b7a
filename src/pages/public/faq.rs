//! Frequently asked questions, answered for this clinic's configuration.

use leptos::prelude::*;

use crate::{
    components::{
        content::blocks,
        loaded::{loaded, resource},
        page_head::PageHead,
        sentence::linked,
        words::lead,
    },
    error::AppError,
    server_fns::{content::page_text, home::house_rules},
    views::home::HouseRulesView,
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Faq() -> impl IntoView {
    let data =
        resource(|| (), |()| async { Ok::<_, AppError>((page_text("faq".to_owned()).await?, house_rules().await?)) });
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title=tr!(FaqTitle)/>
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
                    <p class="section">{linked(tr!(FaqElse), &["/contact"])}</p>
                }
                .into_any()
            })}
        </div>
    }
}

fn answers(rules: &HouseRulesView) -> Vec<(&'static str, String)> {
    let account = match (rules.registration_open, rules.activation_by_clinic, rules.members_only) {
        (false, _, _) => tr!(FaqAccountByClinic),
        (true, true, _) => tr!(FaqAccountActivated),
        (true, false, true) => tr!(FaqAccountSearch),
        (true, false, false) => tr!(FaqAccountBook),
    };
    let booked = if rules.by_approval { tr!(FaqCertainRequest) } else { tr!(FaqCertainYes) };
    let cancel = match rules.cancel_cutoff_minutes {
        0 => tr!(FaqCancelUntilStart).to_owned(),
        minutes => tr!(FaqCancelBefore, lead = lead(minutes)),
    };
    let held = match rules.hold_minutes {
        0 => tr!(FaqNotHeld).to_owned(),
        minutes => counted!(FaqHeld, usize::from(minutes)),
    };
    vec![
        (tr!(FaqNeedAccount), account.to_owned()),
        (tr!(FaqIsCertain), booked.to_owned()),
        (tr!(FaqIsHeld), held),
        (tr!(FaqHowCancel), cancel),
        (tr!(FaqHowFar), counted!(FaqFar, usize::from(rules.horizon_days))),
        (tr!(FaqNoTime), tr!(FaqNoTimeText).to_owned()),
        (tr!(FaqOthers), tr!(FaqOthersText).to_owned()),
        (tr!(FaqReferral), tr!(FaqReferralText).to_owned()),
        (tr!(FaqWhoReads), tr!(FaqWhoReadsText).to_owned()),
        (tr!(FaqForgotten), tr!(FaqForgottenText).to_owned()),
    ]
}
