//! One's own account: who one is here, and the ways to change that.

use leptos::prelude::*;

use super::invitations::Invitations;
use crate::{
    components::{
        action_form::ActionForm,
        avatar::Avatar,
        flash::Flash,
        form_error::action_error,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        site::CurrentViewer,
        submit::Submit,
        time::DateTime,
        words,
    },
    domain::account::Role,
    error::AppError,
    server_fns::{
        record_words,
        sharing::{AcceptInvitation, EndTrust, ProxyView, entrusted_records},
        viewer::ViewerAccount,
    },
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
    let homes = account.roles.iter().map(|role| home(*role)).collect_view();
    view! {
        <PageHead title="Your account"/>
        <Flash param="ended" text="You can no longer read that record."/>
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
            <p class="hint">"Is something wrong here? "<a href="/contact">"Tell the clinic"</a>", and they'll correct it."</p>
        </section>
        <Flash param="declined" text="Invitation declined. Nothing is shared with you."/>
        <Shared/>
        <section class="section">
            <h2>"Your pages"</h2>
            <ul class="row-list" role="list">
                {homes}
                <Way href="/notices" icon="bell" name="Notices" text="News about your appointments"/>
                <Way href="/account/password" icon="key" name="Change password" text="This signs out your other devices"/>
                <Way href="/account/calendar" icon="calendar-plus" name="Calendar sync" text="See your appointments in your phone or computer's calendar"/>
                <Way href="/account/devices" icon="laptop" name="Devices" text="See where you're signed in, and sign out"/>
            </ul>
        </section>
    }
    .into_any()
}

/// What others share with the reader, and want to.
#[component]
fn Shared() -> impl IntoView {
    let accept = ServerAction::<AcceptInvitation>::new();
    view! {
        <Invitations accept/>
        <Flash param="accepted" text="Invitation accepted. You'll find the record below." error=action_error(accept)/>
        <Entrusted accept/>
    }
}

/// The records that others trust the reader with; nothing where there are none.
#[component]
fn Entrusted(accept: ServerAction<AcceptInvitation>) -> impl IntoView {
    let end = ServerAction::<EndTrust>::new();
    let data = resource(move || (accept.version().get(), end.version().get()), |_| entrusted_records());
    loaded(data, move |records: Vec<ProxyView>| {
        if records.is_empty() {
            return ().into_any();
        }
        let rows = records
            .into_iter()
            .map(|one| {
                let books = if one.books { ", and book appointments for them" } else { "" };
                let text = format!("{}{books}, until {}", record_words::entrusted(one.scope), one.until);
                let upcoming = one.upcoming.into_iter().map(|found| {
                    let href = format!("/appointments/{}", found.id);
                    let with = format!("With {}, ", found.practitioner_name);
                    view! { <li><a href=href>{with}<DateTime when=found.when/></a></li> }
                });
                let upcoming = upcoming.collect_view();
                let find = one.books.then(|| view! { <p><a href="/search">{format!("Find care for {}", one.name)}</a></p> });
                let whose = format!("to {}'s record", one.name);
                view! {
                    <li class="row">
                        <Icon name="file-text"/>
                        <div class="row-body">
                            <h3><a href=format!("/patients/{}/record", one.patient)>{format!("{}'s record", one.name)}</a></h3>
                            <p class="muted small">{text}</p>
                            <ul class="plain-list">{upcoming}</ul>
                            {find}
                        </div>
                        <ActionForm action=end>
                            <input type="hidden" name="id" value=one.id/>
                            <Submit label="Give up access" context=whose busy=end.pending() class="btn btn-quiet btn-sm"/>
                        </ActionForm>
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="section" aria-labelledby="entrusted">
                <h2 id="entrusted">"Records shared with you"</h2>
                <ul class="row-list" role="list">{rows}</ul>
            </section>
        }
        .into_any()
    })
}

fn home(role: Role) -> impl IntoView {
    let (icon, name, text) = match role {
        Role::Patient => ("calendar", "Your appointments", "Upcoming and past"),
        Role::Practitioner => ("activity", "Your day", "Who's coming today and in the days ahead"),
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
