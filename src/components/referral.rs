//! Referrals in lists, in booking, and in choosing an addressee.

use leptos::prelude::*;

use super::{icon::Icon, result_card::ByReferral};
use crate::{
    domain::{
        address::{self, escape},
        referral::{Priority, Standing},
    },
    views::referral::{ColleagueView, ReferralNeedView, ReferralRowView},
    words::{counted, listed, tr},
};

/// Where general practitioners can be found.
const FIND_GP: &str = "/search?profession=General%20practitioner";

/// What people need to know before they book a practitioner who is seen on referral only: shown before any form.
#[component]
pub fn ReferralNote(
    /// The referral required, and the one held.
    need: ReferralNeedView,
    /// The practitioner's name.
    name: String,
) -> impl IntoView {
    match need.held {
        Some(held) => {
            let covers = counted!(VisitCovers, usize::try_from(held.left).unwrap_or_default(), date = held.until);
            view! {
                <div class="note">
                    <Icon name="file-text"/>
                    <div>
                        <p>
                            {tr!(VisitByReferral, name = name)}" "
                            <a href=address::referral(held.id)>{tr!(VisitYourReferral, name = held.from)}</a>
                            " "{covers}
                        </p>
                    </div>
                </div>
            }
            .into_any()
        }
        None => {
            let already = if need.is_patient {
                view! { {tr!(VisitNoneCovers)}" "<a href="/referrals">{tr!(VisitSeeReferrals)}</a> }.into_any()
            } else {
                tr!(VisitHaveReferral).into_any()
            };
            view! {
                <div class="note note-warn">
                    <Icon name="file-text"/>
                    <div>
                        <p><strong>{tr!(VisitByReferral, name = name)}</strong></p>
                        <p>
                            {tr!(VisitGpCanRefer)}" "
                            {already}
                        </p>
                        <p><a class="btn btn-sm" href=FIND_GP><Icon name="search"/>{tr!(VisitFindGp)}</a></p>
                    </div>
                </div>
            }
            .into_any()
        }
    }
}

/// `1 visit`, `3 visits`.
#[must_use]
pub fn visits(count: i64) -> String {
    counted!(VisitNumber, usize::try_from(count).unwrap_or_default())
}

/// Its state, as a badge.
#[component]
pub fn StandingBadge(
    /// Where it stands.
    standing: Standing,
) -> impl IntoView {
    let class = match standing {
        Standing::Open => "badge badge-info",
        Standing::Accepted => "badge badge-success",
        Standing::Declined | Standing::Withdrawn => "badge badge-danger",
        Standing::Used | Standing::Ended => "badge",
    };
    view! { <span class=class>{standing_word(standing)}</span> }
}

/// Its state, in words.
#[must_use]
pub fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => tr!(VisitReadyToBook),
        Standing::Accepted => tr!(VisitAccepted),
        Standing::Used => tr!(VisitUsed),
        Standing::Ended => tr!(VisitEnded),
        Standing::Declined => tr!(VisitDeclined),
        Standing::Withdrawn => tr!(VisitWithdrawn),
    }
}

/// Its priority, in a word.
#[must_use]
pub fn priority_word(priority: Priority) -> &'static str {
    match priority {
        Priority::Routine => tr!(VisitRoutine),
        Priority::Soon => tr!(VisitSoon),
        Priority::Urgent => tr!(VisitUrgent),
    }
}

/// Its priority, if more than routine.
#[must_use]
pub fn priority_badge(priority: Priority) -> Option<AnyView> {
    let class = match priority {
        Priority::Routine => return None,
        Priority::Soon => "badge badge-warn",
        Priority::Urgent => "badge badge-danger",
    };
    Some(view! { <span class=class>{priority_word(priority)}</span> }.into_any())
}

/// The addressee in a few words: a name, a field, or who has accepted it for their field.
#[must_use]
pub fn addressee(row: &ReferralRowView) -> String {
    match (&row.to, &row.field) {
        (Some(_), Some(field)) => tr!(VisitToField, name = row.to_name, field = field),
        (None, Some(field)) => tr!(VisitAnyoneIn, field = field),
        _ => row.to_name.clone(),
    }
}

/// Why one was declined, and what its patient can do now.
#[must_use]
pub fn declined(row: &ReferralRowView) -> Option<AnyView> {
    if row.standing != Standing::Declined {
        return None;
    }
    let why =
        (!row.declined_because.is_empty()).then(|| view! { <p>{tr!(VisitReason, reason = row.declined_because)}</p> });
    let view = view! {
        {why}
        <p>
            {tr!(VisitSomeoneElse, name = row.from)}" "
            <a href=format!("/book/{}", row.referrer)>{tr!(VisitBookName, name = row.from)}</a>
        </p>
    };
    Some(view.into_any())
}

/// Where a patient can book with it.
#[must_use]
pub fn booking_address(row: &ReferralRowView) -> Option<String> {
    match (row.standing.is_open(), row.to, &row.field) {
        (false, ..) => None,
        (true, Some(to), _) => Some(format!("/book/{to}")),
        (true, None, Some(field)) => Some(format!("/search?kind=practitioner&specialty={}", escape(field))),
        (true, None, None) => None,
    }
}

/// The search results, each as a link that chooses that person.
#[component]
pub fn Colleagues(
    /// Whom.
    found: Vec<ColleagueView>,
    /// The address that chooses someone, up to their key.
    choose: String,
) -> impl IntoView {
    let rows = found
        .into_iter()
        .map(|person| {
            let href = format!("{choose}{}", person.id);
            let fields = if person.expertise.is_empty() {
                person.profession.clone()
            } else {
                tr!(VisitFieldsOf, profession = person.profession, fields = listed(&person.expertise))
            };
            view! {
                <li class="row">
                    <Icon name="user"/>
                    <div class="row-body">
                        <h3><a href=href>{person.name.clone()}</a></h3>
                        <p>{fields}</p>
                        <p class="meta"><Icon name="map-pin"/><span>{person.places}</span></p>
                        {person.by_referral.then(|| view! { <ByReferral/> })}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
}

/// The search form for an addressee: it leads to the same page with the search text.
#[component]
pub fn ColleagueSearch(
    /// The page.
    action: String,
    /// What was typed.
    q: String,
    /// Whether there were no results.
    nobody: bool,
) -> impl IntoView {
    let nobody = (nobody && !q.trim().is_empty()).then(|| {
        view! { <p class="muted" role="status">{tr!(VisitNoColleague)}</p> }
    });
    view! {
        <form class="form" method="get" action=action>
            <div class="field">
                <label for="q">{tr!(VisitNameOrField)}</label>
                <p class="hint" id="q-hint">{tr!(VisitNameOrFieldHint)}</p>
                <input class="input-20" type="search" id="q" name="q" value=q aria-describedby="q-hint" maxlength="200"/>
            </div>
            <div class="form-actions">
                <button class="btn" type="submit"><Icon name="search"/>{tr!(Search)}</button>
            </div>
        </form>
        {nobody}
    }
    .into_any()
}
