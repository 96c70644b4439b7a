//! Holding a slot for a patient while they fill in the form, and for a visitor on their way to it.

mod handing;
mod keep;
mod request;
mod visitor;

pub use self::{
    keep::{keep, keep_by_proxy, keep_for_whom, kept_until, look, release},
    request::HoldRequest,
    visitor::{keep_for_visitor, take_over, visitors_until},
};
