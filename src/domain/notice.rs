//! What people are told. The wording is up to the pages.

mod kind;
mod topic;

pub use self::{kind::NoticeKind, topic::Topic};
