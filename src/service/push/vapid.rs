//! Identifies the sender (RFC 8292): a key that is created once, and short-lived signatures. The private half never leaves this
//! module unsealed.

use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};

use jiff::{SignedDuration, Timestamp};

use crate::{domain::push::encode, storage::audit::AuditKey};

/// The context that a sealed key is bound to.
const SEALED_FOR: &str = "push messages";
/// How long a signature is valid, and how long it is used: push services accept up to a day.
const LASTS: SignedDuration = SignedDuration::from_hours(12);
const USED_FOR: SignedDuration = SignedDuration::from_hours(6);

/// The clinic's key.
pub(super) struct Key {
    pair: EcdsaKeyPair,
    public: String,
}

/// Creates a key: the public half, and the private one sealed.
pub(super) fn make(audit: &AuditKey) -> Option<(String, String)> {
    let random = SystemRandom::new();
    let private = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).ok()?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private.as_ref(), &random).ok()?;
    Some((encode(pair.public_key().as_ref()), audit.seal(private.as_ref(), SEALED_FOR)?))
}

impl Key {
    /// Opens the stored key; `None` if it was sealed with another audit key.
    pub fn unseal(audit: &AuditKey, public: &str, sealed: &str) -> Option<Self> {
        let private = audit.unseal(sealed, SEALED_FOR)?;
        let random = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &private, &random).ok()?;
        (encode(pair.public_key().as_ref()) == public).then(|| Self { pair, public: public.to_owned() })
    }

    /// The key with which browsers subscribe.
    pub fn public(&self) -> &str {
        &self.public
    }

    /// A signature for a push service, by its origin.
    pub fn sign(&self, origin: &str, contact: &str, now: Timestamp) -> Option<Signature> {
        let claims = serde_json::json!({ "aud": origin, "exp": (now + LASTS).as_second(), "sub": contact });
        let signed = format!("{}.{}", encode(br#"{"typ":"JWT","alg":"ES256"}"#), encode(claims.to_string().as_bytes()));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
        let token = format!("{signed}.{}", encode(signature.as_ref()));
        Some(Signature { origin: origin.to_owned(), token, used_until: now + USED_FOR })
    }
}

/// A signature that identifies the sender to one push service.
pub(super) struct Signature {
    origin: String,
    token: String,
    used_until: Timestamp,
}

impl Signature {
    /// Whether it is still used at an instant.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        (now..=now + USED_FOR).contains(&self.used_until)
    }

    /// Whether it is for this push service.
    pub fn is_for(&self, origin: &str) -> bool {
        self.origin == origin
    }

    /// The header's value.
    pub fn header(&self, key: &Key) -> String {
        format!("vapid t={}, k={}", self.token, key.public)
    }
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;
    use crate::domain::push::decode;

    #[test]
    fn a_signature_says_for_whom_it_is_and_until_when() {
        let audit = AuditKey::from_secret(&"a".repeat(32)).expect("long enough");
        let (public, sealed) = make(&audit).expect("made");
        let key = Key::unseal(&audit, &public, &sealed).expect("its own");
        let now = Timestamp::UNIX_EPOCH;

        let signature = key.sign("https://push.example.com", "mailto:clinic@example.org", now).expect("signed");

        let parts: Vec<&str> = signature.token.split('.').collect();
        let claims: serde_json::Value = serde_json::from_slice(&decode(parts[1]).expect("base64")).expect("JSON");
        assert_eq!(claims["aud"], "https://push.example.com");
        assert_eq!(claims["exp"], LASTS.as_secs());
        assert_eq!(claims["sub"], "mailto:clinic@example.org");
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decode(&public).expect("base64"));
        let signed = format!("{}.{}", parts[0], parts[1]);
        public.verify(signed.as_bytes(), &decode(parts[2]).expect("base64")).expect("its signature");
        assert!(
            signature.is_fresh(now)
                && signature.is_fresh(now + USED_FOR)
                && !signature.is_fresh(now + USED_FOR + SignedDuration::from_secs(1))
        );
        assert!(!signature.is_fresh(now - SignedDuration::from_secs(1)), "the clock was set back");
    }

    #[test]
    fn a_key_is_read_only_with_the_key_that_it_was_sealed_with() {
        let audit = |letter: &str| AuditKey::from_secret(&letter.repeat(32)).expect("long enough");
        let (public, sealed) = make(&audit("a")).expect("made");

        assert!(Key::unseal(&audit("a"), &public, &sealed).is_some());
        assert!(Key::unseal(&audit("b"), &public, &sealed).is_none());
        assert!(Key::unseal(&audit("a"), "another", &sealed).is_none());
    }
}
