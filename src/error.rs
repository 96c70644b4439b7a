//! The one error that crosses from the server to a page.
//!
//! Inside, use the narrowest type: a domain refusal (`BookingRefusal`), a `StorageError`, a `service::Failure`. At the boundary
//! everything becomes an [`AppError`]: closed codes and safe numbers, no free text, never a person's data. A plain form carries it
//! in a link, and a forged link must not be able to show text of an attacker's choice.

use leptos::{
    prelude::{FromServerFnError, ServerFnErrorErr},
    server_fn::codec::JsonEncoding,
};
use serde::{Deserialize, Serialize};

use crate::domain::{
    application::ApplicationStatus,
    appointment::{CancelRefusal, StepRefusal},
    booking::BookingRefusal,
    form::{Field, FieldError},
    rating::RatingRefusal,
    referral::ReferralRefusal,
    waitlist::WaitlistRefusal,
};

/// What a use case can answer instead of a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", content = "with", rename_all = "snake_case")]
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
    /// Unknown name, wrong password, or a new account that is still to be activated, by its owner with the link that was sent to them or
    /// by an administrator: the answer is the same.
    #[error("sign-in refused")]
    SignInRefused,
    /// Name and password are right, and the account has a second step, which cannot be taken here.
    #[error("a second step is needed")]
    CodeNeeded,
    /// The account was deactivated by an administrator.
    #[error("account inactive")]
    AccountInactive,
    /// The account's owner closed it.
    #[error("account closed")]
    AccountClosed,
    /// The account became part of another one of the same person.
    #[error("account merged")]
    AccountMerged,
    /// This account has no name that is accepted at sign-in: a new password would be of no use.
    #[error("no name that is accepted at sign-in: give them one first")]
    NoSignInName(i64),
    /// Two files can't be made one: both are booked at the same time, or a time is on offer to the one that would go.
    #[error("files clash")]
    MergeClash,
    /// An application has been decided or withdrawn in the meantime: where it stands now.
    #[error("application settled")]
    Application(ApplicationStatus),
    /// A second administrator has to confirm this.
    #[error("second administrator needed")]
    NotConfirmed,
    /// The clinic does not accept registrations.
    #[error("registration closed")]
    RegistrationClosed,
    /// The clinic has as many active administrators as it may have.
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
        /// The number that the rule sets, where it sets one.
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
    /// The practitioner has opened as many records in an emergency as is possible in a day.
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
    /// Patient and practitioner no longer share a ground to write to each other.
    #[error("thread closed")]
    ThreadClosed,
    /// What was to be changed has changed in the meantime: stopped, resolved or retracted.
    #[error("changed in the meantime")]
    Overtaken,
    /// What was to be undone has been changed since. Nothing was undone.
    #[error("changed since")]
    ChangedSince,
    /// The page was drawn for someone other than the person who is signed in here now. Nothing was done.
    #[error("someone else is signed in")]
    SignedInAsAnother,
    /// What an address looks for was sealed for someone else, or cannot be read any more.
    #[error("search over")]
    SearchOver,
    /// No answer arrived: whether it was done is unknown.
    #[error("unconfirmed")]
    Unconfirmed,
    /// The browser is offline: nothing was sent.
    #[error("offline")]
    Offline,
    /// What the other side sent could not be read: the two sides have different versions.
    #[error("not understood")]
    NotUnderstood,
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
    /// Whether something is wrong with this field.
    #[must_use]
    pub fn is_of(&self, field: Field) -> bool {
        matches!(self, Self::Invalid(problems) if problems.iter().any(|problem| problem.field == field))
    }

    /// Whether this is not an answer to the request at all: only that the two sides could not talk about it. What a page shows, and
    /// what was typed into it, should survive that.
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
