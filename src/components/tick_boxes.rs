//! A multiple choice with checkboxes.

use leptos::prelude::*;

use crate::domain::form::Field;

/// The checkboxes. A problem of their field links to the first.
#[component]
pub fn TickBoxes(
    /// The field, which gives the first checkbox its id.
    field: Field,
    /// The name of all of them in the form.
    name: &'static str,
    /// The choices: the value sent, the label, and whether it is ticked.
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
