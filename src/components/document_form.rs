//! The form that adds a document. Without JavaScript, the browser submits it and opens the next page; with it, the progress of the
//! upload is shown.

use leptos::{html, prelude::*, web_sys::HtmlFormElement};

use super::{
    action_form,
    field::{FieldProblem, problem_of},
    form_error::FormError,
    icon::Icon,
    measured::{Measured, of_file, problem_of_file},
    words,
};
use crate::{
    browser::{self, Upload},
    domain::{
        document::{Category, FileProblem},
        form::{Field, FieldError, Problem},
    },
    error::AppError,
    words::tr,
};

/// The accepted file types, in the format of a file picker.
pub const TYPES: &str = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg";

/// The error in the address for a file that was refused: `file` problems by their word, or the field's name.
#[must_use]
pub fn problem_in_address(word: Option<&str>) -> Option<AppError> {
    let word = word?;
    match word.parse::<FileProblem>() {
        Ok(problem) => Some(of_file(problem)),
        Err(()) if word == Field::Category.control() => {
            Some(AppError::Invalid(vec![FieldError::new(Field::Category, Problem::NotAChoice)]))
        }
        Err(()) => None,
    }
}

/// The form.
#[component]
pub fn DocumentForm(
    /// The address that it is sent to.
    #[prop(into)]
    address: String,
    /// The maximum size of a file, in million bytes.
    most_megabytes: u16,
    /// Why the last one was refused.
    error: RwSignal<Option<AppError>>,
    /// Called when one was added, or with `false` when the upload was stopped.
    on_added: Callback<bool>,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let sent = RwSignal::new(None::<u8>);
    // Whether another file was chosen since: that one is for the next upload.
    let chosen_since = StoredValue::new(false);
    let measured = Measured::of(error.into(), most_megabytes);
    let is_wrong = move || measured.error().with(|error| problem_of(error.as_ref(), Field::File).is_some());
    let described = move || if is_wrong() { "file-hint file-error" } else { "file-hint" };
    let has_no_kind = move || error.with(|error| problem_of(error.as_ref(), Field::Category)).map(|_| "true");
    let categories = Category::ALL.map(|category| {
        view! { <option value=category.as_str()>{words::category(category)}</option> }
    });
    let upload = StoredValue::new(None::<Upload>);
    let stopped = RwSignal::new(false);
    let is_sending = move || sent.try_get_untracked().flatten().is_some();
    let stop = move || {
        let _ = stopped.try_set(true);
        if let Some(Some(upload)) = upload.try_get_value() {
            upload.stop();
        }
    };
    browser::ask_before_leaving(tr!(PatientStillSending), is_sending, stop);
    // The page may be gone when an answer comes: going back asks no question, and the file arrives all the same.
    let progress = move |percent| {
        let _ = sent.try_set(Some(percent));
    };
    let ended = move |status, word: String| {
        let _ = sent.try_set(None);
        if stopped.try_get_untracked() == Some(true) {
            // A file fully sent before that may have been stored: the list shows it.
            let _ = on_added.try_run(false);
            return;
        }
        match outcome(status, &word) {
            Ok(()) => {
                let is_done = chosen_since.try_get_value() == Some(false);
                if let Some(form) = form.try_get_untracked().flatten().filter(|_| is_done) {
                    form.reset();
                }
                let _ = on_added.try_run(true);
            }
            Err(problem) => {
                let _ = error.try_set(Some(problem));
            }
        }
    };
    // By script, so that progress is shown; false if the browser is to submit it.
    let send = move |form: &HtmlFormElement| {
        // Set again, so that the summary takes the focus again.
        error.set(None);
        stopped.set(false);
        if let Some(problem) = problem_of_file(browser::chosen_file_size(form, "file"), most_megabytes) {
            error.set(Some(of_file(problem)));
            return true;
        }
        if !browser::is_online() {
            error.set(Some(AppError::Offline));
            return true;
        }
        let under_way = browser::send(form, progress, ended);
        let is_under_way = under_way.is_some();
        if is_under_way {
            chosen_since.set_value(false);
            sent.set(Some(0));
        }
        upload.set_value(under_way);
        is_under_way
    };
    let cancelled = move || {
        (stopped.get() && sent.get().is_none()).then(|| view! { <p role="status">{tr!(PatientUploadStopped)}</p> })
    };
    // Once all of it is sent, it can no longer be stopped.
    let may_cancel = move || sent.get().is_some_and(|percent| percent < 100);
    let submit = move |event: leptos::ev::SubmitEvent| {
        if sent.get_untracked().is_some() || form.get_untracked().is_some_and(|form| send(&form)) {
            event.prevent_default();
        }
    };
    view! {
        <section class="section no-print" aria-labelledby="add">
            <h2 id="add">{tr!(PatientAddADocument)}</h2>
            <FormError error/>
            <form
                class="form"
                method="post"
                action=action_form::address(&address)
                enctype="multipart/form-data"
                novalidate
                node_ref=form
                on:submit=submit
                on:change=move |_| chosen_since.set_value(true)
            >
                <div class="field">
                    <label for="category">{tr!(PatientTypeOfDocument)}</label>
                    <select id="category" name="category" class="input-20" aria-invalid=has_no_kind>
                        {categories.collect_view()}
                    </select>
                    <FieldProblem field=Field::Category error/>
                </div>
                <div class="field">
                    <label for="file">{tr!(PatientFile)}</label>
                    <p class="hint" id="file-hint">
                        {tr!(PatientFileHint, megabytes = most_megabytes)}
                    </p>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        accept=TYPES
                        required
                        aria-describedby=described
                        aria-invalid=move || is_wrong().then_some("true")
                        on:change=move |event| measured.measure(&event)
                    />
                    <div aria-live="polite"><FieldProblem field=Field::File error=measured.error()/></div>
                </div>
                {move || sent.get().map(|percent| view! { <Progress percent/> })}
                {cancelled}
                <div class="form-actions">
                    <button class="btn btn-primary" type="submit" aria-busy=move || sent.get().map(|_| "true")>
                        <Icon name="upload"/>
                        {tr!(PatientAddDocument)}
                    </button>
                    {move || may_cancel().then(|| view! { <button class="btn" type="button" on:click=move |_| stop()>{tr!(PatientStopUpload)}</button> })}
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Progress(percent: u8) -> impl IntoView {
    // Once all of it is sent, the server checks it.
    let text = if percent < 100 { tr!(PatientSending, percent = percent) } else { tr!(PatientChecking).to_owned() };
    view! {
        <div class="upload-progress">
            <label for="upload-progress">{text}</label>
            <progress id="upload-progress" max="100" value=percent></progress>
        </div>
    }
}

/// Interprets an answer to the script.
///
/// # Errors
/// The file was refused, and why.
pub fn outcome(status: u16, word: &str) -> Result<(), AppError> {
    Err(match status {
        201 => return Ok(()),
        // The list shows whether it was stored.
        0 => AppError::Unconfirmed,
        408 => of_file(FileProblem::Broken),
        // Of a proxy in front, which takes less than we do.
        413 => AppError::TooLarge,
        403 => AppError::NotSignedIn,
        409 => AppError::SignedInAsAnother,
        404 => AppError::NotFound,
        422 => problem_in_address(Some(word)).unwrap_or(AppError::BadRequest),
        503 => AppError::Unavailable,
        400..=499 => AppError::BadRequest,
        _ => AppError::Internal,
    })
}
