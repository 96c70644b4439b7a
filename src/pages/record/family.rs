//! Family and others with whom the reader shares their record, and those invited.

use leptos::prelude::*;

use super::sharing_actions::Actions;
use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, TextField},
        icon::Icon,
        submit::Submit,
    },
    domain::{access::ProxyScope, form::Field},
    error::AppError,
    views::{
        record_words,
        sharing::{InvitationView, ProxyView, TypedTrust},
    },
    words::tr,
};

/// The section.
#[component]
pub fn Family(
    /// Who sees it.
    proxies: Vec<ProxyView>,
    /// The invitations without an answer.
    invitations: Vec<InvitationView>,
    /// The address that was just invited, and its code.
    invited: Option<(String, String)>,
    /// The first day that can be chosen.
    tomorrow: String,
    /// The suggested last day.
    proposed: String,
    /// The input that was refused.
    typed: TypedTrust,
    /// What the page's forms do.
    actions: Actions,
) -> impl IntoView {
    let mut rows: Vec<AnyView> = proxies.into_iter().map(|one| view! { <Trusted one actions/> }.into_any()).collect();
    rows.extend(invitations.into_iter().map(|one| view! { <Waiting one actions/> }.into_any()));
    view! {
        <section class="section" aria-labelledby="family">
            <h2 id="family">{tr!(RecordFamily)}</h2>
            {invited.map(|(email, code)| view! { <Invited email code/> })}
            {(!rows.is_empty()).then(|| view! { <ul class="row-list" role="list">{rows}</ul> })}
            <Invite tomorrow proposed typed actions/>
        </section>
    }
    .into_any()
}

/// Says the same whether the address has an account or not.
#[component]
fn Invited(email: String, code: String) -> impl IntoView {
    view! {
        <div class="note issued-code" role="status">
            <Icon name="users"/>
            <div>
                <p>{tr!(RecordInvitationReady, email = email)}</p>
                <p>{tr!(RecordInvitationCode)}" "<strong class="code">{code}</strong></p>
                <p>{tr!(RecordGiveCode)}</p>
            </div>
        </div>
    }
    .into_any()
}

fn described(relation: &str, scope: ProxyScope, books: bool, until: &str) -> String {
    let scope = record_words::scope(scope);
    let text = match books {
        true => tr!(RecordTrustBooks, scope = scope, until = until),
        false => tr!(RecordTrust, scope = scope, until = until),
    };
    match relation {
        "" => text,
        relation => tr!(RecordRelationThen, relation = relation, text = text),
    }
}

#[component]
fn Trusted(one: ProxyView, actions: Actions) -> impl IntoView {
    let text = described(&one.relation, one.scope, one.books, &one.until);
    let whose = tr!(WithName, name = one.name);
    view! {
        <li class="row">
            <Icon name="users"/>
            <div class="row-body"><h3>{one.name}</h3><p class="muted small">{text}</p></div>
            <ActionForm action=actions.end_trust>
                <input type="hidden" name="id" value=one.id/>
                <input type="hidden" name="given" value="true"/>
                <Submit label=tr!(RecordStopSharing) context=whose busy=actions.end_trust.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        </li>
    }
    .into_any()
}

#[component]
fn Waiting(one: InvitationView, actions: Actions) -> impl IntoView {
    let text = described(&one.relation, one.scope, one.books, &one.until);
    let whose = tr!(RecordTheInvitation, name = one.name);
    view! {
        <li class="row">
            <Icon name="hourglass"/>
            <div class="row-body">
                <h3>{one.name}</h3>
                <p class="muted small">{tr!(RecordNotAnswered)}" "{text}</p>
            </div>
            <ActionForm action=actions.withdraw>
                <input type="hidden" name="id" value=one.id/>
                <Submit label=tr!(RecordWithdraw) context=whose busy=actions.withdraw.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        </li>
    }
    .into_any()
}

#[component]
fn Invite(tomorrow: String, proposed: String, typed: TypedTrust, actions: Actions) -> impl IntoView {
    let until = if typed.trusted_until.is_empty() { proposed } else { typed.trusted_until };
    let error = actions.error;
    let problem = move || {
        let of_date = |error: &AppError| crate::components::field::problem_of(Some(error), Field::TrustedUntil);
        error.with(|error| error.as_ref().and_then(of_date).is_some())
    };
    let described = move || if problem() { "trusted_until-hint trusted_until-error" } else { "trusted_until-hint" };
    let scopes = ProxyScope::ALL
        .into_iter()
        .map(|scope| {
            let is_chosen = typed.scope == scope.as_str();
            view! { <option value=scope.as_str() selected=is_chosen>{record_words::scope(scope)}</option> }
        })
        .collect_view();
    view! {
        <ActionForm action=actions.trust attr:class="form card" attr:novalidate=true>
            <h3>{tr!(RecordShare)}</h3>
            <p class="hint">{tr!(RecordShareHint)}</p>
            <TextField
                field=Field::TrustedEmail
                name="form[trusted_email]"
                label=tr!(RecordTheirEmail)
                kind="email"
                value=typed.trusted_email
                error
            />
            <TextField
                field=Field::EmergencyRelation
                name="form[relation]"
                label=tr!(RecordRelation)
                optional=true
                class="input-20"
                value=typed.relation
                error
            />
            <div class="field">
                <label for="scope">{tr!(RecordTheyCanRead)}</label>
                <select id="scope" name="form[scope]">{scopes}</select>
            </div>
            <div class="field">
                <label class="choice">
                    <input type="checkbox" name="form[books]" value="true" checked=typed.books/>
                    <span>{tr!(RecordTheyCanBook)}</span>
                </label>
            </div>
            <div class="field">
                <label for="trusted_until">{tr!(RecordLastDay)}</label>
                <p class="hint" id="trusted_until-hint">{tr!(RecordLastDayHint)}</p>
                <input
                    id="trusted_until"
                    name="form[trusted_until]"
                    type="date"
                    min=tomorrow
                    value=until
                    required=true
                    aria-describedby=described
                    aria-invalid=move || problem().then_some("true")
                />
                <FieldProblem field=Field::TrustedUntil error/>
            </div>
            <div class="form-actions"><Submit label=tr!(RecordSendInvitation) busy=actions.trust.pending()/></div>
        </ActionForm>
    }
    .into_any()
}
