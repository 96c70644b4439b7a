//! Notifications. Their texts are up to the pages.

mod channel;
mod kind;
mod topic;

pub use self::{channel::Channel, kind::NoticeKind, topic::Topic};
