//! A practitioner's hours at each centre, weekly and on single dates, and whether they take bookings.
//!
//! The forms are loaded once: their input stays, whatever is saved. The rest is sent again with each answer.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{extra_hours::ExtraHours, hours_actions::Actions};
use crate::{
    components::{
        accepting::{Accepting, ByReferral},
        action_form::ActionForm,
        affected::AffectedList,
        flash::Flash,
        form_error::FormError,
        hours_editor::HoursEditor,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        words,
    },
    domain::{
        form::{Field, FieldError, Problem},
        hours_form::{DatedForm, HoursRow},
    },
    error::AppError,
    server_fns::availability::{SaveHours, hours, hours_state},
    views::availability::{HoursStateView, HoursView, PlaceHoursView, UndoView},
    words::tr,
};

/// The page.
#[component]
pub fn Hours() -> impl IntoView {
    let query = use_query_map();
    let typed = query.with_untracked(|query| query.get_str("typed") == Some("1"));
    let actions = Actions::new();
    let forms = resource(|| (), move |()| hours(typed));
    let state = resource(move || actions.answers(), |_| hours_state());
    view! {
        <div class="wrap">
            <PageHead
                title=tr!(NavHours)
                lede=tr!(HoursText)
                crumbs=vec![("/practitioner".into(), tr!(NavDay).into())]
            >
                <a class="btn" href="/practitioner/closures"><Icon name="calendar-x"/>{tr!(HoursTimeOff)}</a>
            </PageHead>
            <FormError error=actions.error/>
            {loaded(state, move |state| view! { <State state actions/> }.into_any())}
            {loaded(forms, move |forms| view! { <Forms forms actions state/> }.into_any())}
        </div>
    }
}

#[component]
fn State(state: HoursStateView, actions: Actions) -> impl IntoView {
    let error = actions.error;
    let undo = StoredValue::new(state.undo);
    let undo_form = move || undo.get_value().map(|undo| view! { <Undo undo action=actions.put_back/> });
    let dated = StoredValue::new(state.undo_date);
    let undo_date = move |was_added: bool| {
        move || {
            let (form, _) = dated.get_value().filter(|(_, added)| *added == was_added)?;
            Some(view! { <UndoDate form was_added actions/> })
        }
    };
    let outside = (!state.outside.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby="outside">
                <h2 id="outside">{tr!(HoursOutside)}</h2>
                <p class="muted">{tr!(HoursOutsideText)}</p>
                <AffectedList appointments=state.outside is_own=true/>
            </section>
        }
    });
    view! {
        <Flash param="saved" text=tr!(HoursSaved) error>{undo_form}</Flash>
        <Flash param="added" text=tr!(HoursAdded) error>{undo_date(true)}</Flash>
        <Flash param="removed" text=tr!(HoursRemoved) error>{undo_date(false)}</Flash>
        <div class="hours-head">
            <Accepting accepting=state.accepting action=actions.switch next="/practitioner/hours?saved=1"/>
            <ByReferral by_referral=state.by_referral action=actions.by_referral/>
            <div class="note">
                <Icon name="info"/>
                <div>
                    <p>{tr!(HoursNote)}</p>
                    <p>{tr!(HoursNoteClear)}</p>
                </div>
            </div>
        </div>
        {outside}
    }
    .into_any()
}

/// Undoes adding or removing extra hours.
#[component]
fn UndoDate(form: DatedForm, was_added: bool, actions: Actions) -> impl IntoView {
    let DatedForm { affiliation, date, from, to } = form;
    let hidden = |name: &'static str, value: String| view! { <input type="hidden" name=name value=value/> };
    let affiliation = affiliation.to_string();
    let class = "btn btn-quiet btn-sm flash-action";
    if was_added {
        view! {
            <ActionForm action=actions.remove>
                {hidden("affiliation", affiliation)} {hidden("date", date)} {hidden("from", from)} {hidden("to", to)}
                <Submit label=tr!(HoursUndo) context=tr!(HoursUndoAdded) busy=actions.remove.pending() class/>
            </ActionForm>
        }
        .into_any()
    } else {
        view! {
            <ActionForm action=actions.add>
                {hidden("affiliation", affiliation)} {hidden("extra_date", date)} {hidden("extra_from", from)}
                {hidden("extra_to", to)}
                <Submit label=tr!(HoursUndo) context=tr!(HoursUndoRemoved) busy=actions.add.pending() class/>
            </ActionForm>
        }
        .into_any()
    }
}

