//! The state of the server, for administrators.

use serde::{Deserialize, Serialize};

/// A snapshot of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    /// Its parts.
    pub parts: Vec<PartView>,
    /// The processes that serve this database.
    pub processes: Vec<ProcessView>,
}

/// The state of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Health {
    /// As it should be.
    Good,
    /// Worth knowing; no action is needed.
    Note,
    /// Needs attention soon.
    Look,
    /// Needs action now.
    Bad,
}

/// A part of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    /// The part's name, in the reader's language.
    pub name: String,
    /// How it is.
    pub health: Health,
    /// The state in words.
    pub said: String,
    /// When, UTC, and how long ago in words, if that matters.
    pub at: Option<(String, String)>,
    /// What to do about it; empty if nothing.
    pub advice: String,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessView {
    /// The name by which the process reports.
    pub id: String,
    /// Its version of the program.
    pub version: String,
    /// How long ago it began, in words.
    pub started: String,
    /// How long ago it last reported, in words.
    pub seen: String,
}
