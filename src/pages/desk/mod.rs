//! The front desk of a centre.

pub mod board;
mod dragging;
mod grid;
pub mod inbox;
pub mod inbox_message;
pub mod week;
