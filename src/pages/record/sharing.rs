//! Who may read the reader's record: practitioners, family, apps and blocks, and the resulting access.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{apps::Apps, family::Family, own_doctor::AskDoctor, sharing_actions::Actions};
use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        practitioner_field::{PractitionerField, PractitionerSearch},
        submit::Submit,
        suggestions::Among,
    },
    domain::{form::Field, ids::PractitionerId},
    server_fns::sharing::sharing,
    views::{
        record_words,
        sharing::{ReaderView, RelationshipView, SharingView},
    },
    words::tr,
};

/// The parts of the page, each with its heading's id.
fn parts() -> [(&'static str, &'static str); 5] {
    [
        ("family", tr!(RecordFamilyAndOthers)),
        ("apps", tr!(AppsTitle)),
        ("readers", tr!(RecordYourPractitioners)),
        ("blocked", tr!(RecordClosedTo)),
        ("relationships", tr!(RecordWhoCares)),
    ]
}

/// The searches of the page.
#[derive(Clone, Copy)]
struct Searches {
    doctor: PractitionerSearch,
    closed: PractitionerSearch,
}

/// The page.
#[component]
pub fn Sharing() -> impl IntoView {
    let (begin, end, block) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
    let (unblock, trust, end_trust) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
    let (withdraw, stop_app) = (ServerAction::new(), ServerAction::new());
    let error =
        LatestError::new().of(begin).of(end).of(block).of(unblock).of(trust).of(withdraw).of(end_trust).of(stop_app);
    let actions = Actions { begin, end, block, unblock, trust, withdraw, end_trust, stop_app, error: error.signal() };
    let done = move || {
        (
            [begin.version().get(), end.version().get(), block.version().get(), unblock.version().get()],
            [trust.version().get(), withdraw.version().get(), end_trust.version().get(), stop_app.version().get()],
        )
    };
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(|query| query.get("doctor").unwrap_or_default()));
    let data = resource(move || (asked.get(), done()), |(asked, _)| sharing(asked));
    let searches = Searches {
        doctor: PractitionerSearch::of_page("find_practitioner", Among::Practitioners).until_sent(begin),
        closed: PractitionerSearch::of_page("find_close_to", Among::Practitioners).until_sent(block),
    };
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <Shown found searches actions/> }.into_any())}
        </div>
    }
}

#[component]
fn Shown(found: SharingView, searches: Searches, actions: Actions) -> impl IntoView {
    let SharingView { relationships, blocked, readers, tomorrow, .. } = found;
    if let Some(doctor) = found.asked {
        return view! { <AskDoctor doctor blocked actions/> }.into_any();
    }
    let lede = match found.administrators_read {
        true => {
            tr!(RecordSharingAdministrators)
        }
        false => {
            tr!(RecordSharingLede)
        }
    };
    view! {
        <PageHead
            title=tr!(RecordSharingTitle)
            lede
            crumbs=vec![("/record".into(), tr!(RecordMine).into())]
        />
        <nav aria-label=tr!(RecordOnThisPage)>
            <ul class="chips" role="list">
                {parts().map(|(id, name)| view! { <li><a class="chip" href=format!("#{id}") rel="external">{name}</a></li> })}
            </ul>
        </nav>
        <Flash param="saved" text=tr!(Saved) error=actions.error/>
        <Flash param="stopped" text=tr!(AppStopped) error=actions.error/>
        <Done relationships=relationships.clone() blocked=blocked.clone() actions/>
        <FormError error=actions.error/>
        <Family
            proxies=found.proxies
            invitations=found.invitations
            invited=found.invited
            tomorrow
            proposed=found.proposed
            typed=found.typed.unwrap_or_default()
            actions
        />
        <Apps apps=found.apps actions/>
        <Readers readers blocked=blocked.clone() actions/>
        <Blocked blocked search=searches.closed actions/>
        <Relationships relationships search=searches.doctor actions/>
    }
    .into_any()
}

/// Confirms what was just done about a practitioner, by name, with a button to undo it.
#[component]
fn Done(
    relationships: Vec<RelationshipView>,
    blocked: Vec<(PractitionerId, String)>,
    actions: Actions,
) -> impl IntoView {
    let query = use_query_map();
    move || {
        let asked = |name| query.with(|query| query.get(name).and_then(|id| id.parse::<PractitionerId>().ok()));
        if actions.error.with(Option::is_some) {
            return None;
        }
        let added = asked("added").and_then(|id| relationships.iter().find(|one| one.practitioner.0 == id));
        let closed = asked("closed").and_then(|id| blocked.iter().find(|(other, _)| *other == id));
        let (text, undo) = if let Some(one) = added {
            let id = one.id;
            let undo = view! {
                <ActionForm action=actions.end>
                    <input type="hidden" name="id" value=id/>
                    <Submit label=tr!(RecordUndo) busy=actions.end.pending() class="btn btn-quiet btn-sm"/>
                </ActionForm>
            };
            (tr!(RecordCanNowRead, name = one.practitioner.1), undo.into_any())
        } else {
            let (id, name) = closed?.clone();
            let undo = view! {
                <ActionForm action=actions.unblock>
                    <input type="hidden" name="practitioner" value=id/>
                    <Submit label=tr!(RecordUndo) busy=actions.unblock.pending() class="btn btn-quiet btn-sm"/>
                </ActionForm>
            };
            (tr!(RecordNowClosed, name = name), undo.into_any())
        };
        Some(view! {
            <div class="flash flash-success" role="status"><Icon name="check-circle"/><p>{text}</p>{undo}</div>
        })
    }
}

