//! The two databases.

mod schema;
mod writer;
