//! Messages between patients and practitioners.

mod composer;
pub mod conversation;
mod files;
mod follow;
mod keeping;
mod marking;
pub mod threads;
