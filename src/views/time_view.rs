//! Instants as text in an explicit zone: nothing in a page reads a clock or a locale.

#[cfg(feature = "ssr")]
mod shown;

use serde::{Deserialize, Serialize};

/// An interval as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeView {
    /// The start in UTC, for `<time datetime>`: `2026-11-24T22:30:00Z`.
    pub iso: String,
    /// The start in UTC seconds, for forms.
    pub start: i64,
    /// `2026-11-24`.
    pub day: String,
    /// The minute of the day in the same zone.
    pub minute: u16,
    /// `Tuesday 24 November 2026`.
    pub long_date: String,
    /// `Tue`.
    pub weekday: String,
    /// `24 Nov`.
    pub short_date: String,
    /// `09:30`; with the UTC offset in an hour that the clock repeats.
    pub time: String,
    /// `09:30-10:00`.
    pub span: String,
    /// `Sydney time`.
    pub zone: String,
}

/// An instant as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentView {
    /// In UTC, for `<time datetime>`: `2026-11-24T22:30:00Z`.
    pub iso: String,
    /// `24 Nov 2026, 09:30`.
    pub text: String,
}
