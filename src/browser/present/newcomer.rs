//! What a newcomer has just registered with, so that they need not type it again to sign in. It is in this document's memory only,
//! and is gone once it was asked for.

use std::cell::RefCell;

thread_local! {
    static CREDENTIALS: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Keeps an email address and a password for the page that follows.
pub fn keep_credentials(email: &str, password: &str) {
    CREDENTIALS.set(Some((email.to_owned(), password.to_owned())));
}

/// Takes them out, where they are.
#[must_use]
pub fn take_credentials() -> Option<(String, String)> {
    CREDENTIALS.take()
}
