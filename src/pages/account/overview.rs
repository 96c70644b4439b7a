//! One's own account: who one is here, and the ways to change that.

use leptos::prelude::*;

use super::shared::Shared;
use crate::{
    components::{
        avatar::Avatar, flash::Flash, icon::Icon, language_switch::LanguageSwitch, loaded::loaded, page_head::PageHead,
        site::CurrentViewer, words,
    },
    domain::account::Role,
    error::AppError,
    views::viewer::ViewerAccount,
};

/// The page.
#[component]
pub fn Account() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    view! {
        <div class="wrap wrap-narrow">
            {loaded(viewer, |viewer| match viewer.account {
                Some(account) => view! { <Own account/> }.into_any(),
                None => view! { <crate::components::failure::Failure error=AppError::NotSignedIn/> }.into_any(),
            })}
        </div>
    }
}

#[component]
fn Own(account: ViewerAccount) -> impl IntoView {
    let roles = account.roles.iter().map(|role| words::role(*role)).collect::<Vec<_>>().join(", ");
    let close = (account.roles == [Role::Patient]).then(|| {
        view! { <Way href="/account/close" icon="user-x" name="Close account" text="Stop using Consulta here. Only the clinic can reopen it"/> }
    });
    let export = account.roles.contains(&Role::Patient).then(|| {
        view! { <Way href="/account/export" icon="download" name="Your data" text="Download everything we hold about you"/> }
    });
    let homes = account.roles.iter().map(|role| home(*role)).collect_view();
    let second_step = match account.second_factor {
        true => "On. Get new recovery codes, or turn it off",
        false => "Off. Protect your account with a code from your phone",
    };
    view! {
        <PageHead title="Your account"/>
        <Flash param="ended" text="You can no longer read that record."/>
        <Flash param="details" text="Saved. If you changed what you sign in with, use the new one from now on."/>
        <Flash param="password" text="Your password has been changed. Your other devices have been signed out."/>
        <section class="card">
            <div class="cluster">
                <Avatar id=account.id name=account.name.clone() size="avatar-lg"/>
                <div>
                    <h2>{account.name}</h2>
                    <p class="muted">{roles}</p>
                </div>
            </div>
            <dl class="dl">
                <div><dt>"Email"</dt><dd>{account.email}</dd></div>
            </dl>
            <div class="form-actions"><a class="btn" href="/account/details"><Icon name="user"/>"Edit your details"</a></div>
        </section>
        <Flash param="declined" text="Invitation declined. Nothing is shared with you."/>
        <Shared/>
        <LanguageSwitch/>
        <section class="section">
            <h2>"Your pages"</h2>
            <ul class="row-list" role="list">
                {homes}
                <Way href="/notices" icon="bell" name="Notices" text="News about your appointments"/>
                <Way href="/account/notifications" icon="bell" name="Notifications" text="Choose what we tell you about, and how"/>
                <Way href="/account/password" icon="key" name="Change password" text="This signs out your other devices"/>
                <Way href="/account/security" icon="shield" name="Two-step sign-in" text=second_step/>
                <Way href="/account/calendar" icon="calendar-plus" name="Calendar sync" text="See your appointments in your phone or computer's calendar"/>
                <Way href="/account/devices" icon="laptop" name="Devices" text="See where you're signed in, and sign out"/>
                <Way href="/account/tokens" icon="key" name="Apps and programs" text="Connect a calendar app or a program, and see what's connected"/>
                {export}
                {close}
            </ul>
        </section>
    }
    .into_any()
}

fn home(role: Role) -> impl IntoView {
    let (icon, name, text) = match role {
        Role::Patient => ("calendar", "Your appointments", "Upcoming and past"),
        Role::Practitioner => ("activity", "Your day", "Who's coming today and in the days ahead"),
        Role::Receptionist => ("users", "Front desk", "Who's coming today, and who's waiting"),
        Role::Manager => ("layout", "Management", "Figures, appointments and settings"),
        Role::Auditor => ("eye", "Audit", "Who did what, and when"),
        Role::Administrator => ("layout", "Administration", "Users, appointments and messages"),
    };
    view! { <Way href=role.home() icon name text/> }
}

#[component]
fn Way(href: &'static str, icon: &'static str, name: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <li class="row">
            <Icon name=icon/>
            <div class="row-body">
                <h3><a href=href>{name}</a></h3>
                <p class="meta"><span>{text}</span></p>
            </div>
        </li>
    }
}
