//! Checks a file's size as soon as it is chosen, before it is sent.

use leptos::{ev::Event, prelude::*, web_sys::HtmlInputElement};

use crate::{
    browser,
    domain::{
        document::FileProblem,
        form::{Field, FieldError, Problem},
    },
    error::AppError,
};

/// The error with which a form with a file was refused.
#[must_use]
pub fn of_file(problem: FileProblem) -> AppError {
    AppError::Invalid(vec![FieldError::new(Field::File, Problem::File(problem))])
}

/// What is wrong with the chosen file, so that it need not be sent first.
#[must_use]
pub fn problem_of_file(size: Option<f64>, most_megabytes: u16) -> Option<FileProblem> {
    match size {
        None => Some(FileProblem::Missing),
        Some(0.0) => Some(FileProblem::Empty),
        Some(size) if size > f64::from(most_megabytes) * 1_000_000.0 => Some(FileProblem::TooLarge(most_megabytes)),
        Some(_) => None,
    }
}

/// The error of a file field: of the last answer to its form, or of the file chosen since.
#[derive(Clone, Copy)]
pub struct Measured {
    most_megabytes: u16,
    since: RwSignal<Option<Option<FileProblem>>>,
    error: Signal<Option<AppError>>,
}

impl Measured {
    /// For a field of a form with these answers, and a limit in million bytes.
    #[must_use]
    pub fn of(answer: Signal<Option<AppError>>, most_megabytes: u16) -> Self {
        let since = RwSignal::new(None::<Option<FileProblem>>);
        // Effects run only in the browser.
        Effect::new(move || {
            answer.track();
            since.set(None);
        });
        let error = Signal::derive(move || match since.get() {
            Some(problem) => problem.map(of_file),
            None => answer.get(),
        });
        Self { most_megabytes, since, error }
    }

    /// The field's current error.
    #[must_use]
    pub fn error(self) -> Signal<Option<AppError>> {
        self.error
    }

    /// What is wrong with the file chosen since the last answer; `None` if none was.
    #[must_use]
    pub fn since(self) -> Option<Option<FileProblem>> {
        self.since.get()
    }

    /// Checks the chosen file.
    pub fn measure(self, event: &Event) {
        let field: HtmlInputElement = event_target(event);
        let size = field.form().and_then(|form| browser::chosen_file_size(&form, &field.name()));
        let problem = size.and_then(|size| problem_of_file(Some(size), self.most_megabytes));
        self.since.set(Some(problem));
    }
}
