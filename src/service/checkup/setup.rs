//! What was configured: how people reach the server, what goes over which network, where the keys are.

use std::path::PathBuf;

use super::finding::Finding;
use crate::storage::traffic::Traffic;

/// How this process was set up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// The URL at which people reach the server.
    pub public_url: Option<String>,
    /// Whether it listens beyond this machine.
    pub listens_beyond: bool,
    /// Whether a proxy in front reports clients' addresses.
    pub trusts_proxy: bool,
    /// Whether the log says more than it should.
    pub debug: bool,
    /// Whether figures can be read beyond this machine.
    pub open_metrics: bool,
    /// Variables that are set and do not count.
    pub ignored: Vec<&'static str>,
    /// How traffic to the database is protected.
    pub traffic: Traffic,
    /// The file of the audit's key; `None` if it is in the environment.
    pub key_file: Option<PathBuf>,
    /// The file with what backups are encrypted with, if it is in one.
    pub backup_key_file: Option<PathBuf>,
    /// How letters are sent.
    pub mail: Mail,
    /// Whether a program looks for viruses.
    pub scans: bool,
}

/// How letters are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mail {
    /// Not at all.
    #[default]
    Off,
    /// Into a folder, to try things out.
    Folder,
    /// Through a mail server.
    Server,
}

impl Setup {
    /// Whether the server can be reached from beyond this machine. A proxy is there to be reached.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        self.listens_beyond || self.public_url.is_some() || self.trusts_proxy
    }

    /// Whether people reach the server over TLS.
    #[must_use]
    pub fn tls(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// What is wrong with how the server is reached and what it tells whom: also logged when it starts.
    #[must_use]
    pub fn faults(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        if self.tls() && !self.trusts_proxy {
            found.push(Finding::check(
                "Address",
                "CONSULTA_PUBLIC_URL is https, so a proxy stands in front, and CONSULTA_TRUST_PROXY is not set: everyone seems to \
                 come from one address, and wrong guesses slow down all of them together.",
                "Set CONSULTA_TRUST_PROXY=1.",
            ));
        }
        match &self.public_url {
            Some(url) if url.starts_with("http://") && (self.listens_beyond || !is_this_machine(url)) => {
                found.push(Finding::danger(
                    "Address",
                    "CONSULTA_PUBLIC_URL is http: passwords and records cross the network for anyone to read.",
                    "Put a proxy with a certificate in front, and set CONSULTA_PUBLIC_URL to https://...",
                ));
            }
            None if self.listens_beyond => found.push(Finding::danger(
                "Address",
                "The server listens to the network, and CONSULTA_PUBLIC_URL is not set: people can sign in over TLS only, and \
                 nothing says where that is.",
                "Set CONSULTA_PUBLIC_URL to how people reach the server: https://..., or http://... where passwords may cross the \
                 network for anyone to read.",
            )),
            None if self.trusts_proxy => found.push(Finding::check(
                "Address",
                "A proxy stands in front, and CONSULTA_PUBLIC_URL is not set: cookies are also sent without TLS.",
                "Set CONSULTA_PUBLIC_URL to how people reach the proxy.",
            )),
            _ => {}
        }
        if self.trusts_proxy && self.listens_beyond {
            found.push(Finding::check(
                "Proxy",
                "CONSULTA_TRUST_PROXY is set, and the server listens to the network: anyone who gets past the proxy can claim \
                 to come from any address.",
                "Set CONSULTA_ADDR to 127.0.0.1:3000 or, if the proxy is on another machine, let a firewall admit only the proxy.",
            ));
        }
        if self.debug && self.is_exposed() {
            found.push(Finding::check(
                "Log",
                "DEBUG is on, and others reach this server: its log says more than it should.",
                "Unset DEBUG.",
            ));
        }
        if self.open_metrics {
            found.push(Finding::check(
                "Figures",
                "CONSULTA_METRICS is open to the network, and asks for no password.",
                "Let a firewall decide who reads it, or set it to 127.0.0.1:9090.",
            ));
        }
        if !self.ignored.is_empty() {
            let said = format!("DATABASE_URL is set, so {} are ignored.", self.ignored.join(", "));
            found.push(Finding::check("Variables", said, "Unset one or the other."));
        }
        found
    }

    /// Everything about it, good or bad.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut found = self.faults();
        if !found.iter().any(|one| one.area == "Address") {
            found.insert(
                0,
                Finding::good(
                    "Address",
                    match &self.public_url {
                        Some(url) => format!("People reach the server at {url}"),
                        None => "Only this machine reaches the server".to_owned(),
                    },
                ),
            );
        }
        found.extend(self.of_traffic());
        found.push(self.of_mail());
        if !self.scans {
            found.push(Finding::note(
                "Viruses",
                "Uploaded files are checked for their type, but not for viruses",
                "If you have a virus scanner, set CONSULTA_SCAN_COMMAND, for example to \"clamdscan --no-summary -\".",
            ));
        }
        found
    }

    fn of_traffic(&self) -> Option<Finding> {
        let advice = "Add ?sslmode=verify-full to DATABASE_URL (and &sslrootcert=FILE for a certificate authority of your own), and \
                      unset CONSULTA_ALLOW_PLAIN_DATABASE.";
        match self.traffic {
            Traffic::Here => None,
            Traffic::Verified => {
                Some(Finding::good("Connection to the database", "Encrypted, and the server's certificate is checked"))
            }
            Traffic::Unverified => Some(Finding::check(
                "Connection to the database",
                "The database's certificate is not checked against its name: anyone in between could read records and change \
                 them.",
                advice,
            )),
            Traffic::Plain => Some(Finding::danger(
                "Connection to the database",
                "Records may cross the network to the database unencrypted.",
                advice,
            )),
        }
    }

    fn of_mail(&self) -> Finding {
        let advice = "Set CONSULTA_SMTP_HOST and CONSULTA_MAIL_FROM.";
        let said = match self.mail {
            Mail::Server => return Finding::good("Email", "Sent through a mail server"),
            Mail::Folder => "Emails are written to a folder and reach no one",
            Mail::Off => "No email is sent: no confirmations, no reminders, no links for a forgotten password",
        };
        if self.is_exposed() { Finding::check("Email", said, advice) } else { Finding::note("Email", said, advice) }
    }
}

