//! The form that adds a document. Without our script the browser sends it and opens the next page; with it, one sees how much
//! of the file is sent.

use leptos::{html, prelude::*};

use super::{
    field::{FieldProblem, problem_of},
    form_error::FormError,
    icon::Icon,
    words,
};
use crate::{
    domain::{
        document::{Category, FileProblem},
        form::{Field, FieldError, Problem},
    },
    error::AppError,
};

const TYPES: &str = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg";

/// What the address says of a file that was not taken: `file` problems by their word, or the field's name.
#[must_use]
pub fn problem_in_address(word: Option<&str>) -> Option<AppError> {
    let word = word?;
    let problem = match word.parse::<FileProblem>() {
        Ok(problem) => FieldError::new(Field::File, Problem::File(problem)),
        Err(()) if word == Field::Category.control() => FieldError::new(Field::Category, Problem::NotAChoice),
        Err(()) => return None,
    };
    Some(AppError::Invalid(vec![problem]))
}

/// The form.
#[component]
pub fn DocumentForm(
    /// Where it is sent to.
    #[prop(into)]
    address: String,
    /// How large a file may be, in millions of bytes.
    most_megabytes: u16,
    /// Why the last one was not taken.
    error: RwSignal<Option<AppError>>,
    /// What to do when one was added.
    on_added: Callback<()>,
) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    let sent = RwSignal::new(None::<u8>);
    let described = move || {
        let wrong = error.with(|error| problem_of(error.as_ref(), Field::File).is_some());
        if wrong { "file-hint file-error" } else { "file-hint" }
    };
    let invalid = move |field| error.with(|error| problem_of(error.as_ref(), field)).map(|_| "true");
    let categories = Category::ALL.map(|category| {
        view! { <option value=category.as_str()>{words::category(category)}</option> }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        if sent.get_untracked().is_some() {
            event.prevent_default();
        } else if let Some(form) = form.get_untracked()
            && sending::send(&form, usize::from(most_megabytes) * 1_000_000, sent, error, on_added)
        {
            event.prevent_default();
        }
    };
    view! {
        <section class="section no-print" aria-labelledby="add">
            <h2 id="add">"Add a document"</h2>
            <FormError error/>
            <form
                class="form"
                method="post"
                action=address
                enctype="multipart/form-data"
                novalidate
                node_ref=form
                on:submit=submit
            >
                <div class="field">
                    <label for="category">"What it is"</label>
                    <select id="category" name="category" class="input-20" aria-invalid=move || invalid(Field::Category)>
                        {categories.collect_view()}
                    </select>
                    <FieldProblem field=Field::Category error/>
                </div>
                <div class="field">
                    <label for="file">"File"</label>
                    <p class="hint" id="file-hint">
                        {format!("A PDF, PNG or JPEG file of at most {most_megabytes} MB. Others see its name.")}
                    </p>
                    <input
                        id="file"
                        type="file"
                        name="file"
                        accept=TYPES
                        required
                        aria-describedby=described
                        aria-invalid=move || invalid(Field::File)
                    />
                    <FieldProblem field=Field::File error/>
                </div>
                {move || sent.get().map(|percent| view! { <Progress percent/> })}
                <div class="form-actions">
                    <button class="btn btn-primary" type="submit" aria-busy=move || sent.get().map(|_| "true")>
                        <Icon name="upload"/>
                        "Add document"
                    </button>
                </div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Progress(percent: u8) -> impl IntoView {
    // When all of it is sent, it is looked at.
    let text = if percent < 100 { format!("Sending: {percent}%") } else { "Checking the file".to_owned() };
    view! {
        <div class="upload-progress">
            <label for="upload-progress">{text}</label>
            <progress id="upload-progress" max="100" value=percent></progress>
        </div>
    }
}

/// Sending by script, so that progress shows.
#[cfg(feature = "hydrate")]
mod sending {
    use leptos::{
        prelude::*,
        wasm_bindgen::{JsCast, JsValue, closure::Closure},
        web_sys::{FormData, HtmlFormElement, ProgressEvent, XmlHttpRequest},
    };

    use super::problem_in_address;
    use crate::{domain::document::FileProblem, error::AppError};

    /// Sends the form. False where the browser is to do it.
    pub fn send(
        form: &HtmlFormElement,
        most: usize,
        sent: RwSignal<Option<u8>>,
        error: RwSignal<Option<AppError>>,
        on_added: Callback<()>,
    ) -> bool {
        let Ok(data) = FormData::new_with_form(form) else { return false };
        // What is seen here need not be sent first.
        let file = data.get("file").dyn_into::<leptos::web_sys::File>().ok();
        let problem = match file.map(|file| file.size()) {
            None | Some(0.0) => Some(FileProblem::Missing),
            #[expect(clippy::cast_precision_loss, reason = "a size of some megabytes")]
            Some(size) if size > most as f64 => Some(FileProblem::TooLarge),
            Some(_) => None,
        };
        // Told anew, so that the summary takes the focus again.
        error.set(None);
        if let Some(problem) = problem {
            error.set(problem_in_address(Some(problem.as_str())));
            return true;
        }
        let is_under_way = start(form, &data, sent, error, on_added).is_ok();
        if is_under_way {
            sent.set(Some(0));
        }
        is_under_way
    }

    fn start(
        form: &HtmlFormElement,
        data: &FormData,
        sent: RwSignal<Option<u8>>,
        error: RwSignal<Option<AppError>>,
        on_added: Callback<()>,
    ) -> Result<(), JsValue> {
        let request = XmlHttpRequest::new()?;
        request.open("POST", &form.action())?;
        request.set_request_header("Accept", "text/plain")?;
        let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a share of a hundred, cut to that by the cast"
                )]
                let percent = (event.loaded() / event.total() * 100.0) as u8;
                // The page may be gone by now; the file arrives all the same.
                let _ = sent.try_set(Some(percent.min(100)));
            }
        });
        request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        let asked = request.clone();
        // After success, failure and whatever else: once.
        let ended = Closure::once_into_js(move || {
            drop(progress);
            let _ = sent.try_set(None);
            match outcome(&asked) {
                Ok(()) => {
                    let _ = on_added.try_run(());
                }
                Err(problem) => {
                    let _ = error.try_set(Some(problem));
                }
            }
        });
        request.set_onloadend(Some(ended.unchecked_ref()));
        request.send_with_opt_form_data(Some(data))
    }

    fn outcome(request: &XmlHttpRequest) -> Result<(), AppError> {
        let word = request.response_text().ok().flatten().unwrap_or_default();
        Err(match request.status().unwrap_or_default() {
            201 => return Ok(()),
            // Nothing was answered.
            0 | 408 => problem_in_address(Some(FileProblem::Broken.as_str())).unwrap_or(AppError::Internal),
            403 => AppError::NotSignedIn,
            404 => AppError::NotFound,
            422 => problem_in_address(Some(&word)).unwrap_or(AppError::BadRequest),
            400..=499 => AppError::BadRequest,
            _ => AppError::Internal,
        })
    }
}

#[cfg(not(feature = "hydrate"))]
mod sending {
    use leptos::{prelude::*, web_sys::HtmlFormElement};

    use crate::error::AppError;

    /// Nothing is pressed on the server.
    pub fn send(
        _: &HtmlFormElement,
        _: usize,
        _: RwSignal<Option<u8>>,
        _: RwSignal<Option<AppError>>,
        _: Callback<()>,
    ) -> bool {
        false
    }
}
