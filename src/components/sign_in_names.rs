//! The names to sign in with that anyone may have besides their email address.

use leptos::prelude::*;

use super::field::TextField;
use crate::{
    domain::{form::Field, sign_in_name::NamesForm},
    error::AppError,
    words::tr,
};

/// Their fields.
#[component]
pub fn SignInNames(
    /// What stands in them.
    names: NamesForm,
    /// The last answer to the form.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    view! {
        <TextField
            field=Field::Username
            name="form[names][username]"
            label=tr!(Username)
            hint=tr!(UsernameForm)
            optional=true
            class="input-20"
            value=names.username
            error
        />
        <TextField
            field=Field::NationalId
            name="form[names][national_id]"
            label=tr!(NationalId)
            optional=true
            class="input-20"
            value=names.national_id
            error
        />
    }
}
