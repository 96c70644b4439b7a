//! Restores unsent form input after Back, after a reload, and when the same person has signed in again.

use leptos::{html::Form, prelude::*};
use leptos_router::hooks::use_location;

use crate::browser;

/// Parameters that are chosen beside a text and then appear in the page's address: the draft is the same.
const CHOSEN: [&str; 3] = ["every", "times", "whom"];

/// The draft of one form of a page.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    form: NodeRef<Form>,
    /// The form, if the page has several.
    name: StoredValue<String>,
}

impl Draft {
    /// For a form that submits to this address. Earlier input is restored as soon as the form is in the page.
    #[must_use]
    pub fn of(form: NodeRef<Form>, sent_to: &str) -> Self {
        let location = use_location();
        let (path, query) = (location.pathname.get_untracked(), location.search.get_untracked());
        let is_of_page = |part: &&str| part.split('=').next().is_none_or(|name| !CHOSEN.contains(&name));
        let query = query.trim_start_matches('?').split('&').filter(is_of_page).collect::<Vec<_>>().join("&");
        let page = format!("{path}?{query} {sent_to}");
        let name = StoredValue::new(page.clone());
        // Effects run only in the browser: again if the page is drawn anew around the form.
        Effect::new(move || {
            if let Some(form) = form.get() {
                name.set_value(format!("{page}{}", browser::thing_of(&form)));
                name.with_value(|name| {
                    browser::restore_draft(&form, name);
                    browser::keep_early_draft(&form, name);
                });
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
