//! The header's tools of those who are signed in: messages, notices, their account's menu, and the warning before the session ends.
//! Visitors never need their code, so it is a part of its own.

use leptos::prelude::*;
use server_fn::ServerFn;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{
    action_form::address, avatar::Avatar, focus::close_on_escape, icon::Icon, session_end::SessionEnd,
    theme_switch::ThemeSwitch,
};
use crate::{
    browser,
    domain::account::Role,
    server_fns::sign_in::SignOut,
    views::viewer::{UnreadView, ViewerAccount},
    words::tr,
};

/// The name of their code's file.
pub const CODE: &str = "account";

/// The tools, once their code is loaded. The header waits for them within its own boundary: both sides number boundaries and data in the
/// order in which they are made, and the server draws the header anew more often than a browser does. A boundary made here shifted the
/// numbers of all that follows, and the page could not find its data.
pub(super) fn account_tools(
    account: ViewerAccount,
    // Whether there is anyone to write to.
    writes: bool,
    unread: Memo<UnreadView>,
) -> AnyView {
    let drawn = tools(account, writes, unread);
    // It is loaded before a page is taken over: only someone who signs in later, and loses the connection, sees this.
    let plain = || view! { <a class="header-btn" href="/account" rel="external">{tr!(Account)}</a> }.into_any();
    Suspend::new(async move { drawn.await.unwrap_or_else(|_| plain()) }).into_any()
}

#[wasm_split(account, preload(load_account), fallible)]
fn tools(account: ViewerAccount, writes: bool, unread: Memo<UnreadView>) -> Result<AnyView, SplitLoaderError> {
    let messages = writes.then(|| {
        let unread = Signal::derive(move || unread.get().messages);
        // Elsewhere it is in the menu.
        view! { <Waiting href="/messages" icon="message" name=tr!(Messages) class="header-btn hide-phone" unread/> }
    });
    let drawn = view! {
        <SessionEnd idle_seconds=account.idle_seconds/>
        {messages}
        <Waiting
            href="/notices"
            icon="bell"
            name=tr!(Notices)
            class="header-btn bell"
            unread=Signal::derive(move || unread.get().notices)
        />
        <AccountMenu account/>
    };
    Ok(drawn.into_any())
}

/// Loads their code; returns whether it arrived.
pub async fn load() -> bool {
    load_account().await.is_ok()
}

/// The link to unread items, with their number.
#[component]
fn Waiting(
    href: &'static str,
    icon: &'static str,
    name: &'static str,
    class: &'static str,
    unread: Signal<i64>,
) -> impl IntoView {
    let label = move || match unread.get() {
        0 => name.to_owned(),
        n => tr!(NameUnread, name = name, n = n),
    };
    let count = move || {
        let count = unread.get();
        (count > 0).then(|| view! { <span class="bell-count" aria-hidden="true">{count.min(99)}</span> })
    };
    view! {
        <a class=class href=href>
            <Icon name=icon/>
            {count}
            <span class="visually-hidden">{label}</span>
        </a>
    }
}

#[component]
fn AccountMenu(account: ViewerAccount) -> impl IntoView {
    browser::tell_of_use();
    let profile = account.roles.contains(&Role::Practitioner).then(|| {
        view! { <a class="menu-item" href="/practitioner/profile"><Icon name="stethoscope"/>{tr!(NavProfile)}</a> }
    });
    view! {
        <details class="menu" name="header" on:keydown=|event| close_on_escape(&event)>
            <summary class="header-btn">
                <Avatar id=account.id name=account.name.clone() size="avatar-sm"/>
                <span class="menu-name">{account.name.clone()}</span>
                <Icon name="chevron-down"/>
            </summary>
            <div class="menu-panel">
                <p class="menu-head">{account.name}<span class="muted">{account.email}</span></p>
                <a class="menu-item" href="/account"><Icon name="user"/>{tr!(Account)}</a>
                {profile}
                <a class="menu-item" href="/account/password"><Icon name="key"/>{tr!(ChangePassword)}</a>
                <a class="menu-item" href="/account/devices"><Icon name="laptop"/>{tr!(MyDevices)}</a>
                // The browser submits it and loads a new document, so that nothing of this one remains.
                <form method="post" action=address(SignOut::PATH)>
                    <button class="menu-item" type="submit"><Icon name="log-out"/>{tr!(SignOut)}</button>
                </form>
                <ThemeSwitch/>
            </div>
        </details>
    }
}
