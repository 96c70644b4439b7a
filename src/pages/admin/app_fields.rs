//! The form fields of an app.

use leptos::prelude::*;

use crate::{
    components::{
        app_words::part,
        field::{FieldProblem, TextField, problem_of},
        tick_boxes::TickBoxes,
    },
    domain::{
        app::{AppForm, ON_A_DEVICE, ON_THE_WEB},
        app_scope::Readable,
        form::Field,
    },
    error::AppError,
    words::tr,
};

/// The fields.
#[component]
pub fn AppFields(
    /// The values of the fields.
    form: AppForm,
    /// The last response to the form.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let reads = Readable::ALL
        .iter()
        .map(|of| {
            let word = of.as_str();
            (word, part(*of), form.reads.iter().any(|one| one == word))
        })
        .collect();
    let id = Field::RedirectUris.control();
    let is_wrong = move || error.with(|error| problem_of(error.as_ref(), Field::RedirectUris).is_some());
    let described = move || if is_wrong() { "redirect_uris-hint redirect_uris-error" } else { "redirect_uris-hint" };
    view! {
        <TextField
            field=Field::ProgramName
            name="form[name]"
            label=tr!(AppName)
            hint=tr!(AppNameHint)
            value=form.name
            class="input-20"
            error
        />
        <div class="field">
            <label for=id>{tr!(AppAddresses)}</label>
            <p class="hint" id="redirect_uris-hint">{tr!(AppAddressesHint, web = ON_THE_WEB, device = ON_A_DEVICE)}</p>
            <textarea
                id=id
                name="form[addresses]"
                rows="3"
                required=true
                spellcheck="false"
                dir="ltr"
                aria-describedby=described
                aria-invalid=move || is_wrong().then_some("true")
            >
                {form.addresses}
            </textarea>
            <FieldProblem field=Field::RedirectUris error/>
        </div>
        <fieldset class="fieldset">
            <legend>{tr!(AppMayAsk)}</legend>
            <TickBoxes field=Field::Scopes name="form[reads][]" choices=reads/>
            <FieldProblem field=Field::Scopes error/>
        </fieldset>
        <div class="field">
            <label class="choice">
                <input type="checkbox" name="form[offline]" value="true" checked=form.offline/>
                <span>{tr!(AppOfflineChoice)}</span>
            </label>
        </div>
    }
    .into_any()
}
