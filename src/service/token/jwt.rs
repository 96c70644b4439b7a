//! Access tokens: signed, so that they are read without a query, and valid only for an hour.

use std::{fmt, sync::Once};

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    decode, encode,
    errors::ErrorKind,
    signature::{self, Signer, Verifier},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::Sha256;

use crate::{
    domain::account::Role,
    service::{Failure, Outcome},
    storage::{audit::AuditKey, random},
};

const ISSUER: &str = "consulta";
const AUDIENCE: &str = "consulta-api";
/// The audience of apps, which read records by FHIR and do nothing else: neither kind of token works in the other's place.
const APPS: &str = "consulta-apps";

/// The claims of an access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claims {
    /// The issuer.
    pub iss: String,
    /// The audience.
    pub aud: String,
    /// The subject: the key of an account.
    pub sub: String,
    /// The key of the family that it belongs to.
    pub sid: i64,
    /// Their email address.
    pub email: String,
    /// The role in which they start their day.
    pub role: Option<Role>,
    /// Every role.
    pub roles: Vec<Role>,
    /// The epoch of the credentials that were used.
    pub epoch: i64,
    /// When it was issued, UTC seconds.
    pub iat: i64,
    /// When it expires, UTC seconds.
    pub exp: i64,
}

impl Claims {
    /// Our issuer and audience, which are the same in every token.
    pub fn ours() -> (String, String) {
        (ISSUER.to_owned(), AUDIENCE.to_owned())
    }
}

/// The claims of an app's access token: nothing about the patient but their number, because anyone who has the token can read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::service) struct AppClaims {
    iss: String,
    aud: String,
    /// The subject: the key of a patient.
    pub sub: String,
    /// The key of the family that it belongs to.
    pub sid: i64,
    /// The scopes that may be read.
    pub scope: String,
    /// When it was issued, UTC seconds.
    pub iat: i64,
    /// When it expires, UTC seconds.
    pub exp: i64,
}

impl AppClaims {
    /// The claims of a family, valid from one instant to another.
    pub fn new(sub: String, sid: i64, scope: String, (iat, exp): (i64, i64)) -> Self {
        Self { iss: ISSUER.to_owned(), aud: APPS.to_owned(), sub, sid, scope, iat, exp }
    }
}

/// The keys that tokens are made with. Every process that shares a database and the audit's key makes the same.
pub struct Keys {
    signing: EncodingKey,
    reading: DecodingKey,
    refresh: [u8; 32],
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

impl Keys {
    /// Derived from the audit's key, which is kept outside the database. Without one, they last as long as the process.
    pub(in crate::service) fn of(audit: &AuditKey) -> Self {
        static INSTALLED: Once = Once::new();
        // Another provider would do as well: it is used for HS256 only.
        INSTALLED.call_once(|| {
            let _ = PROVIDER.install_default();
        });
        let key = |purpose| audit.derived(purpose).unwrap_or_else(random::bytes);
        let access = key("access tokens of the API");
        Self {
            signing: EncodingKey::from_secret(&access),
            reading: DecodingKey::from_secret(&access),
            refresh: key("refresh tokens of the API"),
        }
    }

    /// The first refresh token of a family.
    pub(in crate::service) fn first(&self) -> String {
        self.next(&random::hex::<32>())
    }

    /// The successor of a refresh token: always the same, and known to no one without the key.
    pub(in crate::service) fn next(&self, refresh: &str) -> String {
        let mut mac = hmac(&self.refresh);
        mac.update(refresh.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    pub(in crate::service) fn sign(&self, claims: &impl Serialize) -> Outcome<String> {
        let signed = encode(&Header::new(Algorithm::HS256), claims, &self.signing);
        signed.map_err(|e| Failure::Fault(format!("a token could not be made: {e}")))
    }

    /// The claims of an unexpired token of ours; `None` for anything else.
    pub(super) fn read(&self, token: &str, now: Timestamp) -> Option<Claims> {
        self.decoded::<Claims>(token, AUDIENCE).filter(|claims| claims.exp > now.as_second())
    }

    /// The same for an app's token.
    pub(in crate::service) fn read_of_app(&self, token: &str, now: Timestamp) -> Option<AppClaims> {
        self.decoded::<AppClaims>(token, APPS).filter(|claims| claims.exp > now.as_second())
    }

    fn decoded<C: DeserializeOwned>(&self, token: &str, audience: &str) -> Option<C> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // Checked by our own clock.
        validation.validate_exp = false;
        Some(decode::<C>(token, &self.reading, &validation).ok()?.claims)
    }
}

/// The library's own choices bring RSA and elliptic curves; HS256 needs what we have.
static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256(key.as_bytes().to_vec()))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256(key.try_get_as_bytes()?.to_vec()))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

