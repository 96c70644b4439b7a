//! Standard reasons that no one typed, in the reader's language.

use crate::{
    domain::automatic::{Automatic, THE_CLINIC},
    words::tr,
};

/// A stored reason: as typed, or in the reader's language.
pub(super) fn said(stored: String) -> String {
    match Automatic::parse(&stored) {
        None => stored,
        Some(Automatic::AccountClosed) => tr!(WhyAccountClosed).to_owned(),
        Some(Automatic::EarlierTime) => tr!(WhyEarlierTime).to_owned(),
        Some(Automatic::TimeGone) => tr!(WhyTimeGone).to_owned(),
        Some(Automatic::HandedOver) => tr!(WhyHandedOver).to_owned(),
        Some(Automatic::Closed { place, name }) => match (self::place(place), name.as_str()) {
            (place, "") => tr!(WhyClosed, place = place),
            (place, name) => tr!(WhyClosedFor, place = place, name = name),
        },
    }
}

/// The closed place: a centre's name, or the clinic in the reader's language.
pub(super) fn place(stored: String) -> String {
    if stored == THE_CLINIC { tr!(RecordTheClinic).to_owned() } else { stored }
}
