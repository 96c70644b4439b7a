//! The two databases.

mod audit;
mod build;
mod cells;
mod effects;
mod files;
mod letters;
mod lists;
mod merge;
mod message;
mod name;
mod postgres;
mod private;
mod rolling;
mod schema;
mod whole_tables;
mod writer;
