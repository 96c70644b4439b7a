//! A button that prints the page. Styles hide it until the page answers in the browser: without it, browsers print too.

use leptos::prelude::*;

use super::icon::Icon;
use crate::words::tr;

/// The button.
#[component]
pub fn PrintButton() -> impl IntoView {
    // A browser that refuses to print says so itself.
    let print = |_| drop(window().print());
    view! { <button class="btn when-hydrated no-print" type="button" on:click=print><Icon name="printer"/>{tr!(Print)}</button> }
}
