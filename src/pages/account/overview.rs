//! The reader's own account at a glance, with links to change it.

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
    words::{listed, tr},
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
    let roles = listed(account.roles.iter().map(|role| words::role(*role)));
    let close = (account.roles == [Role::Patient]).then(|| {
        view! { <Way href="/account/close" icon="user-x" name=tr!(AccClose) text=tr!(AccCloseText)/> }
    });
    let homes = account.roles.iter().map(|role| home(*role)).collect_view();
    let second_step = match account.second_factor {
        true => tr!(AccTwoStepOn),
        false => tr!(AccTwoStepOff),
    };
    view! {
        <PageHead title=tr!(YourAccount)/>
        <Flash param="ended" text=tr!(AccEnded)/>
        <Flash param="details" text=tr!(AccDetailsSaved)/>
        <Flash param="password" text=tr!(AccPasswordChanged)/>
        <section class="card">
            <div class="cluster">
                <Avatar id=account.id name=account.name.clone() size="avatar-lg"/>
                <div>
                    <h2>{account.name}</h2>
                    <p class="muted">{roles}</p>
                </div>
            </div>
            <dl class="dl">
                <div><dt>{tr!(Email)}</dt><dd>{account.email}</dd></div>
            </dl>
            <div class="form-actions"><a class="btn" href="/account/details"><Icon name="user"/>{tr!(AccEditDetails)}</a></div>
        </section>
        <Flash param="declined" text=tr!(AccDeclined)/>
        <Shared/>
        <LanguageSwitch/>
        <section class="section">
            <h2>{tr!(AccPages)}</h2>
            <ul class="row-list" role="list">
                {homes}
                <Way href="/notices" icon="bell" name=tr!(Notices) text=tr!(AccNoticesText)/>
                <Way href="/account/notifications" icon="bell" name=tr!(AccNotifications) text=tr!(AccNotificationsText)/>
                <Way href="/account/password" icon="key" name=tr!(ChangePassword) text=tr!(AccPasswordText)/>
                <Way href="/account/security" icon="shield" name=tr!(AccTwoStep) text=second_step/>
                <Way href="/account/calendar" icon="calendar-plus" name=tr!(AccCalendar) text=tr!(AccCalendarText)/>
                <Way href="/account/devices" icon="laptop" name=tr!(AccDevices) text=tr!(AccDevicesText)/>
                <Way href="/account/tokens" icon="key" name=tr!(AccApps) text=tr!(AccAppsText)/>
                <Way href="/account/export" icon="download" name=tr!(AccData) text=tr!(AccDataText)/>
                {close}
            </ul>
        </section>
    }
    .into_any()
}

fn home(role: Role) -> impl IntoView {
    let (icon, name, text) = match role {
        Role::Patient => ("calendar", tr!(AccHomePatient), tr!(AccHomePatientText)),
        Role::Practitioner => ("activity", tr!(NavDay), tr!(AccHomePractitionerText)),
        Role::Receptionist => ("users", tr!(NavDesk), tr!(AccHomeReceptionistText)),
        Role::Manager => ("layout", tr!(AccHomeManager), tr!(AccHomeManagerText)),
        Role::Auditor => ("eye", tr!(NavAudit), tr!(AccHomeAuditorText)),
        Role::Administrator => ("layout", tr!(AccHomeAdministrator), tr!(AccHomeAdministratorText)),
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