struct Hs256(Vec<u8>);

/// Our keys are shorter than the hash's block, and would be padded with zeros anyway.
fn hmac(key: &[u8]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    Hmac::<Sha256>::new(&block.into())
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, signature::Error> {
        let mut mac = hmac(&self.0);
        mac.update(message);
        Ok(mac.finalize().into_bytes().to_vec())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let mut mac = hmac(&self.0);
        mac.update(message);
        mac.verify_slice(signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    fn claims() -> Claims {
        let (iss, aud) = Claims::ours();
        let email = "ann@example.org".to_owned();
        let roles = vec![Role::Patient, Role::Practitioner];
        let (sub, role) = ("7".to_owned(), roles.last().copied());
        Claims { iss, aud, sub, sid: 3, email, role, roles, epoch: 1, iat: 1_000, exp: 4_600 }
    }

    fn keys(letter: &str) -> Keys {
        Keys::of(&AuditKey::from_secret(&letter.repeat(32)).expect("long enough"))
    }

    #[test]
    fn a_token_says_what_was_signed_until_its_hour_is_over() {
        let token = keys("a").sign(&claims()).expect("signed");

        assert_eq!(keys("a").read(&token, at(4_599)), Some(claims()), "in any process with the key");
        assert_eq!(keys("a").read(&token, at(4_600)), None);
        assert_eq!(keys("b").read(&token, at(2_000)), None);
    }

    /// From RFC 7515, A.1: a token that others made, and its key.
    #[test]
    fn what_others_sign_is_computed_alike() {
        let key = "0323354b2b0fa5bc837e0665777ba68f5ab328e6f054c928a90f84b2d2502ebfd3fb5a92d20647ef968ab4c377623d223d2e2172052e4f08c0cd9af567d080a3";
        let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let made = Hs256(hex::decode(key).expect("hex")).try_sign(signed.as_bytes()).expect("signed");

        assert_eq!(hex::encode(made), "7418dfb49799e0254ffa607dd8adbbba16d4254d69d6bff05b58055853848d79");
    }

    #[test]
    fn a_token_without_a_signature_or_for_something_else_is_none() {
        let keys = keys("a");
        let token = keys.sign(&claims()).expect("signed");
        let (unsigned, _) = token.rsplit_once('.').expect("three parts");
        let foreign = keys.sign(&Claims { aud: "somewhere".into(), ..claims() }).expect("signed");
        // {"alg":"none"}
        let none = format!("eyJhbGciOiJub25lIn0.{}.", token.split('.').nth(1).expect("claims"));

        for wrong in [format!("{unsigned}."), unsigned.to_owned(), foreign, none, String::new(), "a.b.c".into()] {
            assert_eq!(keys.read(&wrong, at(2_000)), None, "{wrong}");
        }
    }

    #[test]
    fn what_an_app_has_opens_nothing_else_and_nothing_else_opens_what_it_may() {
        let keys = keys("a");
        let scope = "patient/Observation.rs".to_owned();
        let of_app = AppClaims::new("7".to_owned(), 3, scope, (1_000, 4_600));
        let token = keys.sign(&of_app).expect("signed");

        assert_eq!(keys.read_of_app(&token, at(4_599)), Some(of_app));
        assert_eq!(keys.read_of_app(&token, at(4_600)), None);
        assert_eq!(keys.read(&token, at(2_000)), None);
        assert_eq!(keys.read_of_app(&keys.sign(&claims()).expect("signed"), at(2_000)), None);
    }

    #[test]
    fn a_refresh_token_has_one_successor() {
        let keys = keys("a");
        let first = keys.first();

        assert_eq!(keys.next(&first), keys.next(&first));
        assert_ne!(keys.next(&first), first);
        assert_ne!(keys.first(), first);
        assert_eq!(format!("{keys:?}"), "Keys(…)");
    }
}
