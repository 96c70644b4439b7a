//! The one error that crosses from the server to a page.
//!
//! Inside, use the narrowest type: a domain refusal (`BookingRefusal`), a `StorageError`, a `service::Failure`. At the
//! boundary everything becomes an [`AppError`]: closed codes and safe numbers, no free text, never a person's data. A
//! plain form carries it in a link, and a forged link must be able to say nothing of the attacker's.

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

use crate::domain::{
    appointment::{CancelRefusal, StepRefusal},
    booking::BookingRefusal,
    form::FieldError,
    rating::RatingRefusal,
    referral::ReferralRefusal,
    waitlist::WaitlistRefusal,
};

/// What a use case can answer instead of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "with", rename_all = "snake_case")]
pub enum AppError {
    /// One must sign in first.
    #[error("sign in first")]
    NotSignedIn,
    /// The account may not do this.
    #[error("not allowed")]
    Forbidden,
    /// There is no such thing, or it is somebody else's: the answer is the same.
    #[error("not found")]
    NotFound,
    /// Unknown name or wrong password: the answer is the same.
    #[error("sign-in refused")]
    SignInRefused,
    /// The account waits for an administrator, or was switched off.
    #[error("account inactive")]
    AccountInactive,
    /// The clinic does not take registrations.
    #[error("registration closed")]
    RegistrationClosed,
    /// Too many attempts; try again after so many seconds.
    #[error("too many attempts")]
    TooManyAttempts(u64),
    /// Too much is asked for at once; try again after so many seconds.
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
    },
    /// Some times of a series cannot be booked: each start as UTC seconds, with why. Nothing was booked.
    #[error("series refused")]
    Series(Vec<(i64, BookingRefusal)>),
    /// The appointment cannot be cancelled.
    #[error("cancellation refused")]
    Cancel(CancelRefusal),
    /// The appointment cannot be moved.
    #[error("move refused")]
    Move(CancelRefusal),
    /// The form has made an appointment already, at another time, with somebody else, or as something else.
    #[error("form used")]
    FormUsed,
    /// The appointment cannot take this step.
    #[error("step refused")]
    Step(StepRefusal),
    /// The waiting list does not allow it.
    #[error("waiting list refused")]
    Waitlist(WaitlistRefusal),
    /// As many records were opened in an emergency within a day as one practitioner can open.
    #[error("too many emergencies")]
    TooManyEmergencies,
    /// The referral does not allow it.
    #[error("referral refused")]
    Referral(ReferralRefusal),
    /// This one may not be rated by who asks.
    #[error("rating refused")]
    Rating(RatingRefusal),
    /// Something speaks against a prescription; the page says what.
    #[error("prescription warned of")]
    PrescriptionWarned,
    /// What was to be changed is no longer as it was: stopped, resolved or taken back.
    #[error("overtaken")]
    Overtaken,
    /// The page was drawn for somebody else than who is signed in here now. Nothing was done.
    #[error("another is signed in")]
    SignedInAsAnother,
    /// No answer came: whether it was done, nobody knows.
    #[error("unconfirmed")]
    Unconfirmed,
    /// The browser is offline: nothing was sent.
    #[error("offline")]
    Offline,
    /// What the other side sent could not be read: one of the two is of another version.
    #[error("not understood")]
    NotUnderstood,
    /// The request made no sense.
    #[error("bad request")]
    BadRequest,
    /// Too much is asked for at once, or nothing can be stored at the moment: worth another try.
    #[error("unavailable")]
    Unavailable,
    /// The fault is ours; it is in the log.
    #[error("internal error")]
    Internal,
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

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
    /// Whether it says nothing of what was asked: only that the two sides could not speak of it. What a page shows, and what
    /// was typed into it, outlives that.
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
