//! The audit vocabulary: who did what to which thing. Every audited action is defined here, and nowhere else.

mod area;
mod deed;
mod subject;

pub use self::{
    area::Area,
    deed::Deed,
    subject::{Subject, Thing},
};
