//! Who may read the reader's record: who looks after them, whom they trust, to whom it is closed, and what follows.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, TextField},
        flash::Flash,
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::{access::ProxyScope, form::Field},
    error::AppError,
    server_fns::{
        record_words,
        sharing::{
            BeginRelationship, BlockPractitioner, EndRelationship, EndTrust, ProxyView, ReaderView, RelationshipView,
            SharingView, Trust, TypedTrust, UnblockPractitioner, sharing,
        },
    },
};

#[derive(Clone, Copy)]
struct Actions {
    begin: ServerAction<BeginRelationship>,
    end: ServerAction<EndRelationship>,
    block: ServerAction<BlockPractitioner>,
    unblock: ServerAction<UnblockPractitioner>,
    trust: ServerAction<Trust>,
    end_trust: ServerAction<EndTrust>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn Sharing() -> impl IntoView {
    let (begin, end, block) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
    let (unblock, trust, end_trust) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
    let error = LatestError::new().of(begin).of(end).of(block).of(unblock).of(trust).of(end_trust).signal();
    let actions = Actions { begin, end, block, unblock, trust, end_trust, error };
    let done = move || {
        (
            [begin.version().get(), end.version().get(), block.version().get()],
            [unblock.version().get(), trust.version().get(), end_trust.version().get()],
        )
    };
    let data = resource(done, |_| sharing());
    view! {
        <div class="wrap wrap-narrow">{loaded(data, move |found| view! { <Shown found actions/> }.into_any())}</div>
    }
}

#[component]
fn Shown(found: SharingView, actions: Actions) -> impl IntoView {
    let SharingView { relationships, proxies, blocked, readers, administrators_read, practitioners, tomorrow, typed } =
        found;
    let lede = match administrators_read {
        true => {
            "Practitioners read it when you have an appointment with them, and this clinic's administrators do. Nobody else does, unless you say so here."
        }
        false => {
            "Practitioners read it when you have an appointment with them, and nobody else does, unless you say so here."
        }
    };
    view! {
        <PageHead
            title="Who may read my record"
            lede
            crumbs=vec![("/record".into(), "My health record".into())]
        />
        <Flash param="saved" text="Saved." error=actions.error/>
        <FormError error=actions.error/>
        <Readers readers blocked=blocked.clone() actions/>
        <Blocked blocked practitioners=practitioners.clone() actions/>
        <Relationships relationships practitioners actions/>
        <Family proxies tomorrow typed=typed.unwrap_or_default() actions/>
    }
    .into_any()
}

#[component]
fn Readers(readers: Vec<ReaderView>, blocked: Vec<(i64, String)>, actions: Actions) -> impl IntoView {
    let is_blocked = |id: i64| blocked.iter().any(|(other, _)| *other == id);
    let rows = readers
        .into_iter()
        .map(|ReaderView { id, name, access }| {
            let can = record_words::reads(access);
            let close = (!is_blocked(id)).then(|| {
                let whose = format!(" to {name}");
                view! {
                    <ActionForm action=actions.block>
                        <input type="hidden" name="practitioner" value=id/>
                        <Submit label="Close" context=whose busy=actions.block.pending() class="btn btn-quiet btn-sm"/>
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
        view! { <p class="muted">"Nobody yet. When you book, the practitioner appears here."</p> }.into_any()
    } else {
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="readers">
            <h2 id="readers">"Practitioners you have to do with"</h2>
            {list}
        </section>
    }
    .into_any()
}

#[component]
fn Blocked(blocked: Vec<(i64, String)>, practitioners: Vec<(i64, String)>, actions: Actions) -> impl IntoView {
    let error = actions.error;
    let rows = blocked
        .into_iter()
        .map(|(id, name)| {
            let whose = format!(" to {name}");
            view! {
                <li class="row">
                    <Icon name="lock"/>
                    <div class="row-body"><h3>{name}</h3></div>
                    <ActionForm action=actions.unblock>
                        <input type="hidden" name="practitioner" value=id/>
                        <Submit label="Open again" context=whose busy=actions.unblock.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="section" aria-labelledby="blocked">
            <h2 id="blocked">"Closed to"</h2>
            <p class="muted">
                "Somebody you close it to reads only what they wrote themself. An appointment with them still takes place, and they note what they do in it: cancel it if you do not want that. In an emergency they can still open it for three hours; you are told at once, and an administrator reviews why."
            </p>
            {(!rows.is_empty()).then(|| view! { <ul class="row-list" role="list">{rows}</ul> })}
            <ActionForm action=actions.block attr:class="form inline-form">
                <ChoosePractitioner id="close-to" label="Close my record to" practitioners/>
                <FieldProblem field=Field::Practitioner error/>
                <div><Submit label="Close it" busy=actions.block.pending() class="btn"/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
fn ChoosePractitioner(id: &'static str, label: &'static str, practitioners: Vec<(i64, String)>) -> impl IntoView {
    let options = practitioners.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id name="practitioner">{options}</select>
        </div>
    }
    .into_any()
}

#[component]
fn Relationships(
    relationships: Vec<RelationshipView>,
    practitioners: Vec<(i64, String)>,
    actions: Actions,
) -> impl IntoView {
    let rows = relationships
        .into_iter()
        .map(|one| {
            let until = one.until.map(|until| format!(", until {until}")).unwrap_or_default();
            let text =
                format!("{}, since {}{until}, as {} says", record_words::relationship(one.kind), one.since, one.source);
            let whose = format!(": {}", one.practitioner);
            view! {
                <li class="row">
                    <Icon name="stethoscope"/>
                    <div class="row-body"><h3>{one.practitioner}</h3><p class="muted small">{text}</p></div>
                    <ActionForm action=actions.end>
                        <input type="hidden" name="id" value=one.id/>
                        <Submit label="End" context=whose busy=actions.end.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                </li>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <section class="section" aria-labelledby="relationships">
            <h2 id="relationships">"Who looks after me"</h2>
            <p class="muted">"Your own doctor reads your record also when no appointment is booked."</p>
            {(!rows.is_empty()).then(|| view! { <ul class="row-list" role="list">{rows}</ul> })}
            <ActionForm action=actions.begin attr:class="form inline-form">
                <ChoosePractitioner id="own-doctor" label="My own doctor is" practitioners/>
                <div><Submit label="Add" context="as my own doctor" busy=actions.begin.pending() class="btn"/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}

#[component]
fn Family(proxies: Vec<ProxyView>, tomorrow: String, typed: TypedTrust, actions: Actions) -> impl IntoView {
    let error = actions.error;
    let rows = proxies
        .into_iter()
        .map(|one| {
            let relation = if one.relation.is_empty() { String::new() } else { format!("{}. ", one.relation) };
            let books = if one.books { ", and books for me" } else { "" };
            let text = format!("{relation}{}{books}, until {}", record_words::scope(one.scope), one.until);
            let whose = format!(" trust in {}", one.name);
            view! {
                <li class="row">
                    <Icon name="users"/>
                    <div class="row-body"><h3>{one.name}</h3><p class="muted small">{text}</p></div>
                    <ActionForm action=actions.end_trust>
                        <input type="hidden" name="id" value=one.id/>
                        <input type="hidden" name="given" value="true"/>
                        <Submit label="End" context=whose busy=actions.end_trust.pending() class="btn btn-quiet btn-sm"/>
                    </ActionForm>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let scopes = ProxyScope::ALL
        .into_iter()
        .map(|scope| {
            let is_chosen = typed.scope == scope.as_str();
            view! { <option value=scope.as_str() selected=is_chosen>{record_words::scope(scope)}</option> }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="family">
            <h2 id="family">"Family and others I trust"</h2>
            {(!rows.is_empty()).then(|| view! { <ul class="row-list" role="list">{rows}</ul> })}
            <ActionForm action=actions.trust attr:class="form card" attr:novalidate=true>
                <h3>"Trust somebody with it"</h3>
                <TextField
                    field=Field::TrustedEmail
                    name="form[trusted_email]"
                    label="Their email address"
                    kind="email"
                    hint="They need an account here"
                    value=typed.trusted_email
                    error
                />
                <TextField
                    field=Field::EmergencyRelation
                    name="form[relation]"
                    label="Who they are to you"
                    optional=true
                    class="input-20"
                    value=typed.relation
                    error
                />
                <div class="field">
                    <label for="scope">"They may read"</label>
                    <select id="scope" name="form[scope]">{scopes}</select>
                </div>
                <div class="field">
                    <label class="choice">
                        <input type="checkbox" name="form[books]" value="true" checked=typed.books/>
                        <span>"They may also book, move and cancel appointments for me"</span>
                    </label>
                </div>
                <div class="field">
                    <label for="trusted_until">"Until"</label>
                    <input id="trusted_until" name="form[trusted_until]" type="date" min=tomorrow value=typed.trusted_until required=true/>
                    <FieldProblem field=Field::TrustedUntil error/>
                </div>
                <div class="form-actions"><Submit label="Trust them" busy=actions.trust.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}
