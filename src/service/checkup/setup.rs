//! The configuration: how people reach the server, what goes over which network, where the keys are.

use std::path::PathBuf;

use super::finding::Finding;
use crate::{
    storage::traffic::Traffic,
    words::{listed, tr},
};

/// How this process is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// The URL at which people reach the server.
    pub public_url: Option<String>,
    /// Whether it listens beyond this machine.
    pub listens_beyond: bool,
    /// Whether a proxy in front reports clients' addresses.
    pub trusts_proxy: bool,
    /// Whether the log level reveals more than it should.
    pub debug: bool,
    /// Whether metrics can be read from beyond this machine.
    pub open_metrics: bool,
    /// Variables that are set but have no effect.
    pub ignored: Vec<&'static str>,
    /// How traffic to the database is protected.
    pub traffic: Traffic,
    /// The file of the audit's key; `None` if it is in the environment.
    pub key_file: Option<PathBuf>,
    /// The file with the backup passphrase, if it is in one.
    pub backup_key_file: Option<PathBuf>,
    /// How email is sent.
    pub mail: Mail,
    /// Whether uploads are scanned for viruses.
    pub scans: bool,
}

/// How email is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mail {
    /// Email is off.
    #[default]
    Off,
    /// Into a folder, for trying things out.
    Folder,
    /// Through a mail server.
    Server,
}

impl Setup {
    /// Whether the server can be reached from beyond this machine. Behind a proxy it is meant to be.
    #[must_use]
    pub fn is_exposed(&self) -> bool {
        self.listens_beyond || self.public_url.is_some() || self.trusts_proxy
    }

    /// Whether people reach the server over TLS.
    #[must_use]
    pub fn tls(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }

    /// What is wrong with how the server is reached and what it reveals to whom: also logged at start-up.
    #[must_use]
    pub fn faults(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        if self.tls() && !self.trusts_proxy {
            found.push(Finding::check(
                tr!(FindAddress),
                tr!(FindHttpsNoProxy),
                tr!(FindSet, setting = "CONSULTA_TRUST_PROXY=1"),
            ));
        }
        match &self.public_url {
            Some(url) if url.starts_with("http://") && (self.listens_beyond || !is_this_machine(url)) => {
                found.push(Finding::danger(
                    tr!(FindAddress),
                    tr!(FindPlainUrl),
                    tr!(FindPlainUrlDo, example = "https://..."),
                ));
            }
            None if self.listens_beyond => found.push(Finding::danger(
                tr!(FindAddress),
                tr!(FindNoUrl),
                tr!(FindNoUrlDo, secure = "https://...", plain = "http://..."),
            )),
            None if self.trusts_proxy => {
                found.push(Finding::check(tr!(FindAddress), tr!(FindProxyNoUrl), tr!(FindProxyNoUrlDo)))
            }
            _ => {}
        }
        if self.trusts_proxy && self.listens_beyond {
            found.push(Finding::check(tr!(FindProxy), tr!(FindPastProxy), tr!(FindPastProxyDo)));
        }
        if self.debug && self.is_exposed() {
            found.push(Finding::check(tr!(FindLog), tr!(FindDebug), tr!(FindUnset, setting = "DEBUG")));
        }
        if self.open_metrics {
            found.push(Finding::check(tr!(FindFigures), tr!(FindOpenFigures), tr!(FindOpenFiguresDo)));
        }
        if !self.ignored.is_empty() {
            let said = tr!(FindIgnored, ignored = listed(&self.ignored));
            found.push(Finding::check(tr!(FindVariables), said, tr!(FindIgnoredDo)));
        }
        found
    }

    /// All findings about the configuration, good or bad.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut found = self.faults();
        if !found.iter().any(|one| one.area == tr!(FindAddress)) {
            found.insert(
                0,
                Finding::good(
                    tr!(FindAddress),
                    match &self.public_url {
                        Some(url) => tr!(FindReachedAt, url = url),
                        None => tr!(FindReachedHere).to_owned(),
                    },
                ),
            );
        }
        found.extend(self.of_traffic());
        found.push(self.of_mail());
        if !self.scans {
            found.push(Finding::note(
                tr!(FindViruses),
                tr!(FindNoScan),
                tr!(FindNoScanDo, command = "\"clamdscan --no-summary -\""),
            ));
        }
        found
    }

    fn of_traffic(&self) -> Option<Finding> {
        let advice = tr!(FindTrafficDo, mode = "?sslmode=verify-full", certificate = "&sslrootcert=FILE");
        match self.traffic {
            Traffic::Here => None,
            Traffic::Verified => Some(Finding::good(tr!(FindConnection), tr!(FindTrafficGood))),
            Traffic::Unverified => Some(Finding::check(tr!(FindConnection), tr!(FindTrafficUnverified), advice)),
            Traffic::Plain => Some(Finding::danger(tr!(FindConnection), tr!(FindTrafficPlain), advice)),
        }
    }

    fn of_mail(&self) -> Finding {
        let advice = tr!(FindMailDo);
        let said = match self.mail {
            Mail::Server => return Finding::good(tr!(FindEmail), tr!(FindMailServer)),
            Mail::Folder => tr!(FindMailFolder),
            Mail::Off => tr!(FindMailOff),
        };
        if self.is_exposed() {
            Finding::check(tr!(FindEmail), said, advice)
        } else {
            Finding::note(tr!(FindEmail), said, advice)
        }
    }
}

/// Whether a URL points to this machine only.
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
