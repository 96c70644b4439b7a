//! The words for every code: what happened, to what, and what to do next.

mod field;

pub use field::{field_error, file_problem};

use crate::{
    domain::{
        account::Role,
        appointment::{CancelRefusal, StepRefusal},
        booking::BookingRefusal,
        document::Category,
        rating::RatingRefusal,
        referral::ReferralRefusal,
        waitlist::WaitlistRefusal,
    },
    error::AppError,
};

/// A length of time: `45 min`, `2 h`, `2 h 15 min`.
#[must_use]
pub fn minutes(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, rest) => format!("{hours} h {rest} min"),
    }
}

/// What a document is about.
#[must_use]
pub fn category(category: Category) -> &'static str {
    match category {
        Category::Report => "Report",
        Category::Result => "Test result",
        Category::Image => "Image",
        Category::Letter => "Letter",
        Category::Other => "Other",
    }
}

/// Why a time cannot be booked.
#[must_use]
pub fn booking_refusal(refusal: BookingRefusal) -> &'static str {
    match refusal {
        BookingRefusal::Taken => "This time is no longer free. Choose another one.",
        BookingRefusal::Past => "This time has passed. Choose a later one.",
        BookingRefusal::TooSoon => "This is too soon: this kind of visit needs more notice. Choose a later time.",
        BookingRefusal::Closed => "The practitioner is away or the centre is closed then. Choose another time.",
        BookingRefusal::NoRoom => "Every room for this kind of visit is taken then. Choose another time.",
        BookingRefusal::CapReached => "No more visits of this kind can be booked that day. Choose another day.",
        BookingRefusal::TooFarAhead => "This is further ahead than can be booked yet. Choose an earlier time.",
        BookingRefusal::OutsideHours => "The practitioner does not work at this centre then. Choose another time.",
        BookingRefusal::OffGrid => "Appointments do not start at this minute. Choose one of the times shown.",
        BookingRefusal::PatientBusy => "You already have an appointment at this time. Choose another time.",
        BookingRefusal::DayFull => "You have as many appointments that day as this clinic allows. Choose another day.",
        BookingRefusal::Oneself => "You cannot book an appointment with yourself.",
        BookingRefusal::NeedsReferral => {
            "This practitioner is seen on referral only, and there is no referral for this visit. A general practitioner can write one."
        }
        BookingRefusal::NotAccepting => "This practitioner is not taking new bookings at the moment.",
    }
}

/// Why an appointment cannot be cancelled.
#[must_use]
pub fn cancel_refusal(refusal: CancelRefusal) -> String {
    match refusal {
        CancelRefusal::AlreadyCancelled => "This appointment is already cancelled.".into(),
        CancelRefusal::Started => "This appointment has started or is over, so it can no longer be cancelled.".into(),
        CancelRefusal::TooLate(limit) => {
            format!(
                "It can be cancelled online until {} before it starts. If you can't come, please phone the centre.",
                lead(limit)
            )
        }
    }
}

/// Why an appointment cannot be moved.
#[must_use]
pub fn move_refusal(refusal: CancelRefusal) -> String {
    match refusal {
        CancelRefusal::AlreadyCancelled => {
            "This appointment is cancelled, so it can't be moved. Book a new one.".into()
        }
        CancelRefusal::Started => "This appointment has started or is over, so it can no longer be moved.".into(),
        CancelRefusal::TooLate(limit) => {
            format!(
                "It can be moved online until {} before it starts. If you can't come, please phone the centre.",
                lead(limit)
            )
        }
    }
}

/// How long before something: `30 minutes`, `a day`, `2 hours`.
#[must_use]
pub fn lead(minutes: u32) -> String {
    let several = |n: u32, one: &str, unit: &str| if n == 1 { one.to_owned() } else { format!("{n} {unit}") };
    match minutes {
        n if n > 0 && n % 1_440 == 0 => several(n / 1_440, "a day", "days"),
        n if n > 0 && n % 60 == 0 => several(n / 60, "an hour", "hours"),
        n => several(n, "a minute", "minutes"),
    }
}

/// Why an appointment cannot take a step.
#[must_use]
pub fn step_refusal(refusal: StepRefusal) -> &'static str {
    match refusal {
        StepRefusal::NotFromHere => "This appointment has changed in the meantime. Look at where it stands now.",
        StepRefusal::TooEarly => "It is too early for this. Try again when the appointment begins.",
        StepRefusal::Over => "The time that was asked for has already begun, so the request can only be declined.",
    }
}

