//! Light, dark, or as the system says.

use leptos::prelude::*;

use super::icon::Icon;

/// Three buttons of a plain form; the server keeps the choice.
#[component]
pub fn ThemeSwitch(
    /// `light`, `dark`, or empty for the system's choice.
    #[prop(into)]
    chosen: Signal<String>,
) -> impl IntoView {
    let option = move |value: &'static str, icon: &'static str, label: &'static str| {
        let is_chosen = move || {
            let chosen = chosen.get();
            (if chosen.is_empty() { "system" } else { chosen.as_str() }) == value
        };
        view! {
            <button name="theme" value=value aria-pressed=move || is_chosen().to_string()>
                <Icon name=icon/>
                <span>{label}</span>
            </button>
        }
    };
    view! {
        <form class="theme-switch" method="post" action="/theme">
            <span class="theme-label">"Theme"</span>
            <span class="theme-options">
                {option("light", "sun", "Light")} {option("dark", "moon", "Dark")}
                {option("system", "system", "System")}
            </span>
        </form>
    }
}
