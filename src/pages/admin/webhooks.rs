//! Webhooks: the clinic's own programs, and a form that adds one.

use leptos::prelude::*;

use super::{
    registered::{self, Registered},
    webhook_edit::{badge, said},
};
use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, TextField},
        flash::Flash,
        form_error::{FormError, action_error, successes},
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        tick_boxes::TickBoxes,
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
    let rows = found.rows.into_iter().map(row).collect();
    let list = registered::list("send", (tr!(HookNone), tr!(HookNoneText)), rows);
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

fn row(one: WebhookView) -> Registered {
    let events = listed(one.events.iter().map(|event| said(*event)));
    Registered {
        href: format!("/admin/webhooks/{}", one.id),
        name: one.name,
        facts: vec![one.url, events],
        badge: badge(one.state, &one.failing),
    }
}

#[component]
fn New(form: WebhookForm, add: ServerAction<AddWebhook>, error: Signal<Option<AppError>>) -> impl IntoView {
    let events = Event::choices()
        .map(|event| {
            let word = event.as_str();
            (word, said(event), form.events.iter().any(|one| one == word))
        })
        .collect();
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
                    <TickBoxes field=Field::Scopes name="form[events][]" choices=events/>
                    <FieldProblem field=Field::Scopes error/>
                </fieldset>
                <div class="form-actions"><Submit label=tr!(HookAddThis) busy=add.pending()/></div>
            </ActionForm>
        </section>
    }
    .into_any()
}
