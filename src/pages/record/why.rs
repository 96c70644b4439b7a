//! Why a practitioner can read a record: for its patient, and for administrators.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    server_fns::sharing::why_access,
    views::{record_words, sharing::WhyView},
};

/// The page.
#[component]
pub fn Why() -> impl IntoView {
    let query = use_query_map();
    let part = move |name| query.with(|query| query.get(name).unwrap_or_default());
    let data = resource(move || (part("patient"), part("practitioner")), |(patient, who)| why_access(patient, who));
    view! { <div class="wrap wrap-narrow">{loaded(data, |why| view! { <Shown why/> }.into_any())}</div> }
}

#[component]
fn Shown(why: WhyView) -> impl IntoView {
    let WhyView { patient: (_, patient), practitioner, is_own, grounds, blocked } = why;
    let whose = if is_own { "your record".to_owned() } else { format!("{patient}'s record") };
    let crumbs = match is_own {
        true => {
            vec![("/record".into(), "My health record".into()), ("/record/sharing".into(), "Who can read it".into())]
        }
        false => vec![("/admin".into(), "Overview".into()), ("/admin/access".into(), "Access to records".into())],
    };
    let can = !grounds.is_empty();
    let title =
        if can { format!("Why {practitioner} can read {whose}") } else { format!("{practitioner} can't read {whose}") };
    let rows = grounds
        .into_iter()
        .map(|(basis, reach)| {
            view! {
                <li class="row">
                    <Icon name="check"/>
                    <div class="row-body">
                        <h2>{record_words::ground(basis)}</h2>
                        <p class="muted">{format!("Gives access to {}.", record_words::reach(reach))}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    let none = (!can).then(|| {
        view! {
            <p>
                "There's no current appointment or referral, no one has named them as caring for the patient, and they've written nothing in the record."
            </p>
        }
    });
    let closed = blocked.then(|| {
        view! {
            <div class="note"><Icon name="lock"/><div><p>"The record is closed to them: an appointment or a referral doesn't give them access."</p></div></div>
        }
    });
    view! {
        <PageHead title tab="Who can read a record" crumbs/>
        {closed}
        {none}
        {can.then(|| view! { <ul class="row-list" role="list">{rows}</ul> })}
    }
    .into_any()
}
