//! The two databases.

mod audit;
mod build;
mod files;
mod lists;
mod message;
mod private;
mod schema;
mod writer;
