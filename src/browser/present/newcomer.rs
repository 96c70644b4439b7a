//! The credentials with which someone has just registered, so that they need not type them again to sign in. They are only in this
//! document's memory, and are gone once they were read.

use std::cell::RefCell;

thread_local! {
    static CREDENTIALS: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// Keeps an email address and a password for the page that follows.
pub fn keep_credentials(email: &str, password: &str) {
    CREDENTIALS.set(Some((email.to_owned(), password.to_owned())));
}

/// Takes the credentials, if there are any.
#[must_use]
pub fn take_credentials() -> Option<(String, String)> {
    CREDENTIALS.take()
}
