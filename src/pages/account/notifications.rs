//! The reader's notifications, by email and on their devices.

use leptos::prelude::*;

use super::push::OnDevices;
use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        flash::Flash,
        form_error::{FormError, LatestError, successes},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
        topic_words::words,
    },
    domain::{form::Field, notice::Topic, quiet_hours::QuietForm},
    error::AppError,
    server_fns::notification::{
        SaveNotifications, SavePushTopics, SaveQuietHours, TurnOffPush, TurnOnPush, notifications,
    },
    views::notification::NotificationsView,
    words::tr,
};

/// The page.
#[component]
pub fn Notifications() -> impl IntoView {
    let action = ServerAction::<SaveNotifications>::new();
    let quieten = ServerAction::<SaveQuietHours>::new();
    let (turn_on, turn_off) = (ServerAction::<TurnOnPush>::new(), ServerAction::<TurnOffPush>::new());
    let choose = ServerAction::<SavePushTopics>::new();
    let error = LatestError::new().of(action).of(quieten).of(turn_on).of(turn_off).of(choose).signal();
    let counts = [successes(action), successes(quieten), successes(turn_on), successes(turn_off), successes(choose)];
    // Only a success reloads the data: a refused form keeps what was typed.
    let data = resource(move || counts.map(|count| count.get()), |_| notifications());
    let shown = move |view: NotificationsView| {
        let NotificationsView { email, is_mailed, topics, quiet, is_quiet, zones, push } = view;
        let lede = tr!(AccEmailsTo, email = email);
        let off = (!is_mailed).then(|| {
            view! { <div class="note"><Icon name="info"/><div><p>{tr!(AccMailOff)}</p></div></div> }
        });
        let devices = push.map(|push| view! { <OnDevices push on=turn_on off=turn_off choose/> });
        let choices = topics.into_iter().map(|(topic, wanted)| view! { <Choice topic wanted/> }).collect_view();
        view! {
            <PageHead
                title=tr!(AccNotifications)
                lede
                crumbs=vec![("/account".into(), tr!(YourAccount).into())]
            />
            <Flash param="saved" text=tr!(Saved) error/>
            <Flash param="pushed" text=tr!(AccPushed) error/>
            <Flash param="unpushed" text=tr!(AccUnpushed) error/>
            <FormError error/>
            {off}
            <ActionForm action attr:class="form">
                <fieldset class="field">
                    <legend>{tr!(AccEmailMe)}</legend>
                    {choices}
                </fieldset>
                <p class="hint">
                    {tr!(AccEmailHint)}
                </p>
                <div class="form-actions"><Submit label=tr!(AccSave) busy=action.pending()/></div>
            </ActionForm>
            {devices}
            <Quiet quiet is_quiet zones quieten error/>
        }
        .into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

#[component]
fn Choice(topic: Topic, wanted: bool) -> impl IntoView {
    let (name, hint) = words(topic);
    view! {
        <label class="choice">
            <input type="checkbox" name="topics[]" value=topic.as_str() checked=wanted/>
            <span>{name}<span class="hint">{hint}</span></span>
        </label>
    }
}

#[component]
fn Quiet(
    quiet: QuietForm,
    is_quiet: bool,
    zones: Vec<String>,
    quieten: ServerAction<SaveQuietHours>,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let QuietForm { from, until, zone } = quiet;
    let zones = zones.into_iter().map(|zone| view! { <option value=zone></option> }).collect_view();
    let stop = is_quiet.then(|| {
        view! {
            <ActionForm action=quieten>
                <Submit label=tr!(AccQuietOff) busy=quieten.pending() class="btn"/>
            </ActionForm>
        }
    });
    view! {
        <section class="section" aria-labelledby="quiet-hours">
            <h2 id="quiet-hours">{tr!(AccQuiet)}</h2>
            <p>
                {tr!(AccQuietText)}
            </p>
            <ActionForm action=quieten attr:class="form section-tight" attr:novalidate=true>
                <TextField field=Field::QuietFrom name="form[from]" kind="time" label=tr!(AccFrom) value=from class="input-10" error/>
                <TextField field=Field::QuietUntil name="form[until]" kind="time" label=tr!(AccUntil) value=until class="input-10" error/>
                <TextField
                    field=Field::QuietZone
                    name="form[zone]"
                    label=tr!(AccZone)
                    hint=tr!(AccZoneHint)
                    value=zone
                    list="zones"
                    class="input-20"
                    error
                />
                <datalist id="zones">{zones}</datalist>
                <div class="form-actions"><Submit label=tr!(AccQuietSave) busy=quieten.pending()/></div>
            </ActionForm>
            {stop}
        </section>
    }
}
