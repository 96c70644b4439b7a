//! The names that people sign in with: the name of each kind, and the fields for those besides the email address.

use leptos::prelude::*;

use super::field::TextField;
use crate::{
    domain::{
        account::IdentifierKind,
        form::Field,
        sign_in_name::{NamesAsked, NamesForm},
    },
    error::AppError,
    words::{listed, tr},
};

/// The display name of a kind, within a sentence.
#[must_use]
pub fn noun(kind: IdentifierKind) -> &'static str {
    match kind {
        IdentifierKind::Email => tr!(NounEmail),
        IdentifierKind::Username => tr!(NounUsername),
        IdentifierKind::NationalId => tr!(NounNationalId),
        IdentifierKind::Medicare => tr!(NounMedicare),
        IdentifierKind::ProviderNumber => tr!(NounProviderNumber),
        IdentifierKind::LicenceNumber => tr!(NounLicenceNumber),
    }
}

/// Words as a list: `username, email or national ID`.
#[must_use]
pub fn one_of(mut words: Vec<&'static str>) -> String {
    match (words.pop(), words.is_empty()) {
        (None, _) => String::new(),
        (Some(only), true) => only.to_owned(),
        (Some(last), false) => tr!(OneOf, first = listed(words), last = last),
    }
}

/// Their fields.
#[component]
pub fn SignInNames(
    /// Their values.
    names: NamesForm,
    /// Which of them are required.
    asked: NamesAsked,
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    view! {
        {username(names.username, &asked, error)}
        {national_id(names.national_id, "", &asked, error)}
    }
}

/// The field for a username.
pub(super) fn username(value: String, asked: &NamesAsked, error: Signal<Option<AppError>>) -> AnyView {
    view! {
        <TextField
            field=Field::Username
            name="form[names][username]"
            label=tr!(Username)
            hint=tr!(UsernameForm)
            optional=!asked.needs(IdentifierKind::Username)
            class="input-20"
            value
            error
        />
    }
    .into_any()
}

/// The field for a national ID, with an optional hint.
pub(super) fn national_id(
    value: String,
    hint: &'static str,
    asked: &NamesAsked,
    error: Signal<Option<AppError>>,
) -> AnyView {
    view! {
        <TextField
            field=Field::NationalId
            name="form[names][national_id]"
            label=tr!(NationalId)
            hint
            optional=!asked.needs(IdentifierKind::NationalId)
            class="input-20"
            value
            error
        />
    }
    .into_any()
}