#[component]
fn Readers(readers: Vec<ReaderView>, blocked: Vec<(PractitionerId, String)>, actions: Actions) -> impl IntoView {
    let is_blocked = |id: PractitionerId| blocked.iter().any(|(other, _)| *other == id);
    let rows = readers
        .into_iter()
        .map(|ReaderView { id, name, access }| {
            let can = record_words::reads(access);
            let close = (access.is_some() && !is_blocked(id)).then(|| {
                let whose = tr!(ForName, name = name);
                view! {
                    <ActionForm action=actions.block>
                        <input type="hidden" name="practitioner" value=id/>
                        <Submit label=tr!(RecordRemoveAccess) context=whose busy=actions.block.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                }
            });
            view! {
                <li class="row">
                    <Icon name=if access.is_some() { "eye" } else { "eye-off" }/>
                    <div class="row-body">
                        <h3><a href=format!("/record/why?practitioner={id}")>{name}</a></h3>
                        <p class="muted small">{can}</p>
                    </div>
                    {close}
                </li>
            }
        })
        .collect::<Vec<_>>();
    let list = if rows.is_empty() {
        view! { <p class="muted">{tr!(RecordNoReaders)}</p> }.into_any()
    } else {
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="readers">
            <h2 id="readers">{tr!(RecordYourPractitioners)}</h2>
            {list}
        </section>
    }
    .into_any()
}

#[component]
fn Blocked(blocked: Vec<(PractitionerId, String)>, search: PractitionerSearch, actions: Actions) -> impl IntoView {
    let rows = blocked
        .into_iter()
        .map(|(id, name)| {
            let whose = tr!(ForName, name = name);
            view! {
                <li class="row">
                    <Icon name="lock"/>
                    <div class="row-body"><h3>{name}</h3></div>
                    <ActionForm action=actions.unblock>
                        <input type="hidden" name="practitioner" value=id/>
                        <Submit label=tr!(RecordRestoreAccess) context=whose busy=actions.unblock.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="section" aria-labelledby="blocked">
            <h2 id="blocked">{tr!(RecordClosedTo)}</h2>
            <p class="muted">
                {tr!(RecordClosedToText)}
            </p>
            {(!rows.is_empty()).then(|| view! { <ul class="row-list" role="list">{rows}</ul> })}
            <ActionForm action=actions.block attr:class="form inline-form">
                <PractitionerField search field=Field::CloseTo label=tr!(RecordCloseTo) error=actions.error/>
                <div><Submit label=tr!(RecordClose) busy=actions.block.pending() class="btn"/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
fn Relationships(relationships: Vec<RelationshipView>, search: PractitionerSearch, actions: Actions) -> impl IntoView {
    let rows = relationships
        .into_iter()
        .map(|one| {
            let (kind, since) = (record_words::relationship(one.kind), &one.since);
            let text = match &one.until {
                Some(until) => tr!(RecordCaresUntil, kind = kind, since = since, until = until, source = one.source),
                None => tr!(RecordCares, kind = kind, since = since, source = one.source),
            };
            let whose = format!(": {}", one.practitioner.1);
            view! {
                <li class="row">
                    <Icon name="stethoscope"/>
                    <div class="row-body"><h3>{one.practitioner.1}</h3><p class="muted small">{text}</p></div>
                    <ActionForm action=actions.end>
                        <input type="hidden" name="id" value=one.id/>
                        <Submit label=tr!(RecordRemove) context=whose busy=actions.end.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="section" aria-labelledby="relationships">
            <h2 id="relationships">{tr!(RecordWhoCares)}</h2>
            <p class="muted">{tr!(RecordWhoCaresText)}</p>
            {(!rows.is_empty()).then(|| view! { <ul class="row-list" role="list">{rows}</ul> })}
            <ActionForm action=actions.begin attr:class="form inline-form">
                <PractitionerField search field=Field::Practitioner label=tr!(RecordMyDoctor) error=actions.error/>
                <div><Submit label=tr!(RecordAdd) context=tr!(RecordAsMyDoctor) busy=actions.begin.pending() class="btn"/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}
