//! Asking before a change of hours or a closure is made: whom it would strand, and what becomes of them.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        affected::AffectedList,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    server_fns::closure::{ImportView, PendingView, SettleChange, pending_change},
};

/// The page.
#[component]
pub fn Affected() -> impl IntoView {
    let settle = ServerAction::<SettleChange>::new();
    // Asked again: in the meantime somebody else has booked a time that would be stranded too.
    let asked_again = RwSignal::new(0);
    Effect::watch(
        move || settle.version().get(),
        move |_, _, _| {
            if settle.value().with_untracked(|value| matches!(value, Some(Ok(true)))) {
                asked_again.update(|count| *count += 1);
            }
        },
        false,
    );
    let data = resource(move || asked_again.get(), |_| pending_change());
    let again = move || {
        (asked_again.get() > 0).then(|| {
            view! {
                <div class="flash flash-warn" role="status">
                    <Icon name="warning"/>
                    <p>"In the meantime more was booked. Nothing is saved yet: look at the list again."</p>
                </div>
            }
        })
    };
    view! {
        <div class="wrap wrap-narrow">
            {again}
            <FormError error=action_error(settle)/>
            {loaded(data, move |pending| view! { <Question pending settle/> }.into_any())}
        </div>
    }
}

#[component]
fn Question(pending: PendingView, settle: ServerAction<SettleChange>) -> impl IntoView {
    let PendingView { what, affected, more, is_own, origin, import } = pending;
    let count = affected.len() + more;
    let is_empty = import.as_ref().is_some_and(|import| import.new.is_empty());
    let title = match (count, &import) {
        (0, Some(_)) => "Check the holidays".to_owned(),
        (1, _) => "1 appointment is in the way".to_owned(),
        (n, _) => format!("{n} appointments are in the way"),
    };
    let back = view! { <a class="btn btn-quiet" href=origin>"Go back"</a> };
    let import = import.map(|import| view! { <Holidays import/> });
    let choice = if is_empty {
        view! { <div class="form-actions">{back}</div> }.into_any()
    } else if count == 0 {
        view! {
            <div class="form-actions">
                <Choice settle tell=false label="Add these closures" class="btn btn-primary"/>
                {back}
            </div>
        }
        .into_any()
    } else {
        view! {
            <section class="section" aria-labelledby="affected">
                <h2 id="affected">"Who is booked then"</h2>
                <p>"Nothing is saved yet, and saving cancels nothing. What should become of them?"</p>
                <AffectedList appointments=affected more is_own/>
                <div class="form-actions">
                    <Choice
                        settle
                        tell=true
                        label="Save and tell the patients to choose another time"
                        class="btn btn-primary"
                    />
                    <Choice settle tell=false label="Save and leave them as they are" class="btn"/>
                    {back}
                </div>
            </section>
        }
        .into_any()
    };
    view! {
        <PageHead title lede=what/>
        {import}
        {choice}
    }
    .into_any()
}

#[component]
fn Choice(settle: ServerAction<SettleChange>, tell: bool, label: &'static str, class: &'static str) -> impl IntoView {
    view! {
        <ActionForm action=settle>
            <input type="hidden" name="tell" value=tell.to_string()/>
            <Submit label busy=settle.pending() class/>
        </ActionForm>
    }
}

#[component]
fn Holidays(import: ImportView) -> impl IntoView {
    let ImportView { new, known, left_out } = import;
    let rows = new
        .into_iter()
        .map(|(when, name)| {
            view! {
                <li class="row">
                    <Icon name="calendar-x"/>
                    <div class="row-body"><h3>{when}</h3><p>{name}</p></div>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let title = match rows.len() {
        0 => "Nothing new in this file".to_owned(),
        1 => "1 closure would be added".to_owned(),
        n => format!("{n} closures would be added"),
    };
    let list = (!rows.is_empty()).then(|| view! { <ul class="row-list" role="list">{rows}</ul> });
    let known = (known > 0).then(|| match known {
        1 => view! { <p class="muted">"1 was added before, and is passed by."</p> }.into_any(),
        n => view! { <p class="muted">{format!("{n} were added before, and are passed by.")}</p> }.into_any(),
    });
    let left_out = (left_out > 0).then(|| {
        let text = format!("Left out, because they have a time of day, repeat, or are called off: {left_out}.");
        view! { <p class="muted">{text}</p> }
    });
    view! {
        <section class="section" aria-labelledby="holidays">
            <h2 id="holidays">{title}</h2>
            {list}
            {known}
            {left_out}
        </section>
    }
    .into_any()
}
