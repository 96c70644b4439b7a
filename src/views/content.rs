//! What a clinic writes on its public pages. A text is a tree of the elements that there can be, and never markup: whatever is typed,
//! nothing else can come of it.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::content::{Edition, Place};

/// A part of a text that stands by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading; `true` for one below another.
    Heading(bool, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A list, which is numbered or not.
    List(bool, Vec<Vec<Block>>),
    /// A quotation.
    Quote(Vec<Block>),
    /// A line across.
    Rule,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Just text.
    Text(String),
    /// Strong.
    Strong(Vec<Inline>),
    /// Emphasised.
    Emphasis(Vec<Inline>),
    /// A link: where it leads, and what it says.
    Link(String, Vec<Inline>),
    /// The end of a line.
    Break,
}

/// A place, as the list of all has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentRowView {
    /// Which.
    pub place: Place,
    /// How the clinic's own text begins; empty where it has none.
    pub begins: String,
    /// Who changed it last, and when; no one where it never was.
    pub changed: Option<(String, TimeView)>,
}

/// A text, to be edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentView {
    /// Which.
    pub edition: Edition,
    /// What is in the field: the text, or what was typed.
    pub text: String,
    /// The version that is shown; 0 where there is none.
    pub version: i64,
    /// What was typed, as it would look; `None` where it was not asked for.
    pub preview: Option<Vec<Block>>,
    /// Every version that there was, the latest first.
    pub versions: Vec<VersionView>,
}

/// A version of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionView {
    /// Its key.
    pub id: i64,
    /// The text; empty for the shipped one.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub when: TimeView,
}
