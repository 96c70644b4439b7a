//! What upkeep found when it went well: stored as it is, and said to whoever asks.

use serde::{Deserialize, Serialize};

use crate::{
    service::backup::{Made, Proof},
    words::{counted, number, tr},
};

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// A backup was made.
    Backup {
        /// The name of its folder.
        name: String,
        /// How many bytes its files have together.
        bytes: u64,
        /// Whether it is encrypted.
        sealed: bool,
        /// How many documents' files are in it.
        documents: usize,
        /// The invariants that did not hold.
        broken: Vec<String>,
    },
    /// A backup was restored, to prove it.
    Drill {
        /// When it was made, as ISO 8601 has it.
        made_at: String,
        /// The rows of all tables.
        rows: i64,
        /// The rows of the audit that are intact; none if the key is lost.
        audited: Option<i64>,
        /// How many documents' files were in it.
        documents: usize,
    },
    /// The audit is as it was written.
    Audit {
        /// How many rows it has.
        rows: i64,
    },
}

impl From<&Made> for Found {
    fn from(made: &Made) -> Self {
        Self::Backup {
            name: made.folder.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            bytes: made.bytes(),
            sealed: made.manifest.seal.is_some(),
            documents: made.manifest.documents.len(),
            broken: made.manifest.broken.clone(),
        }
    }
}

impl From<&Proof> for Found {
    fn from(proof: &Proof) -> Self {
        let Proof { made_at, rows, audited, documents } = *proof;
        Self::Drill { made_at: made_at.to_string(), rows, audited, documents }
    }
}

impl Found {
    /// What is stored.
    #[must_use]
    pub fn stored(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what is stored. An earlier version stored a sentence, which is not read.
    #[must_use]
    pub fn read(stored: &str) -> Option<Self> {
        serde_json::from_str(stored).ok()
    }

    /// In the reader's words.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Backup { name, bytes, sealed, documents, broken } => {
                let size = number(bytes.div_ceil(1_000_000));
                let made = match sealed {
                    true => counted!(FindBackupSealed, *documents, name = name, size = size),
                    false => counted!(FindBackupMade, *documents, name = name, size = size),
                };
                if broken.is_empty() { made } else { tr!(FindBackupBroken, made = made, broken = broken.join("; ")) }
            }
            Self::Drill { made_at, rows, audited: None, documents } => {
                counted!(FindDrillDone, *documents, at = made_at, rows = number(*rows))
            }
            Self::Drill { made_at, rows, audited: Some(audited), documents } => {
                let (rows, audited) = (number(*rows), number(*audited));
                counted!(FindDrillDoneAudited, *documents, at = made_at, rows = rows, audited = audited)
            }
            Self::Audit { rows } => tr!(FindAuditDone, n = number(*rows)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn what_was_found_is_read_back_as_it_was_stored_and_said_in_any_language() {
        let broken = vec!["a rule".to_owned()];
        let backup = Found::Backup { name: "a".into(), bytes: 2_500_000, sealed: true, documents: 1, broken };
        let drill =
            Found::Drill { made_at: "1970-01-01T00:00:00Z".into(), rows: 1_234, audited: Some(2), documents: 0 };
        let german =
            |found: &Found| Reader { language: Language::German, time_style: TimeStyle::Hours24 }.read(|| found.said());

        for found in [&backup, &drill, &Found::Audit { rows: 7 }] {
            assert_eq!(Found::read(&found.stored()).as_ref(), Some(found));
        }
        assert_eq!(
            german(&backup),
            "a: 3 MB, verschlüsselt, mit der Datei von 1 Dokument. Diese Regeln sind verletzt: a rule"
        );
        assert_eq!(
            german(&drill),
            "Die Sicherung vom 1970-01-01T00:00:00Z wurde wiederhergestellt und geprüft: 1.234 Zeilen, ein unversehrtes \
             Protokoll mit 2 Zeilen und die Dateien von 0 Dokumenten"
        );
        assert_eq!(Found::read("7 rows are intact and in order"), None);
    }
}
