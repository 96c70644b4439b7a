//! The two databases.

mod audit;
mod build;
mod files;
mod private;
mod schema;
mod writer;
