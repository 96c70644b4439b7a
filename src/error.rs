//! The one error that crosses from the server to a page.
//!
//! Internally, use the narrowest type: a domain refusal (`BookingRefusal`), a `StorageError`, a `service::Failure`. At the boundary
//! everything becomes an [`AppError`]: closed codes and safe numbers, no free text, never a person's data. A plain form carries it
//! in a link, and a forged link must not be able to show text of an attacker's choice.

use std::cell::Cell;

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::{Bytes, codec::JsonEncoding},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::{Value, value::RawValue};

use crate::domain::{
    application::ApplicationStatus,
    appointment::{CancelRefusal, StepRefusal},
    booking::BookingRefusal,
    form::{Field, FieldError},
    rating::RatingRefusal,
    referral::ReferralRefusal,
    waitlist::WaitlistRefusal,
};

/// What a use case can return instead of a result.
///
/// The code that serde derives is wrapped by our own; how it is written and read is below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum AppError {
    /// The user must sign in first.
    #[error("sign in first")]
    NotSignedIn,
    /// The account may not do this.
    #[error("not allowed")]
    Forbidden,
    /// It does not exist, or belongs to someone else: the answer is the same.
    #[error("not found")]
    NotFound,
    /// Unknown name, wrong password, or a new account that is yet to be activated, by its owner with the link sent to them or by an
    /// administrator: the answer is the same.
    #[error("sign-in refused")]
    SignInRefused,
    /// Name and password are right, but the account has a second factor, which cannot be used here.
    #[error("a second step is needed")]
    CodeNeeded,
    /// The account was deactivated by an administrator.
    #[error("account inactive")]
    AccountInactive,
    /// The account's owner closed it.
    #[error("account closed")]
    AccountClosed,
    /// The account was merged into another one of the same person.
    #[error("account merged")]
    AccountMerged,
    /// This account has no accepted sign-in name: a new password would be useless.
    #[error("no name that is accepted at sign-in: give them one first")]
    NoSignInName(i64),
    /// Two files can't be merged: both are booked at the same time, or a time is on offer to the one that would go.
    #[error("files clash")]
    MergeClash,
    /// An application has been decided or withdrawn in the meantime: its current status.
    #[error("application settled")]
    Application(ApplicationStatus),
    /// A second administrator has to confirm this.
    #[error("second administrator needed")]
    NotConfirmed,
    /// The clinic does not accept registrations.
    #[error("registration closed")]
    RegistrationClosed,
    /// The clinic already has the maximum number of active administrators.
    #[error("too many administrators")]
    TooManyAdministrators,
    /// Too many attempts; try again after this many seconds.
    #[error("too many attempts")]
    TooManyAttempts(u64),
    /// Too many requests at once; try again after this many seconds.
    #[error("busy")]
    Busy(u64),
    /// Some fields need another look.
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    /// The time cannot be booked; the nearest ones that can, as UTC seconds.
    #[error("booking refused")]
    Booking {
        /// Why.
        refusal: BookingRefusal,
        /// Free starts near the wanted one.
        nearest: Vec<i64>,
        /// The number set by the rule, if it sets one.
        limit: Option<u32>,
    },
    /// Some times of a series cannot be booked: the start of each, as UTC seconds, with the reason. Nothing was booked.
    #[error("series refused")]
    Series(Vec<(i64, BookingRefusal)>),
    /// The appointment cannot be cancelled.
    #[error("cancellation refused")]
    Cancel(CancelRefusal),
    /// The appointment cannot be moved.
    #[error("move refused")]
    Move(CancelRefusal),
    /// The form has already made an appointment, at another time, with someone else, or of another kind.
    #[error("form already used")]
    FormUsed,
    /// The appointment cannot take this step.
    #[error("step refused")]
    Step(StepRefusal),
    /// The waiting list does not allow it.
    #[error("waiting list refused")]
    Waitlist(WaitlistRefusal),
    /// The practitioner has opened the maximum number of records in an emergency per day.
    #[error("too many emergencies")]
    TooManyEmergencies,
    /// The referral does not allow it.
    #[error("referral refused")]
    Referral(ReferralRefusal),
    /// The actor may not rate this subject.
    #[error("rating refused")]
    Rating(RatingRefusal),
    /// There are warnings about a prescription; the page shows them.
    #[error("prescription has warnings")]
    PrescriptionWarned,
    /// Patient and practitioner no longer share a basis to write to each other.
    #[error("thread closed")]
    ThreadClosed,
    /// What was to be changed has changed in the meantime: stopped, resolved or retracted.
    #[error("changed in the meantime")]
    Overtaken,
    /// What was to be undone has been changed since. Nothing was undone.
    #[error("changed since")]
    ChangedSince,
    /// The page was rendered for someone other than the person who is signed in here now. Nothing was done.
    #[error("someone else is signed in")]
    SignedInAsAnother,
    /// The search in an address was sealed for someone else, or cannot be read any more.
    #[error("search over")]
    SearchOver,
    /// No response arrived: whether it was done is unknown.
    #[error("unconfirmed")]
    Unconfirmed,
    /// The browser is offline: nothing was sent.
    #[error("offline")]
    Offline,
    /// The other side's message could not be parsed: the two sides have different versions.
    #[error("not understood")]
    NotUnderstood,
    /// More was sent than is read at once.
    #[error("too large")]
    TooLarge,
    /// The request made no sense.
    #[error("bad request")]
    BadRequest,
    /// Too many requests at once, or nothing can be stored at the moment: worth another try.
    #[error("unavailable")]
    Unavailable,
    /// The fault is ours; it is in the log.
    #[error("internal error")]
    Internal,
}

