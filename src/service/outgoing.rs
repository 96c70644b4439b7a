//! Requests to other servers at addresses that people typed. None of these may be inside a private network: otherwise anyone who
//! can type an address could reach what only this machine can.

use std::{
    error::Error,
    net::{IpAddr, SocketAddr},
    sync::OnceLock,
    time::Duration,
};

use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::HeaderMap,
    redirect::Policy,
};

use crate::domain::{
    network::{Reach, is_public},
    not_sent::NotSent,
};

const LONGEST: Duration = Duration::from_secs(10);

/// Why an address is not requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAddress {
    /// It is malformed, or not over TLS.
    Malformed,
    /// It is inside a private network.
    Private,
}

/// The client for other servers. The first request sets it up.
#[derive(Debug)]
pub struct Outgoing {
    reach: Reach,
    longest: Duration,
    client: OnceLock<Result<Client, String>>,
}

impl Default for Outgoing {
    fn default() -> Self {
        Self::new(Reach::default())
    }
}

impl Outgoing {
    /// A client with this reach.
    #[must_use]
    pub fn new(reach: Reach) -> Self {
        Self { reach, longest: LONGEST, client: OnceLock::new() }
    }

    /// The same, waiting no longer than this for an answer.
    #[must_use]
    pub fn within(self, longest: Duration) -> Self {
        Self { longest, ..self }
    }

    /// Parses an address. What its name resolves to is checked with each request, because that can change.
    ///
    /// # Errors
    /// Why it is not requested.
    pub fn address(&self, text: &str) -> Result<Url, NoAddress> {
        let url = Url::parse(text).map_err(|_| NoAddress::Malformed)?;
        let is_ours = self.reach == Reach::Anywhere && url.scheme() == "http";
        let is_plain = url.username().is_empty() && url.password().is_none();
        if !(url.scheme() == "https" || is_ours) || !is_plain {
            return Err(NoAddress::Malformed);
        }
        let host = url.host_str().ok_or(NoAddress::Malformed)?;
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_private = match bare.parse::<IpAddr>() {
            Ok(address) => !is_public(address),
            Err(_) => is_local_name(bare),
        };
        if is_private && self.reach == Reach::Public { Err(NoAddress::Private) } else { Ok(url) }
    }

    /// Posts to an address, and returns the status of the response, of which nothing else is read. No redirect is followed.
    ///
    /// # Errors
    /// Why there was no response.
    pub async fn post(&self, address: &str, headers: HeaderMap, body: String) -> Result<u16, NotSent> {
        let url = self.address(address).map_err(|why| match why {
            NoAddress::Malformed => NotSent::NoAddress,
            NoAddress::Private => NotSent::Private,
        })?;
        let client = self.client.get_or_init(|| client(self.reach, self.longest));
        let client = client.as_ref().map_err(|e| NotSent::Said(e.clone()))?;
        let sent = client.post(url).headers(headers).body(body).send().await;
        sent.map(|answer| answer.status().as_u16()).map_err(|e| reason(&e))
    }
}

/// The innermost cause says most, and contains no address.
pub(super) fn reason(error: &reqwest::Error) -> NotSent {
    if error.is_timeout() {
        return NotSent::TimedOut;
    }
    let mut cause: &(dyn Error + 'static) = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if cause.is::<NotPublic>() { NotSent::Private } else { NotSent::Said(cause.to_string()) }
}

/// A client for servers within reach. It follows no redirect, because that could lead out of it.
pub(super) fn client(reach: Reach, longest: Duration) -> Result<Client, String> {
    // Doing this twice does no harm.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = Client::builder()
        .user_agent("Consulta")
        .redirect(Policy::none())
        // A proxy would resolve names itself.
        .no_proxy()
        .connect_timeout(longest)
        .timeout(longest)
        .pool_max_idle_per_host(2);
    let client = match reach {
        Reach::Public => client.https_only(true).dns_resolver(PublicOnly),
        Reach::Anywhere => client,
    };
    client.build().map_err(|e| e.to_string())
}

/// A resolver that finds only public addresses.
#[derive(Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            public_only(found)
        })
    }
}

/// A name that resolves outside the public network.
#[derive(Debug, thiserror::Error)]
#[error("not in the public network")]
struct NotPublic;

/// All of them, or none: a name that also resolves to a private address is not trusted at all.
fn public_only(found: Vec<SocketAddr>) -> Result<Addrs, Box<dyn Error + Send + Sync>> {
    if found.is_empty() || found.iter().any(|address| !is_public(address.ip())) {
        return Err(NotPublic.into());
    }
    Ok(Box::new(found.into_iter()))
}

/// Names that stand for this machine or its network.
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let ends = [".localhost", ".local", ".internal", ".lan", ".home.arpa"];
    !name.contains('.') || ends.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_leads_into_a_private_network() {
        let outgoing = Outgoing::default();
        for fine in ["https://program.example/hook?a=1", "https://8.8.8.8:8443/", "https://[2606:4700::1]/"] {
            assert!(outgoing.address(fine).is_ok(), "{fine}");
        }
        for private in [
            "https://localhost/",
            "https://printer/",
            "https://db.internal/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://10.0.0.1/",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:a00:1::]/",
        ] {
            assert_eq!(outgoing.address(private), Err(NoAddress::Private), "{private}");
        }
        for wrong in ["http://program.example/", "ftp://a.example/", "https://a:b@program.example/", "program", ""] {
            assert_eq!(outgoing.address(wrong), Err(NoAddress::Malformed), "{wrong}");
        }
    }

    #[test]
    fn a_name_that_leads_to_a_neighbour_is_not_connected_to() {
        let found = |given: &[&str]| {
            let addresses = given.iter().map(|ip| SocketAddr::new(ip.parse().expect("an address"), 0)).collect();
            public_only(addresses).map(Iterator::count).ok()
        };

        assert_eq!(found(&["8.8.8.8", "2606:4700:4700::1111"]), Some(2));
        assert_eq!(found(&["127.0.0.1"]), None);
        assert_eq!(found(&["8.8.8.8", "10.0.0.1"]), None);
        assert_eq!(found(&["8.8.8.8", "::1"]), None);
        assert_eq!(found(&[]), None);
    }

    #[tokio::test]
    async fn this_machine_is_not_found_by_its_name() {
        let refused = PublicOnly.resolve("localhost".parse().expect("a name")).await;

        assert!(refused.is_err());
    }
}
