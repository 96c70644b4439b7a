//! Where a request comes from, for counting purposes: a network, because whoever has one address also has its neighbours.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// A network, or this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The network's first address: 256 addresses of version 4, or what one subscriber has in version 6 (/64).
    Network(IpAddr),
    /// This machine, or an unknown address: behind a proxy that is not trusted, everyone.
    Local,
}

impl Source {
    /// The network of an address.
    #[must_use]
    pub fn of(address: &str) -> Self {
        match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(address) if address.is_loopback() => Self::Local,
            Ok(IpAddr::V4(address)) => {
                let [a, b, c, _] = address.octets();
                Self::Network(Ipv4Addr::new(a, b, c, 0).into())
            }
            Ok(IpAddr::V6(address)) => {
                let [a, b, c, d, ..] = address.segments();
                Self::Network(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
            Err(_) => Self::Local,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network(IpAddr::V4(first)) => write!(f, "{first}/24"),
            Self::Network(IpAddr::V6(first)) => write!(f, "{first}/64"),
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
            ("somewhere", "this machine"),
        ] {
            assert_eq!(Source::of(address).to_string(), network, "{address}");
        }
    }
}
