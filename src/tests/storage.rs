//! The two databases.

mod audit;
mod build;
mod files;
mod lists;
mod message;
mod name;
mod private;
mod schema;
mod writer;
