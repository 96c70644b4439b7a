//! The reader's devices, signing out on them, and sign-in methods besides the password.

use leptos::prelude::*;

use super::passkeys::row;
use crate::{
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    server_fns::account::{SignOutDevice, SignOutOthers, devices},
    views::{
        account::{DeviceView, DevicesView},
        security::{AppView, PasskeyView},
    },
    words::tr,
};

/// The page.
#[component]
pub fn Devices() -> impl IntoView {
    let one = ServerAction::<SignOutDevice>::new();
    let others = ServerAction::<SignOutOthers>::new();
    let error = Signal::derive(move || action_error(one).get().or_else(|| action_error(others).get()));
    let found = resource(move || (one.version().get(), others.version().get()), |_| devices());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(found, move |DevicesView { devices, app, passkeys }| {
                let has_others = devices.iter().any(|device| !device.is_this);
                let rows = devices.into_iter().map(|device| view! { <Device device action=one/> }).collect_view();
                view! {
                    <PageHead
                        title=tr!(AccYourDevices)
                        lede=tr!(AccDevicesLede)
                        crumbs=vec![("/account".into(), tr!(YourAccount).into())]
                    />
                    <Flash param="done" text=tr!(AccSignedOutDevice) error/>
                    <FormError error/>
                    <ul class="row-list" role="list">{rows}</ul>
                    <SecondSteps app passkeys/>
                    {has_others.then(|| view! { <Others action=others/> })}
                }
                .into_any()
            })}
        </div>
    }
}

#[component]
fn Device(device: DeviceView, action: ServerAction<SignOutDevice>) -> impl IntoView {
    let name = device.name.clone();
    let icon = if device.is_phone { "smartphone" } else { "laptop" };
    let end = if device.is_this {
        view! { <span class="badge badge-success"><Icon name="check" class="icon-sm"/>{tr!(AccThisDevice)}</span> }
            .into_any()
    } else {
        view! {
            <ActionForm action>
                <input type="hidden" name="device" value=device.id/>
                <Submit label=tr!(SignOut) context=name busy=action.pending() class="btn btn-sm"/>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <li class="row">
            <Icon name=icon/>
            <div class="row-body">
                <h2>{device.name}</h2>
                <p class="meta"><span>{tr!(AccDeviceUsed, seen = device.last_seen, since = device.signed_in)}</span></p>
            </div>
            <div class="row-actions">{end}</div>
        </li>
    }
}

#[component]
fn Others(action: ServerAction<SignOutOthers>) -> impl IntoView {
    view! {
        <details class="disclosure section-tight">
            <summary>{tr!(AccSignOutElsewhere)}</summary>
            <div class="stack">
                <p>{tr!(AccSignOutElsewhereText)}</p>
                <ActionForm action>
                    <label class="choice field">
                        <input type="checkbox" name="tokens" value="true"/>
                        <span>{tr!(AccSignOutTokens)}</span>
                    </label>
                    <Submit label=tr!(AccSignOutOthers) busy=action.pending() class="btn btn-danger"/>
                </ActionForm>
            </div>
        </details>
    }
}

/// Whether a password is enough to sign in on another device, and what else is required.
#[component]
fn SecondSteps(app: Option<AppView>, passkeys: Vec<PasskeyView>) -> impl IntoView {
    let (text, way) = match app {
        Some(_) => (tr!(AccStepOnDevice), tr!(AccChangeIt)),
        None => (tr!(AccStepOffDevice), tr!(AccTurnItOn)),
    };
    let app = app.map(|AppView { added, last_used }| {
        let change = format!(" {}", tr!(AccAppCodes));
        view! {
            <li class="row">
                <Icon name="smartphone"/>
                <div class="row-body">
                    <h3>{tr!(AccAppCodes)}</h3>
                    <p class="meta"><span>{tr!(AccAppCodesUsed, added = added, used = last_used)}</span></p>
                </div>
                <div class="row-actions">
                    <a class="btn btn-sm" href="/account/security">{tr!(Change)}<span class="visually-hidden">{change}</span></a>
                </div>
            </li>
        }
    });
    let passkeys = passkeys.into_iter().map(row).collect_view();
    view! {
        <section class="section stack" aria-labelledby="second-steps">
            <h2 id="second-steps">{tr!(AccTwoStep)}</h2>
            <div class="note">
                <Icon name="shield"/>
                <div><p>{text}" "<a href="/account/security">{way}</a></p></div>
            </div>
            <ul class="row-list" role="list">{app}{passkeys}</ul>
        </section>
    }
    .into_any()
}
