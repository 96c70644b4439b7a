//! The waiting list: requests, freed times, and the offers made.

mod entry;
mod freed;
mod offer;

pub use self::{
    entry::{
        Entry, Matched, NewEntry, candidates, concerning, count_concerning, count_waiting, find, find_of_patient,
        insert, is_waiting, lapsed,
        list::{WaiterFilter, Way as WaiterWay, count as count_matching, place_of, waiting},
        of_patient, set_status, set_urgency,
        unmatched::{offered_times, set_matched, unmatched, versions},
    },
    freed::{forget_freed, forget_freed_of, freed_slots, note_freed, take_freed},
    offer::{
        NewOffer, Offer, close, due, find_offer_of_patient, insert_offer, offers_of_entry, open_of_entry,
        open_of_patient,
    },
};
