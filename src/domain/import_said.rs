//! An import's report as it is stored and shown: in words, without the contents of any cell.

use serde::{Deserialize, Serialize};

/// The report of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSaid {
    /// The findings, in the order of files and rows, up to a limit.
    pub findings: Vec<SaidFinding>,
    /// How many more findings there were.
    pub more: usize,
    /// How many errors there were in total.
    pub errors: usize,
    /// The changes that were made, or would be: centres, practitioners, patients and affiliations. `None` if errors stopped it.
    pub counts: Option<[SaidCounts; 4]>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidFinding {
    /// Whether it stops the import.
    pub is_error: bool,
    /// The file's name.
    pub file: String,
    /// The line, as an editor counts them; `None` for the whole file.
    pub line: Option<u64>,
    /// The column; empty for the whole row.
    pub field: String,
    /// What is wrong, and what to do about it.
    pub text: String,
}

/// The changes to the rows of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidCounts {
    /// Rows that did not exist before.
    pub created: usize,
    /// Rows that are changed.
    pub updated: usize,
    /// Rows that stay the same.
    pub unchanged: usize,
}

/// The state of an import started in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportStage {
    /// The files are being checked.
    Checking,
    /// They are valid, and nothing is stored yet.
    Checked,
    /// They are being imported.
    Importing,
    /// Everything was stored.
    Stored,
    /// Errors in the files stopped it; nothing was stored.
    Stopped,
    /// A fault on our side stopped it; nothing was stored.
    Failed,
}

impl ImportStage {
    const ALL: [Self; 6] = [Self::Checking, Self::Checked, Self::Importing, Self::Stored, Self::Stopped, Self::Failed];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Importing => "importing",
            Self::Stored => "stored",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
        }
    }

    /// Parses a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// Whether the server is working on it.
    #[must_use]
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Checking | Self::Importing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_is_read_as_it_was_stored() {
        for stage in ImportStage::ALL {
            assert_eq!(ImportStage::parse(stage.as_str()), Some(stage));
        }
        assert_eq!(ImportStage::parse("done"), None);
    }
}
