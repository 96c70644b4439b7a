//! What an import has to say, as it is stored and shown: in words, without a cell of any file.

use serde::{Deserialize, Serialize};

/// The report of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSaid {
    /// What was found, in the order of files and rows, up to a limit.
    pub findings: Vec<SaidFinding>,
    /// How many more there were.
    pub more: usize,
    /// How many errors there were in all.
    pub errors: usize,
    /// What was changed, or would be: centres, practitioners, patients and affiliations. `None` if errors stopped it.
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
    /// What is the matter, and what to do about it.
    pub text: String,
}

/// What becomes of the rows of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidCounts {
    /// Rows that were not there before.
    pub created: usize,
    /// Rows that now say something else.
    pub updated: usize,
    /// Rows that say the same.
    pub unchanged: usize,
}

/// How far an import from the browser is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportStage {
    /// The files are being checked.
    Checking,
    /// They are in order, and nothing is stored yet.
    Checked,
    /// They are being imported.
    Importing,
    /// Everything was stored.
    Stored,
    /// Errors in the files stopped it; nothing was stored.
    Stopped,
    /// Something of ours went wrong; nothing was stored.
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

    /// What a stored word means.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// Whether the server is at work on it.
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
