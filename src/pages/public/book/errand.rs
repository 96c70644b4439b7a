//! What the second step of booking keeps, and whom and what it is for.

use leptos::prelude::*;

use crate::{
    components::slot_picker::Errand,
    error::AppError,
    server_fns::{appointment::RescheduleAppointment, booking},
    views::{booking::ReviewView, time_view::TimeView},
};

/// Books.
pub(super) type Booking = ServerAction<booking::Book>;

/// What the page keeps while its data comes and goes.
#[derive(Clone, Copy)]
pub struct Form {
    /// Books.
    pub action: Booking,
    /// The appointment that moves to the chosen time, where none is made.
    pub(super) moving: Option<i64>,
    /// Moves.
    pub reschedule: ServerAction<RescheduleAppointment>,
    /// Holds the time for a visitor.
    pub(super) holding: ServerAction<booking::HoldTime>,
    /// Holds it for whoever is signed in.
    pub(super) keeping: ServerAction<booking::KeepTime>,
    /// What the last try ended with.
    pub error: Signal<Option<AppError>>,
    pub(super) nearest: Resource<Result<Vec<TimeView>, AppError>>,
    /// When the time starts (UTC seconds) that is kept for the reader.
    pub(super) kept: StoredValue<Option<i64>>,
    /// What was typed as the reason: it stays when the page is redrawn.
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