/// The written form of an error: its code, and what goes with it.
#[derive(Serialize, Deserialize)]
struct Written<W> {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    with: Option<W>,
}

impl Serialize for AppError {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let written = match Self::serialize(self, serde_json::value::Serializer).map_err(ser::Error::custom)? {
            Value::Object(one) => one.into_iter().next().map(|(code, with)| Written { code, with: Some(with) }),
            code => code.as_str().map(|code| Written { code: code.to_owned(), with: None }),
        };
        written.serialize(to)
    }
}

impl<'de> Deserialize<'de> for AppError {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        read(&Written::deserialize(from)?).map_err(de::Error::custom)
    }
}

/// The errors that a page which only shows something can meet, besides that of a busy server, each with its code.
const PLAIN: [(&str, AppError); 12] = [
    ("not_signed_in", AppError::NotSignedIn),
    ("forbidden", AppError::Forbidden),
    ("not_found", AppError::NotFound),
    ("signed_in_as_another", AppError::SignedInAsAnother),
    ("search_over", AppError::SearchOver),
    ("unconfirmed", AppError::Unconfirmed),
    ("offline", AppError::Offline),
    ("not_understood", AppError::NotUnderstood),
    ("too_large", AppError::TooLarge),
    ("bad_request", AppError::BadRequest),
    ("unavailable", AppError::Unavailable),
    ("internal", AppError::Internal),
];

type Reader = fn(&str) -> serde_json::Result<AppError>;

thread_local! {
    /// What reads the others. Distinguishing them takes much code, which a browser gets with the first part whose forms can be refused.
    static IN_FULL: Cell<Option<Reader>> = const { Cell::new(None) };
}

/// The error that was written. What goes with a code is text until here, so that the code that reads it exists once, and not for each
/// kind of input.
#[inline(never)]
fn read(Written { code, with }: &Written<Box<RawValue>>) -> serde_json::Result<AppError> {
    let text = match with {
        None => match PLAIN.into_iter().find(|(plain, _)| plain == code) {
            Some((_, error)) => return Ok(error),
            None => format!(r#""{code}""#),
        },
        Some(seconds) if code == "busy" => return serde_json::from_str(seconds.get()).map(AppError::Busy),
        Some(with) => format!(r#"{{"{code}":{with}}}"#),
    };
    match IN_FULL.get() {
        Some(read) => read(&text),
        None if cfg!(target_family = "wasm") => Err(de::Error::custom("not an error of this page")),
        None => in_full(&text),
    }
}

fn in_full(text: &str) -> serde_json::Result<AppError> {
    AppError::deserialize(&mut serde_json::Deserializer::from_str(text))
}

/// The error of an answer that is none of ours. A proxy in front may refuse or fail without a word, and of its answer only the text
/// arrives here: then no one knows what became of the request.
fn of_another(data: &[u8]) -> AppError {
    match data {
        [] => AppError::Unconfirmed,
        data if names_too_large(data) => AppError::TooLarge,
        _ => AppError::NotUnderstood,
    }
}

/// Whether this is the page with which a proxy in front refuses what is too large for it: `<title>413 Payload Too Large</title>`.
fn names_too_large(data: &[u8]) -> bool {
    let is_status = |place: usize| {
        let before = place.checked_sub(1).and_then(|before| data.get(before));
        before.is_none_or(|byte| !byte.is_ascii_alphanumeric())
            && data.get(place + 4).is_some_and(u8::is_ascii_alphabetic)
    };
    data.windows(4).enumerate().any(|(place, found)| found == b"413 " && is_status(place))
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn de(data: Bytes) -> Self {
        // With the same deserialiser as for data embedded in a page.
        let written = serde_json::from_str(&String::from_utf8_lossy(&data));
        written.and_then(|written| read(&written)).unwrap_or_else(|_| of_another(&data))
    }

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::BadRequest,
            ServerFnErrorErr::Deserialization(_) => Self::NotUnderstood,
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unconfirmed,
            _ => Self::Internal,
        }
    }
}

