//! Confirmation before hours change or a closure is made: who would be affected, and what happens to them.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        affected::AffectedList,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    domain::closure::NotAHoliday,
    server_fns::closure::{SettleChange, pending_change},
    views::closure::{HolidayView, ImportView, PendingView},
    words::{counted, number, tr},
};

/// The page.
#[component]
pub fn Affected() -> impl IntoView {
    let settle = ServerAction::<SettleChange>::new();
    // Asked again: meanwhile someone else has booked a time that would be stranded too.
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
                    <p>{tr!(AffectedAgain)}</p>
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
        (0, Some(_)) => tr!(AffectedHolidays).to_owned(),
        (n, _) => counted!(AffectedTitle, n),
    };
    let back = view! { <a class="btn btn-quiet" href=origin>{tr!(AffectedBack)}</a> };
    let import = import.map(|import| view! { <Holidays import/> });
    let list = (count > 0).then(|| {
        view! {
            <section class="section" aria-labelledby="affected">
                <h2 id="affected">{tr!(AffectedList)}</h2>
                <p>{tr!(AffectedText)}</p>
                <AffectedList appointments=affected more is_own/>
            </section>
        }
    });
    let choices = if is_empty {
        None
    } else if count == 0 {
        Some(view! { <Choice settle tell=false label=tr!(AffectedAddClosures) class="btn btn-primary"/> }.into_any())
    } else {
        let view = view! {
            <Choice settle tell=true label=tr!(AffectedAsk) class="btn btn-primary"/>
            <Choice settle tell=false label=tr!(AffectedLeave) class="btn"/>
            <button type="submit" class="btn btn-danger" name="cancel" value="true">{tr!(AffectedCancel)}</button>
        };
        Some(view.into_any())
    };
    // One form: what is left out applies to either choice.
    let choice = view! {
        <ActionForm action=settle>
            {import}
            {list}
            <div class="form-actions">{choices}{back}</div>
        </ActionForm>
    };
    view! {
        <PageHead title lede=what/>
        {choice}
    }
    .into_any()
}

/// A button for one of the choices.
#[component]
fn Choice(settle: ServerAction<SettleChange>, tell: bool, label: &'static str, class: &'static str) -> impl IntoView {
    let is_busy = settle.pending();
    view! {
        <button type="submit" class=class name="tell" value=tell.to_string() aria-busy=move || is_busy.get().then_some("true")>
            {label}
        </button>
    }
}

#[component]
fn Holidays(import: ImportView) -> impl IntoView {
    let ImportView { new, known, left_out, more_left_out } = import;
    let title = match new.len() {
        0 => tr!(AffectedNothingNew).to_owned(),
        n => counted!(AffectedToAdd, n),
    };
    let has_new = !new.is_empty();
    let rows = new.into_iter().map(holiday).collect_view();
    let list = has_new.then(|| view! { <ul class="row-list" role="list">{rows}</ul> });
    let known = (known > 0).then(|| view! { <p class="muted">{counted!(AffectedKnown, known)}</p> });
    let left_out = (!left_out.is_empty()).then(|| {
        let rows = left_out.into_iter().map(|(name, when, reason)| {
            let name = if name.is_empty() { tr!(AffectedUnnamed).to_owned() } else { name };
            let reason = reason_text(reason);
            let text = match when.is_empty() {
                true => tr!(AffectedReason, name = name, reason = reason),
                false => tr!(AffectedReasonOn, name = name, when = when, reason = reason),
            };
            view! { <li>{text}</li> }
        });
        let more = (more_left_out > 0).then(|| view! { <li>{tr!(AffectedMore, n = number(more_left_out))}</li> });
        view! {
            <h2>{tr!(AffectedLeftOut)}</h2>
            <ul>{rows.collect_view()}{more}</ul>
        }
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

fn holiday(one: HolidayView) -> AnyView {
    let HolidayView { key, when, name } = one;
    let context = format!(" {when} {name}");
    view! {
        <li class="row">
            <Icon name="calendar-x"/>
            <div class="row-body"><h3>{when}</h3><p>{name}</p></div>
            <div class="row-actions">
                <label class="choice">
                    <input type="checkbox" name="without[]" value=key/>
                    <span>{tr!(AffectedLeaveOut)}<span class="visually-hidden">{context}</span></span>
                </label>
            </div>
        </li>
    }
    .into_any()
}

/// Why an event is not imported as a holiday.
fn reason_text(reason: NotAHoliday) -> &'static str {
    match reason {
        NotAHoliday::TimeOfDay => tr!(AffectedTimeOfDay),
        NotAHoliday::CalledOff => tr!(AffectedCalledOff),
        NotAHoliday::Rule => tr!(AffectedRule),
        NotAHoliday::NoDate => tr!(AffectedNoDate),
        NotAHoliday::Never => tr!(AffectedNever),
        NotAHoliday::TooMany => tr!(AffectedTooMany),
        NotAHoliday::TooFar => tr!(AffectedTooFar),
        NotAHoliday::Over => tr!(AffectedOver),
    }
}