/// Whether a URL leads to this machine only.
fn is_this_machine(url: &str) -> bool {
    let authority = url.split("://").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
    ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|host| authority.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
}

#[cfg(test)]
mod tests {
    use super::{super::finding::Level, *};

    fn worst(setup: &Setup, area: &str) -> Level {
        setup.findings().iter().filter(|one| one.area == area).map(|one| one.level).max().unwrap_or(Level::Good)
    }

    #[test]
    fn passwords_that_cross_the_network_are_a_danger_and_tls_behind_a_proxy_is_not() {
        let reached = |url: Option<&str>, listens_beyond, trusts_proxy| {
            let public_url = url.map(str::to_owned);
            worst(&Setup { public_url, listens_beyond, trusts_proxy, ..Setup::default() }, "Address")
        };
        assert_eq!(reached(None, false, false), Level::Good);
        assert_eq!(reached(Some("https://clinic.example"), false, true), Level::Good);
        assert_eq!(reached(Some("http://localhost:3000"), false, false), Level::Good);
        assert_eq!(reached(Some("https://clinic.example"), false, false), Level::Check);
        assert_eq!(reached(None, false, true), Level::Check);
        assert_eq!(reached(Some("http://clinic.example"), false, true), Level::Danger);
        assert_eq!(reached(Some("http://localhost.example"), false, true), Level::Danger);
        assert_eq!(reached(None, true, false), Level::Danger);
    }

    #[test]
    fn a_trusted_proxy_that_can_be_passed_by_is_told() {
        let setup = |listens_beyond| Setup {
            public_url: Some("https://clinic.example".into()),
            trusts_proxy: true,
            listens_beyond,
            ..Setup::default()
        };
        assert_eq!(worst(&setup(false), "Proxy"), Level::Good);
        assert_eq!(worst(&setup(true), "Proxy"), Level::Check);
    }

    #[test]
    fn records_on_their_way_to_the_database_are_not_to_be_read() {
        let way = |traffic| worst(&Setup { traffic, ..Setup::default() }, "Connection to the database");
        assert_eq!(
            [Traffic::Here, Traffic::Verified, Traffic::Unverified, Traffic::Plain].map(way),
            [Level::Good, Level::Good, Level::Check, Level::Danger]
        );
    }

    #[test]
    fn email_that_reaches_no_one_matters_where_patients_do() {
        let mail = |mail, url: Option<&str>| {
            worst(&Setup { mail, public_url: url.map(str::to_owned), ..Setup::default() }, "Email")
        };
        let public = Some("https://clinic.example");
        assert_eq!((mail(Mail::Off, None), mail(Mail::Off, public)), (Level::Note, Level::Check));
        assert_eq!((mail(Mail::Folder, public), mail(Mail::Server, public)), (Level::Check, Level::Good));
    }

    #[test]
    fn what_the_log_and_the_figures_tell_strangers_is_told() {
        let setup = Setup {
            public_url: Some("https://clinic.example".into()),
            debug: true,
            open_metrics: true,
            ignored: vec!["DB_HOST"],
            ..Setup::default()
        };
        for area in ["Log", "Figures", "Variables"] {
            assert_eq!(worst(&setup, area), Level::Check, "{area}");
            assert_eq!(worst(&Setup::default(), area), Level::Good, "{area}");
        }
    }
}
