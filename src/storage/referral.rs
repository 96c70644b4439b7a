//! Referrals: their letters, their history, and the visits booked with them.

mod draft;
pub mod list;
#[macro_use]
mod read;
mod page;
mod spend;
mod write;

pub use self::{
    draft::{drop_draft, find_draft, keep_draft},
    page::{PageQuery, page_addressed_to, page_of_patient, page_sent_by},
    read::{
        Event, Referral, addressed_to, events, find, find_by_intent, find_listed, find_of_addressee, find_of_referrer,
        letter, of_appointment, of_patient, sent_by,
    },
    spend::{give_back, permits, spend},
    write::{Move, NewReferral, insert, record_event, set_status},
};
