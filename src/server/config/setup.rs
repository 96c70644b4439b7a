//! The parts of the configuration that the services need for their checks and upkeep.

use super::{Config, KeyAt};
use crate::service::{
    checkup::{Mail, Setup},
    mail::Way,
    upkeep::Upkeep,
};

impl Config {
    /// How this process is configured.
    #[must_use]
    pub fn setup(&self) -> Setup {
        Setup {
            public_url: self.public_url.clone(),
            listens_beyond: !self.addr.ip().is_loopback(),
            trusts_proxy: self.trust_proxy,
            debug: self.debug,
            open_metrics: self.metrics.is_some_and(|addr| !addr.ip().is_loopback()),
            ignored: self.ignored.clone(),
            traffic: self.traffic,
            key_file: match &self.audit_key {
                KeyAt::Given(_) => None,
                KeyAt::File(path) => Some(path.clone()),
            },
            backup_key_file: self.backup_key_file.clone(),
            mail: match self.mail.as_ref().map(|mail| &mail.way) {
                None => Mail::Off,
                Some(Way::Folder(_)) => Mail::Folder,
                Some(Way::Smtp { .. }) => Mail::Server,
            },
            scans: self.scanner.is_some(),
        }
    }

    /// Where backups, and the data they are made from, are stored.
    #[must_use]
    pub fn upkeep(&self) -> Upkeep {
        Upkeep {
            backups: self.backups.clone(),
            passphrase: self.backup_passphrase.clone(),
            url: self.database_url.clone(),
            documents: Some(self.documents.clone()),
            ..Upkeep::default()
        }
    }

    /// What the server's operators should know about how it is reached.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.setup().faults().into_iter().map(|fault| format!("{} {}", fault.said, fault.advice)).collect()
    }

    /// Whether the server can be reached from beyond this machine.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        self.setup().is_exposed()
    }

    /// Whether people reach the server over TLS.
    #[must_use]
    pub fn tls(&self) -> bool {
        self.setup().tls()
    }
}
