//! The code of the second step of signing in.

use leptos::prelude::*;

use super::field::TextField;
use crate::{domain::form::Field, error::AppError, words::tr};

/// The field. A recovery code can be typed as well, so its keyboard has letters too.
#[component]
pub fn SecondCode(
    /// The last answer to the form.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// What else to say about it.
    #[prop(default = tr!(AccCodeHint))]
    hint: &'static str,
) -> impl IntoView {
    view! {
        <TextField
            field=Field::SecondCode
            label=tr!(AccCode)
            autocomplete="one-time-code"
            hint
            class="input-20"
            error
        />
    }
}
