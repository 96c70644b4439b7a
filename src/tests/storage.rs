//! The two databases.

mod audit;
mod build;
mod files;
mod schema;
mod writer;
