//! Pages of practitioners and administrators alike.

pub mod book;
