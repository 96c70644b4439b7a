//! The front desk of a centre.

pub mod board;
mod grid;
pub mod week;