/// The previous week, to restore.
#[component]
fn Undo(undo: UndoView, action: ServerAction<SaveHours>) -> impl IntoView {
    let hidden = |name: &'static str, value: String| view! { <input type="hidden" name=name value=value/> };
    let row = |row: HoursRow| {
        view! {
            {hidden("weekday[]", row.weekday.to_string())}
            {hidden("from[]", row.from)}
            {hidden("to[]", row.to)}
            {hidden("valid_from[]", row.valid_from)}
            {hidden("valid_until[]", row.valid_until)}
        }
    };
    let rows = undo.rows.into_iter().map(row).collect_view();
    view! {
        <ActionForm action>
            <input type="hidden" name="affiliation" value=undo.affiliation/>
            {rows}
            <Submit label=tr!(HoursUndo) context=tr!(HoursUndoWeek) busy=action.pending() class="btn btn-quiet btn-sm flash-action"/>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn Forms(forms: HoursView, actions: Actions, state: Resource<Result<HoursStateView, AppError>>) -> impl IntoView {
    if forms.places.is_empty() {
        return view! {
            <div class="empty">
                <Icon name="building"/>
                <h2>{tr!(HoursNoCentre)}</h2>
                <p>{tr!(HoursNoCentreText)}</p>
            </div>
        }
        .into_any();
    }
    let centres: Vec<_> = forms.places.iter().map(|place| (place.affiliation, place.centre.clone())).collect();
    let today = forms.places.first().map(|place| place.today.clone()).unwrap_or_default();
    let places = forms.places.into_iter().map(|place| view! { <Place place actions/> }).collect_view();
    view! {
        {places}
        <ExtraHours centres today typed=forms.extra actions state/>
    }
    .into_any()
}

#[component]
fn Place(place: PlaceHoursView, actions: Actions) -> impl IntoView {
    let heading = format!("centre-{}", place.affiliation);
    let labelled = heading.clone();
    let PlaceHoursView { affiliation, centre, zone, step, rows, saved: stored, refused, .. } = place;
    // Before anything is sent from here, the server's state of the last form counts.
    let is_sent = move || actions.sent.get() == Some(affiliation);
    let has_problem = move || actions.error.with(|error| matches!(error, Some(AppError::Invalid(_))));
    let refused =
        Signal::derive(move || if actions.sent.with(Option::is_none) { refused } else { is_sent() && has_problem() });
    let saved = Memo::new(move |before: Option<&usize>| {
        let count = actions.saved.get();
        if actions.sent.get_untracked() == Some(affiliation) { count } else { before.copied().unwrap_or_default() }
    });
    let put_back = Signal::derive(move || {
        actions.restored.get().filter(|week| week.affiliation == affiliation).map(|week| week.rows)
    });
    let unsaved = (rows != stored && !refused.get_untracked()).then(|| {
        view! {
            <div class="note note-warn">
                <Icon name="warning"/>
                <div><p>{tr!(HoursTyped)}</p></div>
            </div>
        }
    });
    let problem = move || {
        refused.get().then(|| {
            let text = words::field_error(FieldError::new(Field::Hours, Problem::Clash));
            view! { <p class="field-error"><Icon name="alert"/><span>{text}</span></p> }
        })
    };
    view! {
        <section class="section" aria-labelledby=labelled id=move || refused.get().then_some(Field::Hours.control())>
            <div class="section-head">
                <h2 id=heading>{centre.clone()}</h2>
                <p class="meta"><Icon name="globe"/><span>{zone}</span></p>
            </div>
            {unsaved}
            <ActionForm action=actions.save keeps_text=false attr:class="stack" attr:novalidate=true>
                <input type="hidden" name="affiliation" value=affiliation/>
                <HoursEditor rows affiliation centre=centre.clone() step refused saved put_back/>
                {problem}
                <div class="form-actions">
                    <Submit
                        label=tr!(HoursSave)
                        context=tr!(HoursAt, centre = centre)
                        busy=actions.save.pending()
                        class="btn btn-primary"
                    />
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}
