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
    words::tr,
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
    let crumbs = match is_own {
        true => {
            vec![("/record".into(), tr!(RecordMine).into()), ("/record/sharing".into(), tr!(RecordWhoCanRead).into())]
        }
        false => vec![
            ("/admin".into(), tr!(NavOverview).into()),
            ("/admin/access".into(), tr!(RecordAccessToRecords).into()),
        ],
    };
    let can = !grounds.is_empty();
    let title = match (can, is_own) {
        (true, true) => tr!(RecordWhyYours, practitioner = practitioner),
        (true, false) => tr!(RecordWhyTheirs, practitioner = practitioner, patient = patient),
        (false, true) => tr!(RecordCantYours, practitioner = practitioner),
        (false, false) => tr!(RecordCantTheirs, practitioner = practitioner, patient = patient),
    };
    let rows = grounds
        .into_iter()
        .map(|(basis, reach)| {
            view! {
                <li class="row">
                    <Icon name="check"/>
                    <div class="row-body">
                        <h2>{record_words::ground(basis)}</h2>
                        <p class="muted">{tr!(RecordGivesAccess, reach = record_words::reach(reach))}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    let none = (!can).then(|| {
        view! {
            <p>
                {tr!(RecordNoGround)}
            </p>
        }
    });
    let closed = blocked.then(|| {
        view! {
            <div class="note"><Icon name="lock"/><div><p>{tr!(RecordBlockedText)}</p></div></div>
        }
    });
    view! {
        <PageHead title tab=tr!(RecordWhyTab) crumbs/>
        {closed}
        {none}
        {can.then(|| view! { <ul class="row-list" role="list">{rows}</ul> })}
    }
    .into_any()
}
