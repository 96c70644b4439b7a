//! Checks the answers of a browser and its authenticator as WebAuthn requires (Level 3, 7.1 and 7.2). The make of an authenticator
//! doesn't matter here, so its attestation is neither requested nor checked. The signatures are verified by ring.

use std::net::Ipv4Addr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{digest, signature};
use serde::{Deserialize, de::DeserializeOwned};

use super::cbor::{self, Value};

/// The maximum length of an answer, in bytes.
const LONGEST: usize = 32 * 1024;
/// The flags for user presence and user verification.
const PRESENT_AND_VERIFIED: u8 = 0x01 | 0x04;
const SYNCED: u8 = 0x10;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;

/// The site that passkeys are for: browsers offer them to no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Its domain, `clinic.example`. Changing it makes every existing passkey useless.
    pub id: String,
    /// The origin of its pages, `https://clinic.example`.
    pub origin: String,
}

impl Site {
    /// The site at a URL; `None` where browsers don't support passkeys: without TLS except on this machine, and at an address
    /// without a name.
    #[must_use]
    pub fn of(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let (host, port) = authority.split_once(':').unwrap_or((&authority, ""));
        let is_local = host == "localhost" || host.ends_with(".localhost");
        let is_secure = scheme == "https" || scheme == "http" && is_local;
        let is_name = !host.is_empty() && !host.starts_with('[') && host.parse::<Ipv4Addr>().is_err();
        let usual = if scheme == "https" { "443" } else { "80" };
        let port = if port.is_empty() || port == usual { String::new() } else { format!(":{port}") };
        (is_secure && is_name).then(|| Self { id: host.to_owned(), origin: format!("{scheme}://{host}{port}") })
    }
}

/// A public key, of one of the supported kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PublicKey {
    Es256(Vec<u8>),
    EdDsa(Vec<u8>),
    Rs256 { n: Vec<u8>, e: Vec<u8> },
}

/// The COSE identifiers of those kinds, preferred first.
pub(super) const ALGORITHMS: [i64; 3] = [-7, -8, -257];

impl PublicKey {
    /// Parses a COSE key.
    fn of(key: &Value<'_>) -> Option<Self> {
        let part = |name: i64| key.bytes(&Value::Integer(name));
        let coordinate = |name| part(name).filter(|bytes| bytes.len() == 32);
        match (key.integer(1)?, key.integer(3)?) {
            (2, -7) if key.integer(-1) == Some(1) => {
                Some(Self::Es256([&[0x04], coordinate(-2)?, coordinate(-3)?].concat()))
            }
            (1, -8) if key.integer(-1) == Some(6) => Some(Self::EdDsa(coordinate(-2)?.to_vec())),
            (3, -257) => {
                let (n, e) = (part(-1)?, part(-2)?);
                let is_usual = (256..=1_024).contains(&n.len()) && (1..=8).contains(&e.len());
                is_usual.then(|| Self::Rs256 { n: n.to_vec(), e: e.to_vec() })
            }
            _ => None,
        }
    }

    /// The stored form.
    pub fn to_text(&self) -> String {
        match self {
            Self::Es256(key) => format!("es256:{}", hex::encode(key)),
            Self::EdDsa(key) => format!("eddsa:{}", hex::encode(key)),
            Self::Rs256 { n, e } => format!("rs256:{}:{}", hex::encode(n), hex::encode(e)),
        }
    }

    /// Parses the stored form.
    pub fn from_text(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        match parts[..] {
            ["es256", key] => Some(Self::Es256(hex::decode(key).ok()?)),
            ["eddsa", key] => Some(Self::EdDsa(hex::decode(key).ok()?)),
            ["rs256", n, e] => Some(Self::Rs256 { n: hex::decode(n).ok()?, e: hex::decode(e).ok()? }),
            _ => None,
        }
    }

    fn has_signed(&self, message: &[u8], by: &[u8]) -> bool {
        let verified = match self {
            Self::Es256(key) => {
                signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_ASN1, key).verify(message, by)
            }
            Self::EdDsa(key) => signature::UnparsedPublicKey::new(&signature::ED25519, key).verify(message, by),
            Self::Rs256 { n, e } => {
                let key = signature::RsaPublicKeyComponents { n, e };
                key.verify(&signature::RSA_PKCS1_2048_8192_SHA256, message, by)
            }
        };
        verified.is_ok()
    }
}

#[derive(Debug)]
pub(super) struct Registered {
    pub credential: String,
    pub key: PublicKey,
    pub sign_count: i64,
    pub synced: bool,
}

/// The data that the authenticator signs.
struct AuthenticatorData<'a> {
    flags: u8,
    sign_count: i64,
    /// The new credential's ID and key.
    credential: Option<(&'a [u8], PublicKey)>,
}

