//! The page that keeps what a plain form sent and no one saved, because who is signed in is not whose page it came from.

use leptos::prelude::*;

use super::denied::document;
use crate::{components::words, error::AppError, words::tr};

/// What was sent.
#[derive(Clone, Debug)]
pub struct Unsent<'a> {
    /// Why it was not saved.
    pub error: &'a AppError,
    /// Who is signed in now.
    pub name: Option<String>,
    /// Where it can be sent again, once the right person is signed in. `None` where no one knows whose page it was.
    pub again: Option<String>,
    /// The fields of the form, by their names.
    pub fields: Vec<(String, String)>,
    /// What the files are called that were chosen, by the names of their fields. `None` if the form takes no files.
    pub files: Option<Vec<(String, String)>>,
}

/// The page, in the reader's `theme`, where they chose one.
#[must_use]
pub fn unsent(options: &LeptosOptions, unsent: Unsent<'_>, theme: Option<&'static str>) -> String {
    let Unsent { error, name, again, fields, files } = unsent;
    let (code, title, text) = match error {
        AppError::NotSignedIn => (403, tr!(UnsentSignedOut).to_owned(), tr!(UnsentSignedOutText)),
        AppError::SignedInAsAnother => (409, words::signed_in_as(name.as_deref()), tr!(UnsentAnotherText)),
        _ => (400, tr!(UnsentOld).to_owned(), tr!(UnsentOldText)),
    };
    let typed = fields.iter().filter(|(name, value)| !is_secret(name) && is_text(name, value)).map(|(_, value)| {
        view! { <li class="typed">{value.clone()}</li> }
    });
    let typed = typed.collect_view();
    let form = again.map(|address| {
        let fields = fields.iter().map(|(name, value)| field(name, value)).collect_view();
        let enctype = files.is_some().then_some("multipart/form-data");
        let files = files.into_iter().flatten().map(|(name, file)| file_field(name, file)).collect_view();
        view! {
            <form class="form" method="post" action=address enctype=enctype>
                {fields}
                {files}
                <div class="form-actions cluster">
                    <a class="btn" href="/sign-in" target="_blank">{tr!(SignInNewTabStart)}</a>
                    <button class="btn btn-primary" type="submit">{tr!(UnsentAgain)}</button>
                </div>
            </form>
        }
    });
    let way_on = view! { <div class="stack"><ul class="stack" role="list">{typed}</ul>{form}</div> };
    document(options, theme, code, title, text, way_on.into_any())
}

/// As it was sent; a password is typed again.
fn field(name: &str, value: &str) -> AnyView {
    let (name, value) = (name.to_owned(), value.to_owned());
    if !is_secret(&name) {
        return view! { <input type="hidden" name=name value=value/> }.into_any();
    }
    let id = name.clone();
    view! {
        <div class="field">
            <label for=id.clone()>{secret(&name)}</label>
            <input id=id type="password" name=name class="input-20" autocomplete="off"/>
        </div>
    }
    .into_any()
}

/// A file is not kept: it is chosen again.
fn file_field(name: String, file: String) -> AnyView {
    view! {
        <div class="field">
            <label for=name.clone()>{tr!(UnsentFile)}" "<span class="optional" dir="auto">{file}</span></label>
            <input id=name.clone() type="file" name=name/>
        </div>
    }
    .into_any()
}

/// Whether a field of this name holds a password or a code.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    name.contains("password") || matches!(name, "code" | "second_code" | "email_code")
}

/// What the fields are called in which forms carry keys and counts, or have them chosen.
const KEYS: [&str; 26] = [
    "account",
    "accounts",
    "affiliation",
    "appointment",
    "centre",
    "centres",
    "device",
    "every",
    "group",
    "id",
    "invitation",
    "message",
    "moving",
    "offer",
    "one",
    "other",
    "patient",
    "practitioner",
    "rated_at",
    "replaces",
    "room",
    "seen",
    "service",
    "shown",
    "times",
    "version",
];

/// Whether someone wrote it, letters or not: keys, which button was pressed and what is ticked are of no use to the eye.
fn is_text(name: &str, value: &str) -> bool {
    // What a link of ours carries is as good as a password.
    let is_of_link = matches!(last(name), "token" | "email_code");
    let is_of_form = matches!(last(name), "intent" | "then" | "warned" | "sure");
    let is_key = || KEYS.contains(&last(name)) && value.bytes().all(|byte| byte.is_ascii_digit());
    !is_of_link && !is_of_form && !value.trim().is_empty() && value != "true" && value != "false" && !is_key()
}

/// What a password or a code is called.
fn secret(name: &str) -> &'static str {
    match last(name) {
        "password" => tr!(Password),
        "password_again" => tr!(AccNewPasswordAgain),
        "current_password" => tr!(AccCurrentPassword),
        _ => tr!(AccCode),
    }
}

/// `emergency_name` of `form[emergency_name]`.
fn last(name: &str) -> &str {
    name.trim_end_matches("[]").trim_end_matches(']').rsplit('[').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_and_a_password_is_not() {
        let fields = [("form[note]", "Cough <b>"), ("id", "7"), ("current_password", "hunter two")];
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let kept = Unsent {
            error: &AppError::NotSignedIn,
            name: None,
            again: Some("/as/7/api/x".into()),
            fields,
            files: None,
        };

        let page = unsent(&LeptosOptions::builder().output_name("consulta").build(), kept, None);

        assert!(page.contains("You've been signed out") || page.contains("You&#x27;ve been signed out"), "{page}");
        let page = page.replace("<!>", "");
        assert!(
            page.contains("<li class=\"typed\">Cough &lt;b&gt;</li>")
                && page.contains("Current password</label>")
                && page.contains("action=\"/as/7/api/x\"")
        );
        assert!(
            page.contains("name=\"id\" value=\"7\"") && page.contains("type=\"password\" name=\"current_password\"")
        );
        assert!(!page.contains("hunter two"));
    }

    #[test]
    fn all_that_is_typed_is_shown_with_letters_or_without() {
        for (name, typed) in [
            ("form[phone]", "0491570156"),
            ("form[phone]", "+61 491 570 156"),
            ("form[birth_day]", "27"),
            ("form[date_of_birth]", "1985-03-27"),
            ("times[from][]", "09:30"),
            ("form[dose]", "2.5"),
            ("form[medicare]", "2123456701"),
            ("body", "\u{1f44d}"),
            ("body", "\u{0661}\u{0662}"),
            ("id", "by hand"),
        ] {
            assert!(is_text(name, typed), "{name} {typed}");
        }
        for (name, carried) in [
            ("id", "7"),
            ("form[centre]", "12"),
            ("accounts[]", "3"),
            ("agreed", "true"),
            ("body", " "),
            ("token", "d41d8cd9"),
            ("intent", "d41d8cd9"),
            ("then", "reply-7"),
            ("form[warned]", "\"closed\""),
        ] {
            assert!(!is_text(name, carried), "{name} {carried}");
        }
        for secret in ["password", "current_password", "form[password_again]", "code", "second_code"] {
            assert!(is_secret(secret), "{secret}");
        }
    }

    #[test]
    fn a_field_is_called_as_its_name_says() {
        assert_eq!(last("form[emergency_name]"), "emergency_name");
        assert_eq!(last("reason"), "reason");
        assert_eq!(last("form[days][]"), "days");
    }
}
