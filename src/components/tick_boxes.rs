//! A choice of several, each with a box.

use leptos::prelude::*;

use crate::domain::form::Field;

/// The boxes. A problem of their field leads to the first.
#[component]
pub fn TickBoxes(
    /// Which field: gives the first box its id.
    field: Field,
    /// The name of them all in the form.
    name: &'static str,
    /// What can be chosen: the value that is sent, what it is called, and whether it is chosen now.
    choices: Vec<(&'static str, &'static str, bool)>,
) -> impl IntoView {
    let boxes = choices
        .into_iter()
        .enumerate()
        .map(|(place, (value, label, chosen))| {
            let id = (place == 0).then_some(field.control());
            view! {
                <label class="choice">
                    <input id=id type="checkbox" name=name value=value checked=chosen prop:checked=chosen/>
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view();
    view! { <div class="choices">{boxes}</div> }.into_any()
}
