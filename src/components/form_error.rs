//! The summary above a refused form: what to correct, each problem linked to its field.

use std::borrow::Cow;

use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

use super::{action_form, failure::address_of, words};
use crate::{
    domain::{address::escape, form::FieldError},
    error::AppError,
    server_fns::viewer::viewer,
    words::tr,
};

/// The error that a form's action ended with, if any.
pub fn action_error<S, T>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    Signal::derive(move || action.value().with(|value| value.as_ref().and_then(|value| value.as_ref().err().cloned())))
}

/// The error of the latest of a page's actions; before any was used, the one that the page was opened with.
#[derive(Clone, Copy)]
pub struct LatestError(RwSignal<Option<AppError>>);

impl LatestError {
    /// Watches no action yet.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Watches another action too.
    #[must_use]
    pub fn of<S, T>(self, action: ServerAction<S>) -> Self
    where
        S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
        T: Clone + Send + Sync + 'static,
    {
        let ended = action_error(action);
        if let Some(error) = ended.get_untracked() {
            self.0.set(Some(error));
        }
        // A repeated answer counts as new, too.
        Effect::watch(move || action.value().track(), move |_, _, _| self.0.set(ended.get_untracked()), false);
        self
    }

    /// As what shows it.
    #[must_use]
    pub fn signal(self) -> Signal<Option<AppError>> {
        self.0.into()
    }
}

impl Default for LatestError {
    fn default() -> Self {
        Self::new()
    }
}

/// How often an action was answered, including refusals. Without an answer, the input is still to be sent, and the form stays as it
/// is.
pub fn answers<S, T>(action: ServerAction<S>) -> Signal<usize>
where
    S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    counted(action, |value| !value.as_ref().is_err_and(AppError::is_no_answer))
}

/// How often an action has succeeded.
pub fn successes<S, T>(action: ServerAction<S>) -> Signal<usize>
where
    S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    counted(action, Result::is_ok)
}

/// How often an action was refused with an answer.
pub fn refusals<S, T>(action: ServerAction<S>) -> Signal<usize>
where
    S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    counted(action, |value| value.as_ref().is_err_and(|error| !error.is_no_answer()))
}

fn counted<S, T>(action: ServerAction<S>, counts: fn(&Result<T, AppError>) -> bool) -> Signal<usize>
where
    S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    let count = RwSignal::new(0);
    Effect::watch(
        move || action.version().get(),
        move |_, _, _| {
            if action.value().with_untracked(|value| value.as_ref().is_some_and(counts)) {
                count.update(|count| *count += 1);
            }
        },
        false,
    );
    count.into()
}

/// Texts for errors about which the page knows more than their code says. Each field's problem is looked up separately.
#[derive(Clone)]
pub struct Explained(std::sync::Arc<Words>);

type Words = dyn Fn(&AppError) -> Option<String> + Send + Sync;

impl Explained {
    /// From a function that returns `None` for all other errors.
    pub fn new(words: impl Fn(&AppError) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(std::sync::Arc::new(words))
    }
}

/// What is said when a form was refused because of who is, or is not, signed in.
#[component]
fn WhoIsSignedIn(
    /// Why it was refused.
    error: AppError,
) -> impl IntoView {
    if error == AppError::SignedInAsAnother {
        let name = RwSignal::new(None::<String>);
        // Effects run only in the browser.
        Effect::new(move || {
            spawn_local(async move {
                let account = viewer().await.ok().and_then(|viewer| viewer.account);
                let _ = name.try_set(account.map(|account| account.name));
            });
        });
        return view! { <p>{move || tr!(WhoUnsaved, who = words::signed_in_as(name.get().as_deref()))}</p> }.into_any();
    }
    if action_form::reader() == "visitor" {
        let address = format!("/sign-in?next={}", escape(&address_of(&use_location())));
        return view! { <p><a href=address>{tr!(SignIn)}</a>" "{tr!(ToDoThis)}</p> }.into_any();
    }
    view! {
        <p>
            {tr!(SignedOutUnsaved)}" "
            <a href="/sign-in" target="_blank" rel="external">{tr!(SignInNewTabStart)}</a>
            {tr!(ThenComeBack)}
        </p>
    }
    .into_any()
}

/// The summary; takes the focus when it appears, so that it is read first.
#[component]
pub fn FormError(
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// The page's own texts for errors.
    #[prop(optional)]
    words: Option<Explained>,
) -> impl IntoView {
    let own = move |error: &AppError| words.as_ref().and_then(|words| (words.0)(error));
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if error.try_with(Option::is_some).unwrap_or_default()
            && let Some(element) = summary.get()
        {
            // If the browser does not move the focus, that is its decision.
            let _ = element.focus();
        }
    });
    // Like a flash: it may still be shown when what it reads has been disposed of.
    move || {
        error.try_get().flatten().map(|error| {
            let items: Vec<FieldError> = match &error {
                AppError::Invalid(problems) => problems.clone(),
                _ => Vec::new(),
            };
            let said = |error: &AppError| own(error).unwrap_or_else(|| words::app_error(error));
            let whole = items.is_empty().then(|| match error {
                AppError::NotSignedIn | AppError::SignedInAsAnother => view! { <WhoIsSignedIn error/> }.into_any(),
                AppError::NoSignInName(id) => {
                    let page = format!("/admin/users/{id}");
                    view! { <p>{said(&error)}" "<a href=page>{tr!(ErrNoSignInNamePage)}</a></p> }.into_any()
                }
                error => view! { <p>{said(&error)}</p> }.into_any(),
            });
            let items = items
                .into_iter()
                .map(|problem| {
                    let href = format!("#{}", problem.field.control());
                    let text = own(&AppError::Invalid(vec![problem]));
                    let text = text.map_or_else(|| words::field_error(problem), Cow::Owned);
                    view! { <li><a href=href rel="external">{text}</a></li> }
                })
                .collect_view();
            view! {
                <div class="error-summary" role="alert" tabindex="-1" aria-labelledby="error-summary" node_ref=summary>
                    <h2 id="error-summary">{tr!(ThereIsAProblem)}</h2>
                    {whole}
                    <ul>{items}</ul>
                </div>
            }
        })
    }
}
