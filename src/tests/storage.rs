//! The two databases.

mod files;
mod schema;
mod writer;
