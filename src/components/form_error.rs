//! The summary above a form that was refused: what to correct, each linked to its field.

use leptos::{html, prelude::*};

use super::words;
use crate::{domain::form::FieldError, error::AppError};

/// The error that a form's action ended with, if it did.
pub fn action_error<S, T>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    Signal::derive(move || action.value().with(|value| value.as_ref().and_then(|value| value.as_ref().err().cloned())))
}

/// The summary; takes the focus when it appears, so that it is heard first.
#[component]
pub fn FormError(
    /// The last answer to the form.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if error.with(Option::is_some)
            && let Some(element) = summary.get()
        {
            // A refusal to take the focus is the browser's affair.
            let _ = element.focus();
        }
    });
    move || {
        error.get().map(|error| {
            let items: Vec<FieldError> = match &error {
                AppError::Invalid(problems) => problems.clone(),
                _ => Vec::new(),
            };
            let whole = items.is_empty().then(|| view! { <p>{words::app_error(&error)}</p> });
            let items = items
                .into_iter()
                .map(|problem| {
                    let href = format!("#{}", problem.field.control());
                    view! { <li><a href=href rel="external">{words::field_error(problem)}</a></li> }
                })
                .collect_view();
            view! {
                <div class="error-summary" role="alert" tabindex="-1" aria-labelledby="error-summary" node_ref=summary>
                    <h2 id="error-summary">"There is a problem"</h2>
                    {whole}
                    <ul>{items}</ul>
                </div>
            }
        })
    }
}
