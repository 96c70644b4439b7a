//! The rules, from outside.

mod import;
mod policy;
mod search;
mod seed;
mod slots;
