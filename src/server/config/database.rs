//! Which database to use: `DATABASE_URL`, or else the variables `DB_*` that other systems use.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::variable::{ConfigError, yes};
use crate::storage::{db::Db, traffic::Traffic};

/// The default database.
pub const DEFAULT_DATABASE: &str = "sqlite:data/consulta.db";

/// A host name may contain a hyphen.
const ESCAPED: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_');

const PARTS: [&str; 5] = ["DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASSWORD"];

pub(super) struct Database {
    /// The URL, which may contain a password.
    pub url: String,
    /// How the connection to it is protected.
    pub traffic: Traffic,
    /// The same database past a pooler, if there is one in between.
    pub direct: Option<String>,
    /// The variables `DB_*` that are set but ignored.
    pub ignored: Vec<&'static str>,
}

/// Reads the variables.
pub(super) fn read(given: impl Fn(&'static str) -> Option<String> + Copy) -> Result<Database, ConfigError> {
    let parts: Vec<&'static str> = PARTS.into_iter().filter(|name| given(name).is_some()).collect();
    let (variable, url, ignored) = match (given("DATABASE_URL"), parts.is_empty()) {
        (Some(url), _) => ("DATABASE_URL", url, parts),
        (None, true) => ("DATABASE_URL", DEFAULT_DATABASE.to_owned(), parts),
        (None, false) => ("DB_HOST", joined(given)?, Vec::new()),
    };
    let kinds = ["sqlite:", "postgres://", "postgresql://"];
    if !kinds.iter().any(|kind| url.starts_with(kind)) {
        // The URL may contain a password: show only its scheme.
        let given = url.split(':').next().unwrap_or_default().to_owned();
        let expected = "set it to sqlite:path/to/file.db or postgres://user:password@host/name";
        return Err(ConfigError { variable, given, expected });
    }
    let direct = given("DATABASE_DIRECT_URL").filter(|_| !url.starts_with("sqlite:"));
    if let Some(direct) = direct.as_ref().filter(|direct| !kinds[1..].iter().any(|kind| direct.starts_with(kind))) {
        let given = direct.split(':').next().unwrap_or_default().to_owned();
        let expected =
            "set it to the same database as DATABASE_URL, past the pooler: postgres://user:password@host/name";
        return Err(ConfigError { variable: "DATABASE_DIRECT_URL", given, expected });
    }
    if !url.starts_with("sqlite:") && !yes(given, "CONSULTA_ALLOW_PLAIN_DATABASE")? {
        refuse_plain(given, variable, &url)?;
        if let Some(direct) = &direct {
            refuse_plain(given, "DATABASE_DIRECT_URL", direct)?;
        }
    }
    let traffic = [Some(&url), direct.as_ref()].into_iter().flatten().map(|url| Db::traffic(url).unwrap_or_default());
    // The weakest of them: each connection carries records.
    let traffic = traffic.max().unwrap_or_default();
    Ok(Database { url, traffic, direct, ignored })
}

/// Refuses an address to which records would be sent unencrypted.
fn refuse_plain(
    given: impl Fn(&'static str) -> Option<String>,
    variable: &'static str,
    url: &str,
) -> Result<(), ConfigError> {
    let shown = if variable == "DB_HOST" { given("DB_HOST") } else { None };
    let shown = shown.unwrap_or_else(|| "postgres".to_owned());
    let wrong = |expected| ConfigError { variable, given: shown.clone(), expected };
    let clear = Db::goes_in_the_clear(url);
    if clear.map_err(|_| wrong("set it to postgres://user:password@host/name"))? {
        return Err(wrong(match variable {
            "DB_HOST" => {
                "records would go over the network unencrypted, or to whoever answers. Set PGSSLMODE=verify-full (and \
                 PGSSLROOTCERT=FILE where the certificate is of an authority of your own); on a network that nobody \
                 else is in, set CONSULTA_ALLOW_PLAIN_DATABASE=1"
            }
            _ => {
                "records would go over the network unencrypted, or to whoever answers. Add ?sslmode=verify-full (and \
                 &sslrootcert=FILE where the certificate is of an authority of your own); on a network that nobody \
                 else is in, set CONSULTA_ALLOW_PLAIN_DATABASE=1"
            }
        }));
    }
    Ok(())
}

/// The URL assembled from the parts: PostgreSQL, by default on this machine at its usual port.
fn joined(given: impl Fn(&'static str) -> Option<String>) -> Result<String, ConfigError> {
    let wrong = |variable, given: Option<String>, expected| ConfigError {
        variable,
        given: given.unwrap_or_default(),
        expected,
    };
    let name = given("DB_NAME").ok_or_else(|| wrong("DB_NAME", None, "set it to the name of the database"))?;
    let port = given("DB_PORT").unwrap_or_else(|| "5432".to_owned());
    if port.parse::<u16>().is_err() {
        return Err(wrong("DB_PORT", Some(port), "set it to a port, such as 5432"));
    }
    let host = given("DB_HOST").unwrap_or_else(|| "localhost".to_owned());
    // An IPv6 address is put in brackets, and everything else is escaped, such as the folder of a socket.
    let host = match host.trim_matches(['[', ']']) {
        address if address.contains(':') => format!("[{address}]"),
        host => host.split('.').map(escaped).collect::<Vec<_>>().join("."),
    };
    let user = match (given("DB_USER"), given("DB_PASSWORD")) {
        (Some(user), Some(password)) => format!("{}:{}@", escaped(&user), escaped(&password)),
        (Some(user), None) => format!("{}@", escaped(&user)),
        (None, Some(_)) => return Err(wrong("DB_USER", None, "set it to whom DB_PASSWORD belongs to")),
        (None, None) => String::new(),
    };
    Ok(format!("postgres://{user}{host}:{port}/{}", escaped(&name)))
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, &ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use crate::server::config::{Config, ConfigError};

    fn read(pairs: &[(&'static str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn records_do_not_go_over_a_network_that_can_be_listened_to() {
        let open = |url: &str, more: &[(&'static str, &str)]| read(&[&[("DATABASE_URL", url)], more].concat());
        for here in ["me@localhost", "me:secret@127.0.0.1:5433", "[::1]", "%2Frun%2Fpostgresql"] {
            assert!(open(&format!("postgres://{here}/db"), &[]).is_ok(), "{here}");
        }
        assert!(open("postgres:///db?host=/run/postgresql", &[]).is_ok());
        for mode in ["", "?sslmode=disable", "?sslmode=prefer", "?sslmode=require", "?sslmode=verify-ca"] {
            let url = format!("postgres://me:secret@db.clinic.example/db{mode}");
            let error = open(&url, &[]).expect_err(mode).to_string();
            assert!(error.contains("sslmode=verify-full") && !error.contains("secret"), "{error}");
            assert!(open(&url, &[("CONSULTA_ALLOW_PLAIN_DATABASE", "1")]).is_ok(), "{mode}");
        }
        for elsewhere in ["postgres://10.0.0.7/db", "postgresql://me@localhost/db?host=db.clinic.example"] {
            assert!(open(elsewhere, &[]).is_err(), "{elsewhere}");
        }
        assert!(open("postgres://me:secret@db.clinic.example/db?sslmode=verify-full", &[]).is_ok());
    }

    #[test]
    fn the_parts_make_an_address_whatever_signs_are_in_them() {
        let parts = [
            ("DB_HOST", "127.0.0.1"),
            ("DB_PORT", "5433"),
            ("DB_NAME", "my clinic"),
            ("DB_USER", "me@here"),
            ("DB_PASSWORD", "a:b/c#"),
        ];

        let config = read(&parts).expect("understood");

        assert_eq!(config.database_url, "postgres://me%40here:a%3Ab%2Fc%23@127.0.0.1:5433/my%20clinic");
        let socket = read(&[("DB_HOST", "/run/postgresql"), ("DB_NAME", "clinic")]).expect("understood");
        assert_eq!(socket.database_url, "postgres://%2Frun%2Fpostgresql:5432/clinic");
    }

    #[test]
    fn a_whole_address_wins_and_what_it_leaves_out_is_named_but_no_password() {
        let both = [("DATABASE_URL", "sqlite:x.db"), ("DB_HOST", "elsewhere"), ("DB_PASSWORD", "secret")];

        let config = read(&both).expect("understood");

        assert_eq!(config.database_url, "sqlite:x.db");
        let warning = config.warnings().join(" ");
        assert!(warning.contains("DB_HOST, DB_PASSWORD") && !warning.contains("secret"), "{warning}");
    }

    #[test]
    fn a_part_that_is_missing_or_wrong_is_named() {
        for (pairs, named) in [
            (&[("DB_HOST", "localhost")][..], "DB_NAME"),
            (&[("DB_NAME", "x"), ("DB_PORT", "many")], "DB_PORT"),
            (&[("DB_NAME", "x"), ("DB_PASSWORD", "secret")], "DB_USER"),
            (&[("DB_NAME", "x"), ("DB_HOST", "db.clinic.example")], "DB_HOST"),
        ] {
            let error = read(pairs).expect_err(named).to_string();
            assert!(error.starts_with(named) && !error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn a_way_past_a_pooler_is_to_postgresql_and_as_safe_as_the_other() {
        let server = ("DATABASE_URL", "postgres://localhost:6432/clinic");
        let past = |url| read(&[server, ("DATABASE_DIRECT_URL", url)]);

        let here = past("postgres://localhost:5432/clinic").expect("accepted");
        assert_eq!(here.database_direct_url.as_deref(), Some("postgres://localhost:5432/clinic"));
        for wrong in ["sqlite:x.db", "localhost", "postgres://elsewhere.example/clinic"] {
            let error = past(wrong).expect_err(wrong).to_string();
            assert!(error.contains("DATABASE_DIRECT_URL"), "{error}");
        }
        let ignored = read(&[("DATABASE_URL", "sqlite:x.db"), ("DATABASE_DIRECT_URL", "postgres://localhost/clinic")]);
        assert_eq!(ignored.expect("accepted").database_direct_url, None);
    }
}
