//! Configuration by environment variables, read and validated once at start-up. Every message says what to set.

mod backup;
mod database;
mod mail;
mod push;
mod setup;
mod variable;

pub use self::{database::DEFAULT_DATABASE, variable::ConfigError};

use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use self::variable::yes;
use crate::{
    service::{backup::Passphrase, checkup::Traffic, document::Scanner, mail::MailConfig, push::PushConfig},
    storage::{audit::AuditKey, files::Place},
};

/// Everything configured outside the database.
#[derive(Clone, PartialEq, Eq)]
pub struct Config {
    /// `DATABASE_URL`: `sqlite:path/to/file.db` or `postgres://user:password@host/name`.
    pub database_url: String,
    /// How the connection to it is protected.
    pub traffic: Traffic,
    /// `DATABASE_DIRECT_URL`: the same PostgreSQL database past a pooler.
    pub database_direct_url: Option<String>,
    /// `CONSULTA_ADDR`: the address and port to listen on.
    pub addr: SocketAddr,
    /// `CONSULTA_SITE_ROOT`: the folder with the built scripts, styles and fonts.
    pub site_root: PathBuf,
    /// `CONSULTA_PUBLIC_URL`: the URL at which people reach this server. With https, cookies are sent over TLS only.
    pub public_url: Option<String>,
    /// `CONSULTA_TRUST_PROXY`: whether a proxy in front reports the client's address in `X-Forwarded-For`.
    pub trust_proxy: bool,
    /// `CONSULTA_DATABASE_WAIT`: how many seconds to wait for a database server that is not responding yet.
    pub database_wait: Duration,
    /// `CONSULTA_DOCUMENTS`: a folder, or `s3://bucket/prefix`.
    pub documents: Place,
    /// `CONSULTA_SCAN_COMMAND`: the command that checks a file before it is accepted.
    pub scanner: Option<Scanner>,
    /// `CONSULTA_AUDIT_KEY`, or `CONSULTA_AUDIT_KEY_FILE`: the key of the audit's chain.
    pub audit_key: KeyAt,
    /// `CONSULTA_SMTP_HOST` or `CONSULTA_MAIL_FOLDER`, and their companions: how email is sent, if at all.
    pub mail: Option<MailConfig>,
    /// `CONSULTA_PUSH_CONTACT`, or a public https address: the contact for push services; without either, nothing is pushed.
    pub push: Option<PushConfig>,
    /// `CONSULTA_BACKUPS`: the folder for scheduled backups.
    pub backups: Option<PathBuf>,
    /// `CONSULTA_BACKUP_PASSPHRASE` or `CONSULTA_BACKUP_KEY_FILE`: the passphrase that encrypts backups, if there is one.
    pub backup_passphrase: Option<Passphrase>,
    /// The file it was read from, if any.
    pub backup_key_file: Option<PathBuf>,
    /// `CONSULTA_METRICS`: the address and port at which Prometheus reads metrics.
    pub metrics: Option<SocketAddr>,
    /// `DEBUG`: whether the log reveals more than it should for people's own good.
    pub debug: bool,
    /// The variables `DB_*` that are set but ignored, because `DATABASE_URL` is set too.
    pub ignored: Vec<&'static str>,
}

/// Where the audit's key is kept.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyAt {
    /// In the environment.
    Given(AuditKey),
    /// In a file, which is created if it does not exist.
    File(PathBuf),
}

impl KeyAt {
    /// The key.
    ///
    /// # Errors
    /// The file cannot be read or created, with what to set.
    pub fn key(&self) -> Result<AuditKey, String> {
        match self {
            Self::Given(key) => Ok(key.clone()),
            Self::File(path) => AuditKey::from_file(path).map_err(|e| {
                format!("the audit's key cannot be kept in {} (CONSULTA_AUDIT_KEY_FILE): {e}", path.display())
            }),
        }
    }
}

impl KeyAt {
    /// The key, if it exists: no file is created.
    ///
    /// # Errors
    /// The file cannot be read, with what to set.
    pub fn existing(&self) -> Result<Option<AuditKey>, String> {
        match self {
            Self::File(path) if !path.exists() => Ok(None),
            _ => self.key().map(Some),
        }
    }
}

impl fmt::Display for KeyAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Given(_) => f.write_str("CONSULTA_AUDIT_KEY"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl fmt::Debug for Config {
    /// Omits the database URL, which may contain a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config").field("addr", &self.addr).finish_non_exhaustive()
    }
}

