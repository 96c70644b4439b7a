//! Messages between patients and practitioners.

mod composer;
pub mod conversation;
mod follow;
pub mod threads;
