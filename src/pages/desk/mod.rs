//! The front desk of a centre.

pub mod board;
mod dragging;
mod grid;
pub mod week;
