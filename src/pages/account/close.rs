//! Asking before a patient closes their account.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    domain::form::Field,
    server_fns::closing::{CloseAccount, closing},
    views::{appointment::AppointmentView, closing::ClosingView},
};

/// The page.
#[component]
pub fn Close() -> impl IntoView {
    let action = ServerAction::<CloseAccount>::new();
    let data = resource(|| (), |()| closing());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <Ask found action/> }.into_any())}
        </div>
    }
}

#[component]
fn Ask(found: ClosingView, action: ServerAction<CloseAccount>) -> impl IntoView {
    let error = action_error(action);
    let pending = action.pending();
    let crumbs = vec![("/account".into(), "Your account".into())];
    if !found.may_close {
        return view! {
            <PageHead title="Close your account" crumbs/>
            <div class="empty">
                <Icon name="info"/>
                <h2>"This is a staff account"</h2>
                <p>"Ask an administrator to close it, so no patient is left waiting."</p>
                <a class="btn" href="/account">"Back to your account"</a>
            </div>
        }
        .into_any();
    }
    view! {
        <PageHead title="Close your account?" crumbs/>
        <FormError error/>
        <div class="note note-warn">
            <Icon name="warning"/>
            <div>
                <ul>
                    <li>"You'll be signed out on every device and won't be able to sign in again."</li>
                    <li>"People you share your record with can no longer see it or book for you, and you no longer see what others share with you."</li>
                    <li>"Nothing is deleted: the clinic has to keep your health record."</li>
                    <li>"Only the clinic can reopen the account. You'd get everything of yours back except your appointments."</li>
                </ul>
            </div>
        </div>
        {coming(found.coming)}
        <ActionForm action ends_document=true attr:class="form section" attr:novalidate=true>
            <TextField
                field=Field::CurrentPassword
                label="Your password"
                kind="password"
                autocomplete="current-password"
                hint="So we know it's you"
                error
            />
            <div class="form-actions">
                <button
                    class="btn btn-danger"
                    type="submit"
                    disabled=move || pending.get()
                    aria-busy=move || pending.get().then_some("true")
                >
                    "Close my account"
                </button>
                <a class="btn" href="/account">"Keep my account"</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// What would be cancelled.
fn coming(coming: Vec<AppointmentView>) -> AnyView {
    if coming.is_empty() {
        return view! { <p class="section">"You have no upcoming appointments."</p> }.into_any();
    }
    let text = match coming.len() {
        1 => "This appointment will be cancelled, and we'll tell the practitioner:".to_owned(),
        n => format!("These {n} appointments will be cancelled, and we'll tell the practitioners:"),
    };
    let rows = coming
        .into_iter()
        .map(|one| {
            let when = format!("{}, {}", one.when.long_date, one.when.time);
            view! {
                <li class="row">
                    <Icon name="calendar-x"/>
                    <div class="row-body">
                        <h3><a href=format!("/appointments/{}", one.id)>{when}</a></h3>
                        <p class="meta"><span>{one.practitioner_name}</span><span>{one.centre_name}</span></p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="coming">
            <h2 id="coming">"Your upcoming appointments"</h2>
            <p>{text}</p>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}
