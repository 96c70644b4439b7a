//! The state of the second step of booking, and its purpose.

use leptos::prelude::*;

use crate::{
    components::slot_picker::Errand,
    error::AppError,
    server_fns::{appointment::RescheduleAppointment, booking},
    views::{booking::ReviewView, time_view::TimeView},
};

/// Books.
pub(super) type Booking = ServerAction<booking::Book>;

/// The state that the page keeps while its data are reloaded.
#[derive(Clone, Copy)]
pub struct Form {
    /// Books.
    pub action: Booking,
    /// The appointment that moves to the chosen time, if any.
    pub(super) moving: Option<i64>,
    /// Moves.
    pub reschedule: ServerAction<RescheduleAppointment>,
    /// Holds the time for a visitor.
    pub(super) holding: ServerAction<booking::HoldTime>,
    /// Holds it for a signed-in user.
    pub(super) keeping: ServerAction<booking::KeepTime>,
    /// The error of the last attempt.
    pub error: Signal<Option<AppError>>,
    pub(super) nearest: Resource<Result<Vec<TimeView>, AppError>>,
    /// The start (UTC seconds) of the slot held for the reader.
    pub(super) kept: StoredValue<Option<i64>>,
    /// The reason typed: it stays when the page is redrawn.
    pub reason: RwSignal<String>,
}

pub fn errand(review: &ReviewView, form: Form) -> Errand {
    Errand {
        practitioner: review.practitioner.id,
        centre: review.centre,
        service: review.service.id,
        slots: review.slots,
        moving: form.moving,
        whom: review.whom,
    }
}
