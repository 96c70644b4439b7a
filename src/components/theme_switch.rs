//! The theme: light, dark, or that of the system.

use leptos::prelude::*;

use super::icon::Icon;
use crate::{browser, server_fns::rendering, words::tr};

/// Three buttons in a plain form; the server stores the choice, and the document states it.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = rendering::chosen_theme().or_else(browser::theme).unwrap_or_else(|| "system".to_owned());
    let option = |value: &'static str, icon: &'static str, label: &'static str| {
        view! {
            <button name="theme" value=value aria-pressed=(chosen == value).to_string()>
                <Icon name=icon/>
                <span>{label}</span>
            </button>
        }
    };
    view! {
        <form class="theme-switch" method="post" action="/theme">
            <span class="theme-label">{tr!(Theme)}</span>
            <span class="theme-options">
                {option("light", "sun", tr!(ThemeLight))} {option("dark", "moon", tr!(ThemeDark))}
                {option("system", "system", tr!(ThemeSystem))}
            </span>
        </form>
    }
}
