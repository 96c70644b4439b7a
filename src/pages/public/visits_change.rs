//! Cancelling and moving a visit from a reminder, each after a review of the visit.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        failure::Failure,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded_or, resource},
        page_head::PageHead,
        sentence::linked,
        submit::Submit,
    },
    domain::address::escape,
    error::AppError,
    server_fns::reminder::{CancelByLink, MoveByLink, times_of_link, visits_of_link},
    views::{
        booking::DayView,
        reminder::{ComingView, MovingView},
    },
    words::tr,
};

/// The page of a link.
pub(super) fn page(token: &str) -> String {
    format!("/visits?token={}", escape(token))
}

/// Confirmation before a visit is cancelled.
#[component]
pub fn CancelVisit(
    /// The secret of the link.
    token: Memo<String>,
    /// The key of the visit.
    id: Memo<String>,
) -> impl IntoView {
    let action = ServerAction::<CancelByLink>::new();
    let error = action_error(action);
    let data = resource(move || token.get(), visits_of_link);
    let shown = move |visits: Vec<ComingView>| {
        let wanted = id.get_untracked();
        let Some(visit) = visits.into_iter().find(|visit| visit.id.to_string() == wanted) else {
            return ended(AppError::NotFound);
        };
        let token = token.get_untracked();
        let back = page(&token);
        let form = visit.may_change.then(|| {
            view! {
                <ActionForm action attr:class="form">
                    <input type="hidden" name="token" value=token/>
                    <input type="hidden" name="id" value=visit.id/>
                    <Submit label=tr!(CancelAppointment) busy=action.pending() class="btn btn-danger"/>
                </ActionForm>
            }
        });
        let late = (!visit.may_change).then(|| view! { <p>{tr!(VisitsTooLate)}</p> });
        view! {
            <PageHead title=tr!(VisitsCancelAsk) lede=visit.when.long_date.clone()/>
            <FormError error/>
            <p>{tr!(VisitsWith, span = visit.when.span, practitioner = visit.practitioner)}</p>
            <p>{tr!(VisitsPlace, centre = visit.centre, zone = visit.when.zone)}</p>
            {late}
            <div class="cluster">
                {form}
                <a class="btn" href=back>{tr!(VisitsKeep)}</a>
            </div>
        }
        .into_any()
    };
    loaded_or(data, shown, ended)
}

/// The free times of a week to which a visit can be moved.
#[component]
pub fn MoveVisit(
    /// The secret of the link.
    token: Memo<String>,
    /// The key of the visit.
    id: Memo<String>,
    /// The requested Monday.
    week: Memo<String>,
) -> impl IntoView {
    let action = ServerAction::<MoveByLink>::new();
    let error = action_error(action);
    // A time taken in the meantime is no longer offered.
    let data = resource(
        move || (token.get(), id.get(), week.get(), action.version().get()),
        |(token, id, week, _)| times_of_link(token, id, week),
    );
    let shown = move |found: MovingView| {
        let MovingView { id, when, practitioner, centre, title, previous, next, days } = found;
        let token = token.get_untracked();
        let back = page(&token);
        let of_week = |monday: String| format!("{}&move={id}&week={monday}", page(&token));
        let previous = previous.map(|monday| {
            view! { <a class="btn btn-sm" rel="prev" href=of_week(monday)><Icon name="chevron-left" class="icon-dir"/>{tr!(PreviousWeek)}</a> }
        });
        let next = next.map(|monday| {
            view! { <a class="btn btn-sm" rel="next" href=of_week(monday)>{tr!(NextWeek)}<Icon name="chevron-right" class="icon-dir"/></a> }
        });
        let free = days.iter().any(|day| !day.slots.is_empty());
        let days = days.iter().filter(|day| !day.slots.is_empty()).map(times).collect_view();
        let times = if free {
            view! {
                <ActionForm action attr:class="form">
                    <input type="hidden" name="token" value=token/>
                    <input type="hidden" name="id" value=id/>
                    {days}
                    <div class="form-actions">
                        <Submit label=tr!(MoveAppointment) busy=action.pending()/>
                        <a class="btn" href=back>{tr!(VisitsKeep)}</a>
                    </div>
                </ActionForm>
            }
            .into_any()
        } else {
            view! { <p>{tr!(NoTimesThisWeek)}</p> <a class="btn" href=back>{tr!(VisitsKeep)}</a> }.into_any()
        };
        view! {
            <PageHead
                title=tr!(ChooseAnotherTime)
                lede=tr!(VisitsNow, date = when.long_date, span = when.span, practitioner = practitioner)
            />
            <FormError error/>
            <p class="muted">{tr!(VisitsPlace, centre = centre, zone = when.zone)}</p>
            <h2>{title}</h2>
            <nav class="cluster" aria-label=tr!(VisitsWeeks)>{previous}{next}</nav>
            {times}
        }
        .into_any()
    };
    loaded_or(data, shown, ended)
}

/// The free times of a day.
fn times(day: &DayView) -> AnyView {
    let slots = day.slots.iter().map(|slot| {
        view! {
            <label class="time">
                <input type="radio" name="slot" value=slot.start required=true/>
                <span>{slot.span.clone()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="fieldset">
            <legend>{day.long.clone()}</legend>
            <div class="times">{slots.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

/// Says that a link is invalid, or has expired.
pub(super) fn ended(error: AppError) -> AnyView {
    if error != AppError::NotFound {
        return view! { <Failure error/> }.into_any();
    }
    view! {
        <PageHead title=tr!(LinkEnded)/>
        <p>{linked(tr!(VisitsEnded), &["/patient"])}</p>
    }
    .into_any()
}