/// Why something about the waiting list cannot be done.
#[must_use]
pub fn waitlist_refusal(refusal: WaitlistRefusal) -> &'static str {
    match refusal {
        WaitlistRefusal::TooMany => "You already wait for as many times as you can. Withdraw one of them first.",
        WaitlistRefusal::OfferExpired => {
            "This offer has ended, and the time goes to somebody else. You stay on the list."
        }
        WaitlistRefusal::OfferAnswered => "This offer was answered already.",
        WaitlistRefusal::NotWaiting => "You no longer wait for this.",
        WaitlistRefusal::NothingToMove => "This appointment has begun, is over or was cancelled: it cannot be earlier.",
    }
}

/// Why something cannot be done with a referral.
#[must_use]
pub fn referral_refusal(refusal: ReferralRefusal) -> &'static str {
    match refusal {
        ReferralRefusal::Changed => "This referral has changed in the meantime. Look at where it stands now.",
        ReferralRefusal::Used => "A visit has been booked with this referral, so it can no longer be withdrawn.",
    }
}

/// Why somebody may not rate this one.
#[must_use]
pub fn rating_refusal(refusal: RatingRefusal) -> &'static str {
    match refusal {
        RatingRefusal::Own => "You cannot rate yourself, or a centre where you work.",
        RatingRefusal::NotBooked => "You can rate this once you have booked an appointment.",
        RatingRefusal::NotSeen => "You can rate this after a visit that was completed.",
    }
}

/// Any other answer, as one sentence.
#[must_use]
pub fn app_error(error: &AppError) -> String {
    match error {
        AppError::NotSignedIn => "Sign in to do this.".into(),
        AppError::Forbidden => "Your account may not do this.".into(),
        AppError::NotFound => "We can't find this. It may have been removed.".into(),
        AppError::SignInRefused => "The email address or the password is not right. Check both and try again.".into(),
        AppError::AccountInactive => "Your account is not active. Please contact the clinic.".into(),
        AppError::RegistrationClosed => "This clinic creates accounts itself. Please contact it.".into(),
        AppError::TooManyAttempts(seconds) => format!("Too many attempts. Wait {}, then try again.", wait(*seconds)),
        AppError::Busy(seconds) => format!("We are very busy right now. Wait {}, then try again.", wait(*seconds)),
        AppError::Invalid(_) => "Check the fields below.".into(),
        AppError::Booking { refusal, .. } => booking_refusal(*refusal).into(),
        AppError::Series(conflicts) => match conflicts.len() {
            1 => "One of these times cannot be booked, so nothing was booked.".into(),
            n => format!("{n} of these times cannot be booked, so nothing was booked."),
        },
        AppError::Cancel(refusal) => cancel_refusal(*refusal),
        AppError::Move(refusal) => move_refusal(*refusal),
        AppError::FormUsed => "This form has booked another time already. Look in your appointments, or choose the time again to book it, too.".into(),
        AppError::Step(refusal) => step_refusal(*refusal).into(),
        AppError::Waitlist(refusal) => waitlist_refusal(*refusal).into(),
        AppError::TooManyEmergencies => {
            "You have opened five records in an emergency within a day, which is as many as one can. Ask a colleague to open this one, or phone the clinic's administrators.".into()
        }
        AppError::Referral(refusal) => referral_refusal(*refusal).into(),
        AppError::Rating(refusal) => rating_refusal(*refusal).into(),
        AppError::PrescriptionWarned => {
            "Something speaks against this prescription. Read why above its form; to sign it all the same, tick the box there.".into()
        }
        AppError::Overtaken => "This has been stopped, resolved or taken back in the meantime. Look at where it stands now.".into(),
        AppError::SignedInAsAnother => signed_in_as(None) + ". Nothing was saved.",
        AppError::Unconfirmed => "We couldn't confirm that this was saved. Check before you send it again.".into(),
        AppError::Offline => "You're offline, so this was not sent. Try again when you're connected.".into(),
        AppError::NotUnderstood => {
            "We couldn't confirm that this was saved: Consulta has been updated since this page was opened. Check before you send it again.".into()
        }
        AppError::BadRequest => "We could not understand this request. Go back and try again.".into(),
        AppError::Unavailable => {
            "Consulta is busy or cannot save anything right now. Wait a moment, then check whether your change was made before \
             you try again."
                .into()
        }
        AppError::Internal => "Something went wrong on our side. Check whether this was saved before you try again.".into(),
    }
}

/// Whose page it is no longer; with the name of who is signed in, where it is known.
#[must_use]
pub fn signed_in_as(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("You're now signed in as {name}"),
        None => "You're now signed in to another account".to_owned(),
    }
}

/// What an account may act as.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Patient => "Patient",
        Role::Practitioner => "Practitioner",
        Role::Administrator => "Administrator",
    }
}

fn wait(seconds: u64) -> String {
    match seconds {
        0..=1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
