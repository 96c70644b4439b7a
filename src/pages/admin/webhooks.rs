//! Webhooks: the clinic's own programs, and a form that adds one.

use leptos::prelude::*;

use super::webhook_edit::{badge, said};
use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, TextField},
        flash::Flash,
        form_error::{FormError, action_error, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::{
        form::Field,
        webhook::{Event, WebhookForm},
    },
    error::AppError,
    server_fns::webhook::{AddWebhook, admin_webhooks},
    views::webhook::{WebhookView, WebhooksView},
    words::{listed, tr},
};

/// The page.
#[component]
pub fn Webhooks() -> impl IntoView {
    let add = ServerAction::<AddWebhook>::new();
    let count = successes(add);
    let data = resource(move || count.get(), |_| admin_webhooks());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <List found add/> }.into_any())}
        </div>
    }
}

#[component]
fn List(found: WebhooksView, add: ServerAction<AddWebhook>) -> impl IntoView {
    let error = action_error(add);
    let list = if found.rows.is_empty() {
        view! {
            <div class="empty">
                <Icon name="send"/>
                <h2>{tr!(HookNone)}</h2>
                <p>{tr!(HookNoneText)}</p>
            </div>
        }
        .into_any()
    } else {
        let rows = found.rows.into_iter().map(row).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <PageHead
            title=tr!(ClinicWebhooks)
            lede=tr!(HookLede)
            crumbs=vec![("/admin".into(), tr!(NavOverview).into())]
        />
        <Flash param="removed" text=tr!(HookRemoved) error/>
        <FormError error/>
        {list}
        <New form=found.form add error/>
    }
    .into_any()
}

fn row(one: WebhookView) -> AnyView {
    let events = listed(one.events.iter().map(|event| said(*event)));
    let badge = badge(one.state, &one.failing);
    view! {
        <li class="row">
            <Icon name="send"/>
            <div class="row-body">
                <h2><a href=format!("/admin/webhooks/{}", one.id)>{one.name}</a></h2>
                <p class="meta"><span>{one.url}</span></p>
                <p class="meta"><span>{events}</span></p>
            </div>
            <div class="row-actions">{badge}</div>
        </li>
    }
    .into_any()
}

#[component]
fn New(form: WebhookForm, add: ServerAction<AddWebhook>, error: Signal<Option<AppError>>) -> impl IntoView {
    let boxes = Event::choices()
        .enumerate()
        .map(|(place, event)| {
            let word = event.as_str();
            let chosen = form.events.iter().any(|one| one == word);
            view! {
                <label class="choice">
                    <input
                        id=(place == 0).then_some(Field::Scopes.control())
                        type="checkbox"
                        name="form[events][]"
                        value=word
                        checked=chosen
                        prop:checked=chosen
                    />
                    <span>{said(event)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="add">
            <h2 id="add">{tr!(HookAdd)}</h2>
            <ActionForm action=add attr:class="form" attr:novalidate=true>
                <TextField field=Field::ProgramName name="form[name]" label=tr!(HookName) value=form.name class="input-20" error/>
                <TextField
                    field=Field::WebhookUrl
                    name="form[url]"
                    label=tr!(HookAddress)
                    hint=tr!(HookAddressHint, example = "https://...")
                    kind="url"
                    value=form.url
                    error
                />
                <fieldset class="fieldset">
                    <legend>{tr!(HookTellAbout)}</legend>
                    <div class="choices">{boxes}</div>
                    <FieldProblem field=Field::Scopes error/>
                </fieldset>
                <div class="form-actions"><Submit label=tr!(HookAddThis) busy=add.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}
