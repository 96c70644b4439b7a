//! Bookable slots: opening hours in local time become slots in UTC, minus what is already claimed.
//!
//! One rule covers everything: a slot is open if *every instant of it* is, by the local clock at that moment. What happens in
//! skipped, repeated and missing hours follows from that. Words for people are in `calendar_view`.

mod busy;
mod clash;
mod gaps;
mod hours;
mod merged;
mod open;
mod rule;
mod schedule;
mod stranded;

pub use self::{
    busy::{BusyCells, Occupancy},
    clash::{check_hours, clashes, first_clash},
    hours::{Availability, Closure, DatedWindow, HoursError, WeeklyWindow},
    merged::{Merged, OpenSlot},
    open::working_times,
    rule::{DaySlots, MOST_SLOTS, Slot, SlotRefusal, SlotRule},
    schedule::Schedule,
    stranded::stranded,
};