impl Config {
    /// Reads the variables through `get`.
    ///
    /// # Errors
    /// The first variable that could not be understood, and what to set.
    pub fn read(get: impl Fn(&'static str) -> Option<String>) -> Result<Self, ConfigError> {
        let given = |variable| get(variable).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
        let database = database::read(given)?;
        let database_url = database.url;
        let addr = given("CONSULTA_ADDR").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let addr = addr.parse().map_err(|_| ConfigError {
            variable: "CONSULTA_ADDR",
            given: addr,
            expected: "set it to an address and a port, such as 127.0.0.1:3000",
        })?;
        let public_url = given("CONSULTA_PUBLIC_URL");
        if let Some(url) = public_url.as_ref().filter(|url| !url.starts_with("http://") && !url.starts_with("https://"))
        {
            let expected = "set it to how people reach the server, such as https://clinic.example";
            return Err(ConfigError { variable: "CONSULTA_PUBLIC_URL", given: url.clone(), expected });
        }
        let trust_proxy = yes(given, "CONSULTA_TRUST_PROXY")?;
        let debug = yes(given, "DEBUG")?;
        let metrics = given("CONSULTA_METRICS").map(|addr| {
            addr.parse().map_err(|_| ConfigError {
                variable: "CONSULTA_METRICS",
                given: addr,
                expected: "set it to an address and a port of its own, such as 127.0.0.1:9090",
            })
        });
        let metrics = metrics.transpose()?;
        let backups = given("CONSULTA_BACKUPS").map(PathBuf::from);
        let (backup_passphrase, backup_key_file) = backup::read(given)?;
        let wait = given("CONSULTA_DATABASE_WAIT").unwrap_or_else(|| "60".to_owned());
        let database_wait = wait.parse().map(Duration::from_secs).map_err(|_| ConfigError {
            variable: "CONSULTA_DATABASE_WAIT",
            given: wait,
            expected: "set it to a number of seconds, such as 60",
        })?;
        let site_root = given("CONSULTA_SITE_ROOT").unwrap_or_else(|| "target/site".to_owned()).into();
        let documents = match given("CONSULTA_DOCUMENTS") {
            Some(place) => documents(place)?,
            None => Place::Folder(beside(&database_url, "documents")),
        };
        let scanner = given("CONSULTA_SCAN_COMMAND").and_then(|command| Scanner::of(&command));
        let audit_key = match given("CONSULTA_AUDIT_KEY") {
            Some(secret) => KeyAt::Given(AuditKey::from_secret(&secret).ok_or(ConfigError {
                variable: "CONSULTA_AUDIT_KEY",
                given: "too short".to_owned(),
                expected: "set it to a secret of 32 characters or more, the same for every process",
            })?),
            None => {
                let file = given("CONSULTA_AUDIT_KEY_FILE").map(PathBuf::from);
                KeyAt::File(file.unwrap_or_else(|| beside(&database_url, "audit.key")))
            }
        };
        let mail = mail::read(given, public_url.as_deref(), addr)?;
        let push = push::read(given, public_url.as_deref(), mail.as_ref())?;
        Ok(Self {
            database_url,
            traffic: database.traffic,
            database_direct_url: database.direct,
            addr,
            site_root,
            public_url,
            trust_proxy,
            database_wait,
            documents,
            scanner,
            audit_key,
            mail,
            push,
            backups,
            backup_passphrase,
            backup_key_file,
            metrics,
            debug,
            ignored: database.ignored,
        })
    }

    /// Whether cookies are sent over TLS only: everywhere except on this machine, and unless `CONSULTA_PUBLIC_URL` says `http://`.
    #[must_use]
    pub fn secure_cookies(&self) -> bool {
        match &self.public_url {
            Some(url) => url.starts_with("https://"),
            None => !self.addr.ip().is_loopback(),
        }
    }
}

fn documents(given: String) -> Result<Place, ConfigError> {
    let Some(bucket) = given.strip_prefix("s3://") else {
        if given.contains("://") {
            let expected = "set it to a folder, or to s3://bucket/prefix";
            // A URL may contain a password: show only its scheme.
            let given = given.split(':').next().unwrap_or_default().to_owned();
            return Err(ConfigError { variable: "CONSULTA_DOCUMENTS", given, expected });
        }
        return Ok(Place::Folder(given.into()));
    };
    let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if name.is_empty() || !name.chars().all(is_name) {
        let expected = "set it to s3://bucket/prefix; keys and the endpoint go into the variables AWS_*";
        return Err(ConfigError { variable: "CONSULTA_DOCUMENTS", given: "s3".to_owned(), expected });
    }
    Ok(Place::Bucket { name: name.to_owned(), prefix: prefix.trim_matches('/').to_owned() })
}

/// A path with this name beside the database file, or else in `data`.
fn beside(database_url: &str, name: &str) -> PathBuf {
    let file = database_url.strip_prefix("sqlite:").map(|rest| rest.split('?').next().unwrap_or_default());
    let file = file.map(|file| file.strip_prefix("//").unwrap_or(file));
    let folder = file.and_then(|file| Path::new(file).parent()).unwrap_or(Path::new("data"));
    folder.join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn nothing_set_means_an_embedded_file_on_this_machine() {
        let config = read(&[]).expect("the defaults are valid");
        assert_eq!(config.database_url, DEFAULT_DATABASE);
        assert!(config.addr.ip().is_loopback());
        assert!(!config.tls() && !config.trust_proxy);
    }

    #[test]
    fn cookies_go_over_tls_only_but_on_this_machine_and_where_it_is_said() {
        for (pairs, secure, warnings) in [
            (&[][..], false, 0),
            (&[("CONSULTA_ADDR", "0.0.0.0:80")], true, 1),
            (&[("CONSULTA_ADDR", "0.0.0.0:80"), ("CONSULTA_PUBLIC_URL", "http://clinic.lan")], false, 1),
            (&[("CONSULTA_PUBLIC_URL", "https://clinic.example")], true, 1),
            (&[("CONSULTA_PUBLIC_URL", "https://clinic.example"), ("CONSULTA_TRUST_PROXY", "1")], true, 0),
        ] {
            let config = read(pairs).expect("understood");
            assert_eq!((config.secure_cookies(), config.warnings().len()), (secure, warnings), "{pairs:?}");
        }
    }

    #[test]
    fn documents_are_kept_beside_the_database_or_where_it_is_said() {
        let place = |pairs: &[(&'static str, &str)]| read(pairs).expect("understood").documents;
        assert_eq!(place(&[]), Place::Folder("data/documents".into()));
        assert_eq!(
            place(&[("DATABASE_URL", "sqlite:///var/c/x.db?mode=rw")]),
            Place::Folder("/var/c/documents".into())
        );
        assert_eq!(place(&[("DATABASE_URL", "postgres://me@localhost/db")]), Place::Folder("data/documents".into()));
        assert_eq!(place(&[("CONSULTA_DOCUMENTS", "/srv/files")]), Place::Folder("/srv/files".into()));
        let bucket = Place::Bucket { name: "clinic".into(), prefix: "a/b".into() };
        assert_eq!(place(&[("CONSULTA_DOCUMENTS", "s3://clinic/a/b/")]), bucket);
        for wrong in ["s3://", "s3://key:secret@host/bucket", "ftp://me:secret@host/x"] {
            let error = read(&[("CONSULTA_DOCUMENTS", wrong)]).expect_err(wrong).to_string();
            assert!(error.starts_with("CONSULTA_DOCUMENTS") && !error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn the_audits_key_is_given_or_kept_beside_the_database_or_where_it_is_said() {
        let key = |pairs: &[(&'static str, &str)]| read(pairs).expect("understood").audit_key;
        assert!(key(&[]) == KeyAt::File("data/audit.key".into()));
        assert!(key(&[("DATABASE_URL", "sqlite:/var/c/x.db")]) == KeyAt::File("/var/c/audit.key".into()));
        assert!(key(&[("CONSULTA_AUDIT_KEY_FILE", "/run/secrets/audit")]) == KeyAt::File("/run/secrets/audit".into()));
        assert!(matches!(key(&[("CONSULTA_AUDIT_KEY", &"k".repeat(32))]), KeyAt::Given(_)));
        let error = read(&[("CONSULTA_AUDIT_KEY", "hunter2")]).expect_err("too short").to_string();
        assert!(error.starts_with("CONSULTA_AUDIT_KEY") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn others_reach_what_has_an_address_of_the_network_or_a_public_one() {
        let exposed = |pairs: &[(&'static str, &str)]| read(pairs).expect("understood").is_exposed();
        assert!(!exposed(&[]) && !exposed(&[("CONSULTA_ADDR", "[::1]:80")]));
        assert!(exposed(&[("CONSULTA_ADDR", "0.0.0.0:3000")]) && exposed(&[("CONSULTA_ADDR", "[::]:3000")]));
        assert!(exposed(&[("CONSULTA_PUBLIC_URL", "https://clinic.example")]));
        assert!(exposed(&[("CONSULTA_TRUST_PROXY", "1")]), "a proxy is there to be reached");
    }

    #[test]
    fn a_wrong_value_is_named_with_what_to_set_and_without_its_password() {
        let error = read(&[("DATABASE_URL", "mysql://me:secret@host/db")]).expect_err("not a known database");
        assert!(error.to_string().contains("DATABASE_URL") && error.to_string().contains("postgres://"));
        assert!(!error.to_string().contains("secret"));
        for (variable, value) in [
            ("CONSULTA_ADDR", "3000"),
            ("CONSULTA_TRUST_PROXY", "maybe"),
            ("CONSULTA_PUBLIC_URL", "x"),
            ("CONSULTA_METRICS", "9090"),
            ("DEBUG", "some"),
            ("CONSULTA_DATABASE_WAIT", "a minute"),
        ] {
            assert!(read(&[(variable, value)]).expect_err(variable).to_string().starts_with(variable));
        }
    }
}
