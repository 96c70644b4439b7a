//! A new password, typed twice.

use leptos::prelude::*;

use super::field::TextField;
use crate::{domain::form::Field, error::AppError, words::tr};

/// The two fields. Their input is never sent back.
#[component]
pub fn NewPassword(
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// The labels of the two fields.
    #[prop(default = [tr!(AccNewPassword), tr!(AccNewPasswordAgain)])]
    labels: [&'static str; 2],
    /// What to type.
    #[prop(default = tr!(AccAtLeast8))]
    hint: &'static str,
    /// Their names in the form, if they differ from the fields'.
    #[prop(default = ["", ""])]
    names: [&'static str; 2],
) -> impl IntoView {
    view! {
        <TextField
            field=Field::Password
            name=names[0]
            label=labels[0]
            kind="password"
            autocomplete="new-password"
            hint
            error
        />
        <TextField
            field=Field::PasswordAgain
            name=names[1]
            label=labels[1]
            kind="password"
            autocomplete="new-password"
            error
        />
    }
}