impl<'a> AuthenticatorData<'a> {
    /// `None` unless it is complete, for this site, and the user was present and verified.
    fn read(bytes: &'a [u8], site: &Site) -> Option<Self> {
        let (site_hash, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (count, mut rest) = rest.split_at_checked(4)?;
        let is_ours = site_hash == digest::digest(&digest::SHA256, site.id.as_bytes()).as_ref();
        if !is_ours || flags & PRESENT_AND_VERIFIED != PRESENT_AND_VERIFIED {
            return None;
        }
        let mut credential = None;
        if flags & HAS_CREDENTIAL != 0 {
            let (_make, after) = rest.split_at_checked(16)?;
            let (length, after) = after.split_at_checked(2)?;
            let length = length.iter().fold(0, |number, byte| number << 8 | usize::from(*byte));
            let (id, after) = after.split_at_checked(length)?;
            let (key, after) = cbor::read(after)?;
            credential = Some((id, PublicKey::of(&key)?));
            rest = after;
        }
        if flags & HAS_EXTENSIONS != 0 {
            rest = cbor::read(rest)?.1;
        }
        let sign_count = count.iter().fold(0, |number, byte| number << 8 | i64::from(*byte));
        rest.is_empty().then_some(Self { flags: *flags, sign_count, credential })
    }

    fn synced(&self) -> bool {
        self.flags & SYNCED != 0
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent<R> {
    raw_id: String,
    response: R,
}

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

/// Encodes bytes as browsers do.
pub(super) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

fn parse<R: DeserializeOwned>(sent: &str) -> Option<Sent<R>> {
    serde_json::from_str(sent).ok().filter(|_| sent.len() <= LONGEST)
}

/// Whether the browser answers this challenge, for this purpose, on one of our pages.
fn is_answer(client_data: &[u8], kind: &str, challenge: &[u8], site: &Site) -> bool {
    let said: Option<ClientData> = serde_json::from_slice(client_data).ok();
    said.is_some_and(|said| {
        said.kind == kind
            && decode(&said.challenge).as_deref() == Some(challenge)
            && said.origin == site.origin
            && !said.cross_origin
    })
}

/// The new passkey, if this is the answer to that challenge.
pub(super) fn registered(sent: &str, challenge: &[u8], site: &Site) -> Option<Registered> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Attestation {
        #[serde(rename = "clientDataJSON")]
        client_data: String,
        attestation_object: String,
    }

    let sent: Sent<Attestation> = parse(sent)?;
    if !is_answer(&decode(&sent.response.client_data)?, "webauthn.create", challenge, site) {
        return None;
    }
    let object = decode(&sent.response.attestation_object)?;
    let (object, rest) = cbor::read(&object)?;
    let data = AuthenticatorData::read(object.bytes(&Value::Text("authData"))?, site)?;
    let synced = data.synced();
    let (id, key) = data.credential?;
    let is_whole = rest.is_empty() && (1..=1_023).contains(&id.len()) && decode(&sent.raw_id).as_deref() == Some(id);
    is_whole.then(|| Registered { credential: encode(id), key, sign_count: data.sign_count, synced })
}

/// A passkey's answer when someone signs in.
#[derive(Debug)]
pub(super) struct Assertion {
    /// The credential ID of the passkey.
    pub credential: String,
    /// The handle of the account, if the passkey gives it.
    pub user_handle: Option<String>,
    client_data: Vec<u8>,
    data: Vec<u8>,
    signature: Vec<u8>,
}

impl Assertion {
    /// Parses an answer that can be checked.
    pub fn read(sent: &str) -> Option<Self> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Response {
            #[serde(rename = "clientDataJSON")]
            client_data: String,
            authenticator_data: String,
            signature: String,
            user_handle: Option<String>,
        }

        let Sent { raw_id, response } = parse::<Response>(sent)?;
        let user_handle = match response.user_handle.as_deref() {
            None | Some("") => None,
            Some(text) => Some(encode(&decode(text)?)),
        };
        Some(Self {
            credential: encode(&decode(&raw_id)?),
            user_handle,
            client_data: decode(&response.client_data)?,
            data: decode(&response.authenticator_data)?,
            signature: decode(&response.signature)?,
        })
    }

    /// If it is this key's answer to that challenge: its use counter, and whether it is synced between devices.
    pub fn check(&self, key: &PublicKey, challenge: &[u8], site: &Site) -> Option<(i64, bool)> {
        if !is_answer(&self.client_data, "webauthn.get", challenge, site) {
            return None;
        }
        let data = AuthenticatorData::read(&self.data, site)?;
        let hash = digest::digest(&digest::SHA256, &self.client_data);
        let message = [&self.data, hash.as_ref()].concat();
        key.has_signed(&message, &self.signature).then(|| (data.sign_count, data.synced()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_a_name_and_tls_or_is_on_this_machine() {
        let of = |url| Site::of(url).map(|site| (site.id, site.origin));
        let some = |id: &str, origin: &str| Some((id.to_owned(), origin.to_owned()));

        assert_eq!(of("https://Clinic.example/base"), some("clinic.example", "https://clinic.example"));
        assert_eq!(of("https://clinic.example:443"), some("clinic.example", "https://clinic.example"));
        assert_eq!(of("https://clinic.example:8443/"), some("clinic.example", "https://clinic.example:8443"));
        assert_eq!(of("http://localhost:3000"), some("localhost", "http://localhost:3000"));
        for none in
            ["http://clinic.example", "https://203.0.113.9", "https://[2001:db8::1]:443", "ftp://x", "clinic", ""]
        {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn a_key_is_stored_and_read_again() {
        for key in [
            PublicKey::Es256(vec![4, 1, 2]),
            PublicKey::EdDsa(vec![7; 32]),
            PublicKey::Rs256 { n: vec![9; 256], e: vec![1, 0, 1] },
        ] {
            assert_eq!(PublicKey::from_text(&key.to_text()), Some(key));
        }
        assert_eq!(PublicKey::from_text("es512:00"), None);
    }
}
