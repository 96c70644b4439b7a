//! The two databases.

mod audit;
mod build;
mod files;
mod message;
mod name;
mod private;
mod schema;
mod writer;
