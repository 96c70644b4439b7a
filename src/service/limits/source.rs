//! Where a request comes from, for counting: a network, because anyone who has one address also has its neighbours.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// A network, or this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The network's first address: 256 addresses in IPv4, or one subscriber's range in IPv6 (/64).
    Network(IpAddr),
    /// A network as claimed by an undeclared proxy on this machine, which may pass on what anyone writes.
    Claimed(IpAddr),
    /// This machine, or an unknown address: behind a proxy that reports none, everyone.
    Local,
}

impl Source {
    /// The network of an address, or of one that is only [`claimed`].
    #[must_use]
    pub fn of(address: &str) -> Self {
        if let Some((_, claimed)) = address.split_once(CLAIMED) {
            return claimed.parse().map_or(Self::Local, |address| Self::Claimed(network(address, NETWORK)));
        }
        match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(address) if !address.is_loopback() => Self::Network(network(address, NETWORK)),
            _ => Self::Local,
        }
    }

    /// The range that one subscriber may control: a network in IPv4, and a /48 in IPv6.
    #[must_use]
    pub fn site(self) -> Self {
        match self {
            Self::Network(first) => Self::Network(network(first, SITE)),
            other => other,
        }
    }
}

/// The prefix lengths of IPv6 networks and sites.
const NETWORK: u32 = 64;
const SITE: u32 = 48;
/// Separates the address of a proxy from the one that it claims for its client.
const CLAIMED: &str = " for ";

/// An address that an undeclared proxy claims for its client.
#[must_use]
pub fn claimed(proxy: IpAddr, client: IpAddr) -> String {
    format!("{proxy}{CLAIMED}{client}")
}

/// The first address of the network that contains an address.
fn network(address: IpAddr, bits: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => Ipv4Addr::from_bits(address.to_bits() & !0xff).into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !(u128::MAX >> bits)).into(),
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(IpAddr::V4(first)) => write!(f, "{first}/24"),
            Self::Network(IpAddr::V6(first)) => write!(f, "{first}/64"),
            Self::Claimed(first) => write!(f, "{}, as this machine says", Self::Network(*first)),
            Self::Local => f.write_str("this machine"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_of_one_network() {
        for (address, network) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.1", "192.0.2.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("127.0.0.1", "this machine"),
            ("::1", "this machine"),
            ("", "this machine"),
            ("127.0.0.1 for 192.0.2.77", "192.0.2.0/24, as this machine says"),
            ("127.0.0.1 for nobody", "this machine"),
            ("somewhere", "this machine"),
        ] {
            assert_eq!(Source::of(address).to_string(), network, "{address}");
        }
    }

    #[test]
    fn a_site_is_all_that_one_subscriber_may_have() {
        let site = |address| Source::of(address).site();

        assert_eq!(site("2001:db8:1:2::7"), site("2001:db8:1:ffff::7"));
        assert_ne!(site("2001:db8:1:2::7"), site("2001:db8:2:2::7"));
        assert_eq!(site("192.0.2.77"), Source::of("192.0.2.1"));
    }
}
