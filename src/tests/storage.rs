//! The two databases.

mod audit;
mod files;
mod schema;
mod writer;
