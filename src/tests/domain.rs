//! The domain rules, from outside.

mod blockers;
mod import;
mod offered;
mod policy;
mod search;
mod seed;
mod slots;
