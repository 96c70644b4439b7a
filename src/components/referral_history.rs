//! The details of a referral beside its letter: people, state and history.

use leptos::prelude::*;

use super::{
    icon::Icon,
    referral::{StandingBadge, addressee, priority_word},
};
use crate::{
    domain::{ids::PatientId, referral::Turn},
    views::referral::{ReferralRowView, TurnView},
    words::{counted, tr},
};

/// The patient, author, addressee, priority and state.
#[component]
pub fn ReferralFacts(
    /// The referral.
    row: ReferralRowView,
    /// The author's profession.
    from_profession: String,
    /// The patient, if the reader may open their account.
    #[prop(default = None)]
    account: Option<PatientId>,
) -> impl IntoView {
    let allowed = usize::try_from(row.allowed).unwrap_or_default();
    let left = counted!(AccReferralLeft, allowed, left = row.left, until = row.until);
    let to = addressee(&row);
    let patient = match account {
        Some(id) => view! { <a href=format!("/admin/users/{id}")>{row.patient_name}</a> }.into_any(),
        None => row.patient_name.into_any(),
    };
    view! {
        <dl class="summary">
            <div><dt>{tr!(Patient)}</dt><dd>{patient}</dd></div>
            <div>
                <dt>{tr!(AccReferralFrom)}</dt>
                <dd>{row.from}<br/><span class="muted small">{format!("{from_profession}, {}", row.sent)}</span></dd>
            </div>
            <div><dt>{tr!(AccReferralFor)}</dt><dd>{to}</dd></div>
            <div><dt>{tr!(AccPriority)}</dt><dd>{priority_word(row.priority)}</dd></div>
            <div><dt>{tr!(AccValidFor)}</dt><dd>{left}</dd></div>
            <div><dt>{tr!(Status)}</dt><dd><StandingBadge standing=row.standing/></dd></div>
        </dl>
    }
    .into_any()
}

/// Its history, in order.
#[component]
pub fn ReferralHistory(
    /// What.
    turns: Vec<TurnView>,
) -> impl IntoView {
    let rows = turns
        .into_iter()
        .map(|turn| {
            let what = match (turn.turn, turn.to.is_empty()) {
                (Turn::Sent, true) => tr!(AccTurnSent, by = turn.by),
                (Turn::Sent, false) => tr!(AccTurnSentTo, by = turn.by, to = turn.to),
                (Turn::Accepted, _) => tr!(AccTurnAccepted, by = turn.by),
                (Turn::Redirected, _) => tr!(AccTurnRedirected, by = turn.by, to = turn.to),
                (Turn::Declined, _) => tr!(AccTurnDeclined, by = turn.by),
                (Turn::Withdrawn, _) => tr!(AccTurnWithdrawn, by = turn.by),
            };
            let reason = (!turn.reason.is_empty()).then(|| view! { <p>{turn.reason}</p> });
            view! { <li class="row"><Icon name="clock"/><div class="row-body"><p>{what}</p>{reason}<p class="meta">{turn.on}</p></div></li> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="history">
            <h2 id="history">{tr!(AccWhatHappened)}</h2>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}
