//! Confirmation before a patient closes their account.

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
    domain::{address, form::Field},
    server_fns::closing::{CloseAccount, closing},
    views::{appointment::AppointmentView, closing::ClosingView},
    words::{counted, tr},
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
    let crumbs = vec![("/account".into(), tr!(YourAccount).into())];
    if !found.may_close {
        return view! {
            <PageHead title=tr!(AccCloseYours) crumbs/>
            <div class="empty">
                <Icon name="info"/>
                <h2>{tr!(AccStaffAccount)}</h2>
                <p>{tr!(AccStaffAccountText)}</p>
                <a class="btn" href="/account">{tr!(AccBackToAccount)}</a>
            </div>
        }
        .into_any();
    }
    view! {
        <PageHead title=tr!(AccCloseAsk) crumbs/>
        <FormError error/>
        <div class="note note-warn">
            <Icon name="warning"/>
            <div>
                <ul>
                    <li>{tr!(AccCloseSignedOut)}</li>
                    <li>{tr!(AccCloseShared)}</li>
                    <li>{tr!(AccCloseKept)}</li>
                    <li>{tr!(AccCloseReopen)}</li>
                </ul>
            </div>
        </div>
        {coming(found.coming)}
        <ActionForm action ends_document=true attr:class="form section" attr:novalidate=true>
            <TextField
                field=Field::CurrentPassword
                label=tr!(AccYourPassword)
                kind="password"
                autocomplete="current-password"
                hint=tr!(AccProof)
                error
            />
            <div class="form-actions">
                <button
                    class="btn btn-danger"
                    type="submit"
                    disabled=move || pending.get()
                    aria-busy=move || pending.get().then_some("true")
                >
                    {tr!(AccCloseMine)}
                </button>
                <a class="btn" href="/account">{tr!(AccKeepMine)}</a>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// The appointments that would be cancelled.
fn coming(coming: Vec<AppointmentView>) -> AnyView {
    if coming.is_empty() {
        return view! { <p class="section">{tr!(AccNoneComing)}</p> }.into_any();
    }
    let text = counted!(AccComingCancelled, coming.len());
    let rows = coming
        .into_iter()
        .map(|one| {
            let when = tr!(NoticeWhen, date = one.when.long_date, time = one.when.time);
            view! {
                <li class="row">
                    <Icon name="calendar-x"/>
                    <div class="row-body">
                        <h3><a href=address::appointment(one.id)>{when}</a></h3>
                        <p class="meta"><span>{one.practitioner_name}</span><span>{one.centre_name}</span></p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="coming">
            <h2 id="coming">{tr!(AccComing)}</h2>
            <p>{text}</p>
            <ul class="row-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}
