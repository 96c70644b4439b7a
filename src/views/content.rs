//! The clinic's texts on its public pages. A text is a tree of the elements allowed, and never markup: nothing that is typed can
//! produce anything else.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::content::{Edition, Place};

/// A block element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading; `true` for a subheading.
    Heading(bool, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list; `true` if it is numbered.
    List(bool, Vec<Vec<Block>>),
    /// A quotation.
    Quote(Vec<Block>),
    /// A line across.
    Rule,
}

/// An inline element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Just text.
    Text(String),
    /// Strong.
    Strong(Vec<Inline>),
    /// Emphasised.
    Emphasis(Vec<Inline>),
    /// A link: its address and text.
    Link(String, Vec<Inline>),
    /// A line break.
    Break,
}

/// A place for a text, in the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentRowView {
    /// The place where the text stands.
    pub place: Place,
    /// The beginning of the clinic's own text; empty if there is none.
    pub begins: String,
    /// Who changed it last, and when; `None` if no one has.
    pub changed: Option<(String, TimeView)>,
}

/// The editor of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentView {
    /// The place where the text stands, and its language.
    pub edition: Edition,
    /// The value of the field: the text, or what was typed.
    pub text: String,
    /// The version shown; 0 if there is none.
    pub version: i64,
    /// A preview of what was typed; `None` if it was not requested.
    pub preview: Option<Vec<Block>>,
    /// All earlier versions, newest first.
    pub versions: Vec<VersionView>,
}

/// A version of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionView {
    /// The key that forms send back.
    pub id: i64,
    /// The text; empty for the shipped one.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// The time, as people and as programs read it.
    pub when: TimeView,
}
