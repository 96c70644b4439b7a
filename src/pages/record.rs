//! A patient's record: their own pages, and the record as others may read it.

pub mod about;
mod apps;
mod closed;
mod family;
mod own_doctor;
mod printed;
pub mod readers;
pub mod sharing;
mod sharing_actions;
pub mod timeline;
mod visits;
pub mod why;
