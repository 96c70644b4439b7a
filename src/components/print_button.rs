//! A button that prints the page. It is hidden until the page is hydrated: without JavaScript, browsers can print too.

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
