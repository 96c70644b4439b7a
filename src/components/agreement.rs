//! A checkbox to confirm something, which a form shows once its answer has asked for it.

use leptos::prelude::*;

use super::field::{FieldProblem, problem_of};
use crate::{domain::form::Field, error::AppError};

/// The box.
#[component]
pub fn Agreement(
    /// The field, which gives the checkbox its id.
    field: Field,
    /// The control's name in the form.
    name: &'static str,
    /// The text to agree to.
    #[prop(into)]
    label: String,
    /// Whether it was ticked in a form that was refused.
    ticked: bool,
    /// The form's last error.
    error: Signal<Option<AppError>>,
    /// What to check first.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    // It stays ticked when the form is refused for another reason.
    let is_asked = Memo::new(move |before: Option<&bool>| {
        ticked || before.copied().unwrap_or_default() || error.with(|error| problem_of(error.as_ref(), field).is_some())
    });
    move || {
        is_asked.get().then(|| {
            view! {
                {children.as_ref().map(|children| children())}
                <div class="field">
                    <label class="choice">
                        <input type="checkbox" id=field.control() name=name value="yes" checked=ticked/>
                        <span>{label.clone()}</span>
                    </label>
                    <FieldProblem field error/>
                </div>
            }
        })
    }
}
