//! What the audit says: who did what to which thing. Every action it knows is defined here, and nowhere else.

mod area;
mod deed;
mod subject;

pub use self::{
    area::Area,
    deed::Deed,
    subject::{Subject, Thing},
};
