//! Push messages: the endpoint that a browser has them sent to, and the keys that encrypt them. Both come from the browser, so
//! neither is trusted: the server must never send to an address in our own network.

mod base64url;

pub use self::base64url::{decode, encode};
use super::network::Reach;

/// How many of an account's devices can get messages; another one replaces the least recently used.
pub const MOST_DEVICES: i64 = 10;

/// The longest address that is accepted. Those in use have between 150 and 600 characters.
const LONGEST_ENDPOINT: usize = 2_000;
/// The length of an uncompressed point of P-256, and of the secret that goes with it.
const POINT: usize = 65;
const SECRET: usize = 16;

/// A push service's address, with the secret part that identifies one browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    address: String,
    scheme: usize,
    host_ends: usize,
    authority_ends: usize,
}

impl std::fmt::Debug for Endpoint {
    /// Anyone who knows the whole address can send to the browser.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Endpoint({})", self.host())
    }
}

impl Endpoint {
    /// Parses an address that may be sent to. Only names are accepted; the addresses they resolve to are checked when a message is
    /// sent.
    #[must_use]
    pub fn parse(given: &str, reach: Reach) -> Option<Self> {
        if given.len() > LONGEST_ENDPOINT || !given.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return None;
        }
        let scheme = match reach {
            Reach::Public => "https://",
            Reach::Anywhere => "http://",
        };
        let rest = given.strip_prefix(scheme)?;
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let is_accepted = match reach {
            Reach::Public => is_public_name(host) && matches!(port, None | Some("443")),
            Reach::Anywhere => !host.is_empty(),
        };
        is_accepted.then(|| Self {
            address: given.to_owned(),
            scheme: scheme.len(),
            host_ends: scheme.len() + host.len(),
            authority_ends: scheme.len() + authority.len(),
        })
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The host name: `fcm.googleapis.com`.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.address[self.scheme..self.host_ends]
    }

    /// The audience of a signature: `https://fcm.googleapis.com`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.address[..self.authority_ends]
    }
}

/// Whether a host is a fully qualified name, and not an IP address in any notation: `127.1`, `0x7f.1`, `2130706433`.
fn is_public_name(host: &str) -> bool {
    const OURS: [&str; 7] = ["localhost", "local", "internal", "lan", "invalid", "test", "arpa"];
    let host = host.strip_suffix('.').unwrap_or(host);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    host.len() <= 253
        && host.split('.').all(is_label)
        && !last.starts_with(|c: char| c.is_ascii_digit())
        && !OURS.iter().any(|own| last.eq_ignore_ascii_case(own))
}

/// The keys that encrypt messages to a browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// Its public key, a point of P-256.
    pub point: Vec<u8>,
    /// The secret that it shares with us.
    pub secret: Vec<u8>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// The keys, if their lengths are right. Whether the point is on the curve is checked when it is used.
    #[must_use]
    pub fn parse(p256dh: &str, auth: &str) -> Option<Self> {
        let (point, secret) = (decode(p256dh)?, decode(auth)?);
        let fits = point.len() == POINT && point.first() == Some(&4) && secret.len() == SECRET;
        fits.then_some(Self { point, secret })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_names_over_tls_and_on_its_own_port_are_sent_to() {
        for (given, host, origin) in [
            ("https://fcm.googleapis.com/fcm/send/a:b-c_d", "fcm.googleapis.com", "https://fcm.googleapis.com"),
            ("https://push.example.com:443/x?y=1", "push.example.com", "https://push.example.com:443"),
            ("https://push.example.com", "push.example.com", "https://push.example.com"),
            ("https://push.example.com?x=a@b", "push.example.com", "https://push.example.com"),
        ] {
            let endpoint = Endpoint::parse(given, Reach::Public).expect(given);
            assert_eq!((endpoint.as_str(), endpoint.host(), endpoint.origin()), (given, host, origin));
        }
        for given in [
            "",
            "http://push.example.com/x",
            "HTTPS://push.example.com/x",
            "ftp://push.example.com/x",
            "//push.example.com/x",
            "https:push.example.com/x",
            "https:///push.example.com/x",
            "https://push.example.com:80/x",
            "https://push.example.com:8443/x",
            "https://push.example.com:/x",
            "https://push.example.com:443:443/x",
            "https://me@push.example.com/x",
            "https://me:secret@push.example.com/x",
            "https://push.example.com:443@10.0.0.1/x",
            "https://push.example.com\\@10.0.0.1/x",
            "https://localhost/x",
            "https://localhost./x",
            "https://clinic.localhost/x",
            "https://printer.local/x",
            "https://db.internal/x",
            "https://router.lan/x",
            "https://1.0.0.127.in-addr.arpa/x",
            "https://intranet/x",
            "https://127.0.0.1/x",
            "https://127.1/x",
            "https://0x7f.1/x",
            "https://0x7f000001/x",
            "https://2130706433/x",
            "https://0177.0.0.1/x",
            "https://10.0.0.8/x",
            "https://169.254.169.254/latest/meta-data",
            "https://8.8.8.8/x",
            "https://[::1]/x",
            "https://[fd00::1]:443/x",
            "https://[2606:4700::1111]/x",
            "https://push..example.com/x",
            "https://-push.example.com/x",
            "https://push.example.com%2f@10.0.0.1/x",
            "https://pushé.example.com/x",
            "https://push.example.com/a b",
            "https://push.example.com/a\nHost: x",
        ] {
            assert_eq!(Endpoint::parse(given, Reach::Public), None, "{given}");
        }
        let long = format!("https://push.example.com/{}", "x".repeat(LONGEST_ENDPOINT));
        assert_eq!(Endpoint::parse(&long, Reach::Public), None);
    }

    #[test]
    fn an_address_is_shown_without_its_secret_part() {
        let endpoint = Endpoint::parse("https://push.example.com/secret", Reach::Public).expect("accepted");
        assert_eq!(format!("{endpoint:?}"), "Endpoint(push.example.com)");
    }

    #[test]
    fn keys_have_the_length_that_the_curve_gives_them() {
        let (point, secret) = (encode(&[&[4][..], &[7; 64]].concat()), encode(&[7; 16]));

        assert!(Keys::parse(&point, &secret).is_some());
        assert_eq!(Keys::parse(&encode(&[7; 65]), &secret), None, "compressed, or no point at all");
        assert_eq!(Keys::parse(&encode(&[4; 64]), &secret), None);
        assert_eq!(Keys::parse(&point, &encode(&[7; 15])), None);
        assert_eq!(Keys::parse(&point, ""), None);
        assert_eq!(Keys::parse("not base64!", &secret), None);
    }
}
