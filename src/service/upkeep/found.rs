//! The results of successful upkeep: stored as data, and put into words for the reader.

use serde::{Deserialize, Serialize};

use super::rule_words::rule;
use crate::{
    service::backup::{Made, Proof},
    words::{counted, number, tr},
};

/// A successful result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// A backup was made.
    Backup {
        /// The name of its folder.
        name: String,
        /// The total size of its files, in bytes.
        bytes: u64,
        /// Whether it is encrypted.
        sealed: bool,
        /// The number of document files in it.
        documents: usize,
        /// The violated invariants.
        broken: Vec<String>,
    },
    /// A backup was restored, to verify it.
    Drill {
        /// When it was made, in ISO 8601.
        made_at: String,
        /// The total number of rows in all tables.
        rows: i64,
        /// The number of intact audit rows; `None` if the key is lost.
        audited: Option<i64>,
        /// The number of document files in it.
        documents: usize,
    },
    /// The audit is as written.
    Audit {
        /// The number of its rows.
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
    /// The stored form.
    #[must_use]
    pub fn stored(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Parses the stored form. An earlier version stored a sentence, which is not parsed.
    #[must_use]
    pub fn read(stored: &str) -> Option<Self> {
        serde_json::from_str(stored).ok()
    }

    /// The text in the reader's language.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::Backup { name, bytes, sealed, documents, broken } => {
                let size = number(bytes.div_ceil(1_000_000));
                let made = match sealed {
                    true => counted!(FindBackupSealed, *documents, name = name, size = size),
                    false => counted!(FindBackupMade, *documents, name = name, size = size),
                };
                if broken.is_empty() {
                    return made;
                }
                let broken: Vec<&str> = broken.iter().map(|name| rule(name)).collect();
                tr!(FindBackupBroken, made = made, broken = broken.join("; "))
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