impl AppError {
    /// Lets this browser read all errors from now on. Named by the parts of the code that come later, so that it comes with them.
    pub fn read_in_full() {
        IN_FULL.set(Some(in_full));
    }

    /// Whether something is wrong with this field.
    #[must_use]
    pub fn is_of(&self, field: Field) -> bool {
        matches!(self, Self::Invalid(problems) if problems.iter().any(|problem| problem.field == field))
    }

    /// Whether this is not an answer to the request at all, but a failure to communicate. The page's content and its input should
    /// survive that.
    #[must_use]
    pub fn is_no_answer(&self) -> bool {
        matches!(
            self,
            Self::NotSignedIn
                | Self::SignedInAsAnother
                | Self::Unconfirmed
                | Self::Offline
                | Self::NotUnderstood
                | Self::Busy(_)
                | Self::Unavailable
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Problem;

    #[test]
    fn an_error_is_read_as_it_was_written_within_an_answer_and_as_one() {
        let invalid = AppError::Invalid(vec![FieldError::new(Field::Name, Problem::TooLong(80))]);
        let booking =
            AppError::Booking { refusal: BookingRefusal::DayFull, nearest: vec![1_700_000_000], limit: Some(2) };
        for error in
            [AppError::NotSignedIn, AppError::Busy(10), AppError::Move(CancelRefusal::TooLate(60)), invalid, booking]
        {
            let answer = Err::<(), _>(error.clone());
            let text = serde_json::to_string(&answer).expect("text");
            let value = serde_json::to_value(&answer).expect("a value");

            assert_eq!(serde_json::from_str::<Result<(), AppError>>(&text).ok(), Some(answer.clone()), "{text}");
            assert_eq!(serde_json::from_value::<Result<(), AppError>>(value).ok(), Some(answer));
            assert_eq!(AppError::de(error.ser()), error);
        }
    }

    #[test]
    fn an_error_is_written_as_its_code_and_what_goes_with_it() {
        let written = |error| serde_json::to_string(&error).expect("text");

        assert_eq!(written(AppError::NotFound), r#"{"code":"not_found"}"#);
        assert_eq!(written(AppError::Busy(10)), r#"{"code":"busy","with":10}"#);
        assert_eq!(
            written(AppError::Invalid(vec![FieldError::new(Field::Name, Problem::Missing)])),
            r#"{"code":"invalid","with":[{"field":"name","problem":"missing"}]}"#
        );
    }

    #[test]
    fn what_a_proxy_in_front_finds_too_large_is_said_to_be() {
        let said = |page: &'static str| AppError::de(Bytes::from(page));

        let nginx = "<html>\r\n<head><title>413 Request Entity Too Large</title></head>\r\n<body>";
        assert_eq!(said(nginx), AppError::TooLarge);
        assert_eq!(said("413 Payload Too Large"), AppError::TooLarge);
        assert_eq!(said(""), AppError::Unconfirmed, "no one knows");
        assert_eq!(said("<title>502 Bad Gateway</title> Ray ID: 8c413 and 413 7"), AppError::NotUnderstood);
    }

    #[test]
    fn what_is_read_without_the_others_is_read_as_it_is_with_them() {
        for (code, error) in PLAIN {
            assert_eq!(serde_json::to_string(&error).ok(), Some(format!(r#"{{"code":"{code}"}}"#)));
            assert_eq!(in_full(&format!(r#""{code}""#)).ok(), Some(error));
        }
        assert_eq!(AppError::de(AppError::Busy(7).ser()), AppError::Busy(7));
    }

    #[test]
    fn what_is_no_error_of_ours_is_not_understood() {
        for sent in ["null", r#"{"code":"of_tomorrow"}"#, r#"{"code":"busy"}"#, r#"{"code":"\"busy\":1,"}"#, "<html>"] {
            assert_eq!(AppError::de(Bytes::from(sent)), AppError::NotUnderstood, "{sent}");
        }
    }
}
