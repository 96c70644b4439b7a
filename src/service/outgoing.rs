//! What the server asks of other servers at addresses that people typed. None of them is inside a private network: whoever may type an
//! address could otherwise reach what only this machine can.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::OnceLock,
    time::Duration,
};

use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::HeaderMap,
    redirect::Policy,
};

const LONGEST: Duration = Duration::from_secs(10);

/// Where requests may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// To servers that everyone can reach, over TLS.
    #[default]
    Public,
    /// Anywhere: for tests, whose servers are on this machine.
    Anywhere,
}

/// Why an address is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAddress {
    /// It is none, or not one over TLS.
    Malformed,
    /// It is inside a private network.
    Private,
}

/// What speaks to other servers. The first request prepares it.
#[derive(Debug, Default)]
pub struct Outgoing {
    reach: Reach,
    client: OnceLock<Result<Client, String>>,
}

impl Outgoing {
    /// One that reaches so far.
    #[must_use]
    pub fn new(reach: Reach) -> Self {
        Self { reach, client: OnceLock::new() }
    }

    /// Reads an address. What its name stands for is looked at with each request, because that can change.
    ///
    /// # Errors
    /// Why it is not asked.
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

    /// Posts to an address, and returns the status of the answer, of which nothing else is read. No redirect is followed.
    ///
    /// # Errors
    /// Why there was no answer.
    pub async fn post(&self, address: &str, headers: HeaderMap, body: String) -> Result<u16, String> {
        let url = self.address(address).map_err(|why| match why {
            NoAddress::Malformed => "this is no address".to_owned(),
            NoAddress::Private => "this address is inside a private network".to_owned(),
        })?;
        let client = self.client.get_or_init(|| client(self.reach)).as_ref().map_err(Clone::clone)?;
        let sent = client.post(url).headers(headers).body(body).send().await;
        sent.map(|answer| answer.status().as_u16()).map_err(|e| reason(&e))
    }
}

/// The innermost cause says most, and no address.
fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn client(reach: Reach) -> Result<Client, String> {
    // Doing this twice does no harm.
    drop(rustls::crypto::ring::default_provider().install_default());
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(LONGEST)
        .connect_timeout(LONGEST)
        .user_agent("Consulta");
    if reach == Reach::Public {
        builder = builder.https_only(true).dns_resolver(PublicOnly);
    }
    builder.build().map_err(|e| e.to_string())
}

/// Finds only addresses that everyone can reach.
#[derive(Clone, Copy, Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("this name stands for no public address".into());
            }
            let all: Addrs = Box::new(public.into_iter());
            Ok(all)
        })
    }
}

/// Names that stand for this machine or its network.
fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    let ends = [".localhost", ".local", ".internal", ".lan", ".home.arpa"];
    !name.contains('.') || ends.iter().any(|end| name.ends_with(end))
}

/// Whether everyone can reach an address.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast();
    // This network, providers' own, protocols, relays of version 6, benchmarks, and what is reserved.
    let is_reserved = a == 0
        || a == 100 && (64..128).contains(&b)
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || a == 198 && (18..20).contains(&b)
        || a >= 240;
    !is_special && !is_reserved
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [first, second, ..] = address.segments();
    // Only what is given out, and of that neither tunnels, whose inner address could be any, nor examples.
    let is_given_out = first & 0xe000 == 0x2000;
    let is_special =
        first == 0x2002 || first == 0x2001 && (second < 0x200 || second == 0xdb8) || first & 0xfff0 == 0x3ff0;
    is_given_out && !is_special
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
}
