//! Erasing a patient for good: what goes and what stays, who requested it, and who confirms.

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
    words::{counted, number, tr},
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
    // A refused form keeps its input.
    let done = [successes(ask), successes(confirm), successes(withdraw)];
    let data = resource(move || (id.get(), done.map(|count| count.get())), |(id, _)| erasure(id));
    view! { <div class="wrap wrap-narrow">{loaded(data, move |found| question(found, actions))}</div> }
}

fn question(found: ErasureView, actions: Actions) -> AnyView {
    let error = actions.error;
    let crumbs = vec![
        ("/admin".to_owned(), tr!(NavOverview).to_owned()),
        ("/admin/users".to_owned(), tr!(NavUsers).to_owned()),
        (format!("/admin/users/{}", found.id), found.name.clone()),
    ];
    let title = tr!(EraseTitle, name = found.name);
    let what = what(&found);
    let next = next(found, actions);
    view! {
        <PageHead title lede=tr!(EraseLede) crumbs/>
        <Flash param="asked" text=tr!(EraseAsked) error/>
        <Flash param="withdrawn" text=tr!(EraseWithdrawn) error/>
        <Flash param="erased" text=tr!(EraseDone) error/>
        <FormError error/>
        {what}
        {next}
    }
    .into_any()
}

/// What goes and what stays.
fn what(found: &ErasureView) -> AnyView {
    let goes = found
        .goes
        .iter()
        .map(|(name, count)| view! { <li>{tr!(EraseCount, name = name, count = number(*count))}</li> })
        .collect_view();
    let appointments = match found.appointments {
        0 => tr!(EraseNoAppointments).to_owned(),
        n => counted!(EraseAppointments, usize::try_from(n).unwrap_or_default()),
    };
    view! {
        <section class="section" aria-labelledby="goes">
            <h2 id="goes">{tr!(EraseGoes)}</h2>
            <ul>
                <li>{tr!(ErasePerson)}</li>
                <li>{tr!(EraseSignIn)}</li>
                {goes}
            </ul>
        </section>
        <section class="section" aria-labelledby="stays">
            <h2 id="stays">{tr!(EraseStays)}</h2>
            <ul>
                <li>{appointments}</li>
                <li>{tr!(EraseAudit)}</li>
                <li>{tr!(EraseWhoAsked)}</li>
                <li>{tr!(EraseBackups)}</li>
            </ul>
        </section>
    }
    .into_any()
}

fn next(found: ErasureView, actions: Actions) -> AnyView {
    let ErasureView { id, keep_until, is_kept, hindrance, asked, is_own, again, .. } = found;
    let Actions { ask, confirm, withdraw, error } = actions;
    if !hindrance.is_empty() {
        return view! { <p class="note note-warn section"><Icon name="info"/><span>{hindrance}</span></p> }.into_any();
    }
    let code = view! { <SecondStep again error/> };
    let kept = if is_kept { tr!(EraseKeptUntil, day = keep_until) } else { tr!(EraseWasKept, day = keep_until) };
    let Some((who, when, why)) = asked else {
        return view! {
            <ActionForm action=ask attr:class="form section" attr:novalidate=true>
                <p class="note note-warn"><Icon name="clock"/><span>{kept}</span></p>
                <input type="hidden" name="id" value=id/>
                <AreaField
                    field=Field::LegalReason
                    name="legal_reason"
                    value=String::new()
                    label=tr!(EraseLegal)
                    hint=tr!(EraseLegalHint)
                    optional=!is_kept
                    error
                />
                {code}
                <div class="form-actions">
                    <Submit label=tr!(EraseAsk) busy=ask.pending() class="btn btn-danger"/>
                    <a class="btn" href=format!("/admin/users/{id}")>{tr!(PeopleGoBack)}</a>
                </div>
            </ActionForm>
        }
        .into_any();
    };
    let why = if why.is_empty() { kept } else { tr!(EraseReason, why = why) };
    let confirming = (!is_own).then(|| {
        view! {
            <ActionForm action=confirm attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=id/>
                {code}
                <div class="form-actions">
                    <Submit label=tr!(EraseForGood) busy=confirm.pending() class="btn btn-danger"/>
                </div>
            </ActionForm>
        }
    });
    let hint = is_own.then(|| view! { <p>{tr!(EraseOtherConfirms)}</p> });
    view! {
        <section class="section stack" aria-labelledby="asked">
            <h2 id="asked">{tr!(EraseAskedOn, who = who, when = when)}</h2>
            <p>{why}</p>
            {hint}
            <p class="note note-danger"><Icon name="alert"/><span>{tr!(EraseNoUndo)}</span></p>
            {confirming}
            <ActionForm action=withdraw>
                <input type="hidden" name="id" value=id/>
                <Submit label=tr!(EraseWithdraw) busy=withdraw.pending() class="btn"/>
            </ActionForm>
        </section>
    }
    .into_any()
}
