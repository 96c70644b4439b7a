//! Erasing a patient for good: what goes and what stays, who asked, and who confirms.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        area_field::AreaField,
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        second_code::SecondStep,
        submit::Submit,
    },
    domain::form::Field,
    error::AppError,
    server_fns::erasure::{AskErasure, ConfirmErasure, WithdrawErasure, erasure},
    views::erasure::ErasureView,
};

#[derive(Clone, Copy)]
struct Actions {
    ask: ServerAction<AskErasure>,
    confirm: ServerAction<ConfirmErasure>,
    withdraw: ServerAction<WithdrawErasure>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn Erase() -> impl IntoView {
    let id = id_in_address();
    let (ask, confirm, withdraw) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
    let error = LatestError::new().of(ask).of(confirm).of(withdraw).signal();
    let actions = Actions { ask, confirm, withdraw, error };
    // A form that was refused keeps what was typed.
    let done = [successes(ask), successes(confirm), successes(withdraw)];
    let data = resource(move || (id.get(), done.map(|count| count.get())), |(id, _)| erasure(id));
    view! { <div class="wrap wrap-narrow">{loaded(data, move |found| question(found, actions))}</div> }
}

fn question(found: ErasureView, actions: Actions) -> AnyView {
    let error = actions.error;
    let crumbs = vec![
        ("/admin".to_owned(), "Overview".to_owned()),
        ("/admin/users".to_owned(), "Users".to_owned()),
        (format!("/admin/users/{}", found.id), found.name.clone()),
    ];
    let title = format!("Erase {}?", found.name);
    let what = what(&found);
    let next = next(found, actions);
    view! {
        <PageHead title lede="For good, where the law asks for it. It takes two administrators." crumbs/>
        <Flash param="asked" text="Request sent. Another administrator needs to confirm it on this page within 30 days." error/>
        <Flash param="withdrawn" text="Request withdrawn. Nothing has been deleted." error/>
        <Flash param="erased" text="Erased. What had to stay no longer says who this was." error/>
        <FormError error/>
        {what}
        {next}
    }
    .into_any()
}

/// What goes and what stays.
fn what(found: &ErasureView) -> AnyView {
    let goes = found.goes.iter().map(|(name, count)| view! { <li>{format!("{name}: {count}")}</li> }).collect_view();
    let appointments = match found.appointments {
        0 => "No appointments".to_owned(),
        1 => "1 appointment: when, with whom, and how it ended, without its reason".to_owned(),
        n => format!("{n} appointments: when, with whom, and how they ended, without their reasons"),
    };
    view! {
        <section class="section" aria-labelledby="goes">
            <h2 id="goes">"What is deleted"</h2>
            <ul>
                <li>"Name, email address, phone number, date of birth and everything else about the person"</li>
                <li>"What they sign in with, their devices, and who could read their record"</li>
                {goes}
            </ul>
        </section>
        <section class="section" aria-labelledby="stays">
            <h2 id="stays">"What stays, under a number without a name"</h2>
            <ul>
                <li>{appointments}</li>
                <li>"The audit: who did what, and when. It never held what was written"</li>
                <li>"Who asked for this, who confirmed it, and the legal reason"</li>
                <li>"Backups that have been made: they hold everything until they're deleted"</li>
            </ul>
        </section>
    }
    .into_any()
}

/// What can be done now.
fn next(found: ErasureView, actions: Actions) -> AnyView {
    let ErasureView { id, keep_until, is_kept, hindrance, asked, is_own, again, .. } = found;
    let Actions { ask, confirm, withdraw, error } = actions;
    if !hindrance.is_empty() {
        return view! { <p class="note note-warn section"><Icon name="info"/><span>{hindrance}</span></p> }.into_any();
    }
    let code = view! { <SecondStep again error/> };
    let kept = if is_kept {
        format!("This record must be kept until {keep_until}. Before that, a legal reason is needed.")
    } else {
        format!("This record had to be kept until {keep_until}.")
    };
    let Some((who, when, why)) = asked else {
        return view! {
            <ActionForm action=ask attr:class="form section" attr:novalidate=true>
                <p class="note note-warn"><Icon name="clock"/><span>{kept}</span></p>
                <input type="hidden" name="id" value=id/>
                <AreaField
                    field=Field::LegalReason
                    name="legal_reason"
                    value=String::new()
                    label="Legal reason"
                    hint="Such as a court order. It's kept with the erasure, so don't write anything about the patient."
                    optional=!is_kept
                    error
                />
                {code}
                <div class="form-actions">
                    <Submit label="Ask another administrator" busy=ask.pending() class="btn btn-danger"/>
                    <a class="btn" href=format!("/admin/users/{id}")>"Go back"</a>
                </div>
            </ActionForm>
        }
        .into_any();
    };
    let why = if why.is_empty() { kept } else { format!("Legal reason: {why}") };
    let confirming = (!is_own).then(|| {
        view! {
            <ActionForm action=confirm attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=id/>
                {code}
                <div class="form-actions">
                    <Submit label="Erase for good" busy=confirm.pending() class="btn btn-danger"/>
                </div>
            </ActionForm>
        }
    });
    let hint = is_own.then(|| view! { <p>"Another administrator has to confirm it on this page."</p> });
    view! {
        <section class="section stack" aria-labelledby="asked">
            <h2 id="asked">{format!("{who} asked for this on {when}")}</h2>
            <p>{why}</p>
            {hint}
            <p class="note note-danger"><Icon name="alert"/><span>"This can't be undone, not even from the audit."</span></p>
            {confirming}
            <ActionForm action=withdraw>
                <input type="hidden" name="id" value=id/>
                <Submit label="Withdraw the request" busy=withdraw.pending() class="btn"/>
            </ActionForm>
        </section>
    }
    .into_any()
}
