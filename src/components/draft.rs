//! What is typed into a form and not sent yet is there again after Back, when the page is reloaded, and when whoever typed it has signed
//! in again.

use leptos::{html::Form, prelude::*};
use leptos_router::hooks::use_location;

use crate::browser;

/// What is chosen beside a text, and stands in the page's address afterwards: the text is the same.
const CHOSEN: [&str; 3] = ["every", "times", "whom"];

/// The draft of one form of a page.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    form: NodeRef<Form>,
    /// Of several forms of the page, which.
    name: StoredValue<String>,
}

impl Draft {
    /// Of a form that is sent to this address. What was typed into it before is brought back as soon as it stands in the page.
    #[must_use]
    pub fn of(form: NodeRef<Form>, sent_to: &str) -> Self {
        let location = use_location();
        let (path, query) = (location.pathname.get_untracked(), location.search.get_untracked());
        let is_of_page = |part: &&str| part.split('=').next().is_none_or(|name| !CHOSEN.contains(&name));
        let query = query.trim_start_matches('?').split('&').filter(is_of_page).collect::<Vec<_>>().join("&");
        let name = StoredValue::new(format!("{path}?{query} {sent_to}"));
        // Effects run only in the browser.
        Effect::new(move || {
            if let Some(form) = form.get() {
                name.update_value(|name| name.push_str(&browser::thing_of(&form)));
                name.with_value(|name| browser::restore_draft(&form, name));
            }
        });
        Self { form, name }
    }

    /// Something was typed.
    pub fn keep(self) {
        if let Some(form) = self.form.get_untracked() {
            self.name.with_value(|name| browser::keep_draft(&form, name));
        }
    }

    /// It was sent.
    pub fn forget(self) {
        self.name.with_value(|name| browser::forget_draft(name));
    }
}
