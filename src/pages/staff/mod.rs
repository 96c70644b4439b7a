//! Pages of practitioners and administrators alike.

pub mod book;
pub mod emergency;
mod newcomer;
