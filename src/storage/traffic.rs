//! Who could eavesdrop on the traffic to a database.

use std::{net::IpAddr, str::FromStr};

use sqlx::postgres::{PgConnectOptions, PgSslMode};

use super::db::Db;
use crate::storage::error::StorageResult;

/// How traffic to a database is protected, best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Traffic {
    /// It never leaves this machine.
    #[default]
    Here,
    /// It is encrypted, and the server's certificate is checked against its name.
    Verified,
    /// It is encrypted, but someone in between could impersonate the server.
    Unverified,
    /// It may cross the network unencrypted.
    Plain,
}

impl Db {
    /// How traffic to the database that `url` names is protected.
    ///
    /// # Errors
    /// If the address cannot be parsed.
    pub fn traffic(url: &str) -> StorageResult<Traffic> {
        if url.starts_with("sqlite:") {
            return Ok(Traffic::Here);
        }
        let server = PgConnectOptions::from_str(url)?;
        let host = server.get_host();
        let is_address_of_ours =
            host.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback());
        let is_here =
            server.get_socket().is_some() || host.starts_with('/') || host == "localhost" || is_address_of_ours;
        Ok(match server.get_ssl_mode() {
            _ if is_here => Traffic::Here,
            PgSslMode::VerifyFull => Traffic::Verified,
            PgSslMode::Require | PgSslMode::VerifyCa => Traffic::Unverified,
            PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer => Traffic::Plain,
        })
    }

    /// Whether traffic to a PostgreSQL server could be read or altered on the way: it is on another machine, and its certificate is
    /// not checked against its name.
    ///
    /// # Errors
    /// If the address cannot be parsed.
    pub fn goes_in_the_clear(url: &str) -> StorageResult<bool> {
        Ok(matches!(Self::traffic(url)?, Traffic::Unverified | Traffic::Plain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_verified_server_or_one_on_this_machine_is_safe() {
        for (url, traffic) in [
            ("sqlite:data/consulta.db", Traffic::Here),
            ("postgres://me@localhost/c", Traffic::Here),
            ("postgres://me@127.0.0.1/c?sslmode=disable", Traffic::Here),
            ("postgres://me@db/c?sslmode=verify-full", Traffic::Verified),
            ("postgres://me@db/c?sslmode=require", Traffic::Unverified),
            ("postgres://me@db/c?sslmode=verify-ca", Traffic::Unverified),
            ("postgres://me@db/c?sslmode=prefer", Traffic::Plain),
            ("postgres://me@db/c?sslmode=disable", Traffic::Plain),
        ] {
            assert_eq!(Db::traffic(url).expect("an address"), traffic, "{url}");
        }
    }
}
