//! A form that sends a picture. The browser submits it, and then opens the page again.

use leptos::prelude::*;

use super::{
    action_form,
    field::{FieldProblem, problem_of},
    icon::Icon,
    measured::Measured,
};
use crate::{domain::form::Field, error::AppError, words::tr};

/// The form.
#[component]
pub fn PictureForm(
    /// The address that it is sent to.
    #[prop(into)]
    to: String,
    /// Whether it is of a place rather than a person.
    #[prop(default = false)]
    of_place: bool,
    /// The maximum size, in million bytes.
    most_megabytes: u16,
    /// The button's label.
    label: &'static str,
    /// The last error of the page's forms.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let hint = match of_place {
        true => tr!(ClinicPhotoHint, n = most_megabytes),
        false => tr!(PracticePictureHint, n = most_megabytes),
    };
    view! {
        <form class="form section-tight" method="post" action=action_form::address(&to) enctype="multipart/form-data">
            <PictureField label=tr!(PracticePicture) hint most_megabytes error/>
            <div class="form-actions">
                <button class="btn" type="submit"><Icon name="upload"/>{label}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The field for choosing a picture.
#[component]
pub fn PictureField(
    /// Its label.
    label: &'static str,
    /// The hint on accepted pictures.
    #[prop(into)]
    hint: String,
    /// The maximum size, in million bytes.
    most_megabytes: u16,
    /// The last error of the page's forms.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let measured = Measured::of(error, most_megabytes);
    let wrong = move || measured.error().with(|error| problem_of(error.as_ref(), Field::File).is_some());
    let described = move || if wrong() { "file-hint file-error" } else { "file-hint" };
    view! {
        <div class="field">
            <label for="file">{label}</label>
            <p class="hint" id="file-hint">{hint}</p>
            <input
                id="file"
                type="file"
                name="file"
                accept=".png,.jpg,.jpeg,image/png,image/jpeg"
                required
                aria-describedby=described
                aria-invalid=move || wrong().then_some("true")
                on:change=move |event| measured.measure(&event)
            />
            <div aria-live="polite"><FieldProblem field=Field::File error=measured.error()/></div>
        </div>
    }
    .into_any()
}
