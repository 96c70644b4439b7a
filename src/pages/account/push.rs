//! Push messages on the reader's devices: on or off here, other devices, and their topics.

use leptos::{html::Form, prelude::*, task::spawn_local};

use crate::{
    browser::{self, PushState},
    components::{action_form::ActionForm, icon::Icon, submit::Submit, topic_words::words},
    domain::notice::Topic,
    server_fns::notification::{SavePushTopics, TurnOffPush, TurnOnPush},
    views::notification::{PushDeviceView, PushView},
    words::tr,
};

/// The part of the page about devices.
#[component]
pub(super) fn OnDevices(
    push: PushView,
    on: ServerAction<TurnOnPush>,
    off: ServerAction<TurnOffPush>,
    choose: ServerAction<SavePushTopics>,
) -> impl IntoView {
    let PushView { key, topics, devices } = push;
    let is_on_here = devices.iter().any(|device| device.is_this);
    let has_devices = !devices.is_empty();
    let rows = devices.into_iter().map(|device| view! { <Device device off/> }).collect_view();
    let list = has_devices.then(|| view! { <ul class="row-list" role="list">{rows}</ul> });
    let topics = has_devices.then(|| view! { <Topics topics choose/> });
    view! {
        <section class="section" aria-labelledby="on-devices">
            <h2 id="on-devices">{tr!(AccOnDevices)}</h2>
            <p>
                {tr!(AccOnDevicesText)}
            </p>
            <TurnOn key is_on_here on/>
            {list}
            {topics}
        </section>
    }
}

/// What this browser supports. Only the browser knows; the server tells what is needed.
#[component]
fn TurnOn(key: String, is_on_here: bool, on: ServerAction<TurnOnPush>) -> impl IntoView {
    let state = RwSignal::new(None::<PushState>);
    let is_asking = RwSignal::new(false);
    let form = NodeRef::<Form>::new();
    let key = StoredValue::new(key);
    // Effects run only in the browser.
    Effect::new(move || {
        spawn_local(async move {
            let found = browser::push_state().await;
            let _ = state.try_set(Some(found));
        });
    });
    let ask = move |_| {
        is_asking.set(true);
        let key = key.get_value();
        spawn_local(async move {
            match browser::subscribe(&key).await {
                Ok(subscription) => {
                    if let Some(form) = form.try_get_untracked().flatten() {
                        browser::send_with(&form, "subscription", &subscription);
                    }
                }
                Err(instead) => {
                    let _ = state.try_set(Some(instead));
                }
            }
            let _ = is_asking.try_set(false);
        });
    };
    let shown = move || match state.get() {
        None => view! {
            <p class="hint without-script">{tr!(AccPushNeeds)}</p>
        }
        .into_any(),
        Some(PushState::On) if is_on_here => view! {
            <p><span class="badge badge-success"><Icon name="check" class="icon-sm"/>{tr!(AccPushHere)}</span></p>
        }
        .into_any(),
        Some(PushState::Absent) => view! {
            <p class="hint">
                {tr!(AccPushAbsent)}
            </p>
        }
        .into_any(),
        Some(PushState::Blocked) => warning(tr!(AccPushBlocked)),
        Some(state) => {
            let failed = (state == PushState::Failed).then(|| warning(tr!(AccPushFailed)));
            let busy = move || (is_asking.get() || on.pending().get()).then_some("true");
            view! {
                {failed}
                <p class="hint">{tr!(AccPushOwn)}</p>
                <div class="form-actions">
                    <button type="button" class="btn" on:click=ask aria-busy=busy>
                        <Icon name="bell"/>
                        {tr!(AccPushTurnOn)}
                    </button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <div aria-live="polite">{shown}</div>
        <ActionForm action=on node_ref=form>
            <input type="hidden" name="subscription"/>
        </ActionForm>
    }
}

fn warning(text: &'static str) -> AnyView {
    view! { <div class="note note-warn"><Icon name="warning"/><div><p>{text}</p></div></div> }.into_any()
}

#[component]
fn Device(device: PushDeviceView, off: ServerAction<TurnOffPush>) -> impl IntoView {
    let PushDeviceView { id, name, is_phone, is_this, since } = device;
    let context = tr!(AccOnDevice, name = name);
    let since = if is_this { tr!(AccPushSinceHere, since = since) } else { tr!(AccPushSince, since = since) };
    view! {
        <li class="row">
            <Icon name=if is_phone { "smartphone" } else { "laptop" }/>
            <div class="row-body">
                <h3>{name}</h3>
                <p class="meta"><span>{since}</span></p>
            </div>
            <div class="row-actions">
                <ActionForm action=off>
                    <input type="hidden" name="device" value=id/>
                    <Submit label=tr!(AccPushTurnOff) context busy=off.pending() class="btn btn-sm"/>
                </ActionForm>
            </div>
        </li>
    }
}

#[component]
fn Topics(topics: Vec<(Topic, bool)>, choose: ServerAction<SavePushTopics>) -> impl IntoView {
    let choices = topics
        .into_iter()
        .map(|(topic, wanted)| {
            let (name, hint) = words(topic);
            view! {
                <label class="choice">
                    <input type="checkbox" name="topics[]" value=topic.as_str() checked=wanted/>
                    <span>{name}<span class="hint">{hint}</span></span>
                </label>
            }
        })
        .collect_view();
    view! {
        <ActionForm action=choose attr:class="form section-tight">
            <fieldset class="field">
                <legend>{tr!(AccNotifyMe)}</legend>
                {choices}
            </fieldset>
            <p class="hint">{tr!(AccNotifyHint)}</p>
            <div class="form-actions"><Submit label=tr!(AccNotifySave) busy=choose.pending()/></div>
        </ActionForm>
    }
}
