//! Secrets that the program must be able to read again: encrypted with a key derived from the audit's, which is not in the
//! database. The database alone does not reveal them. If the audit's key is lost, so are they.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::{audit::AuditKey, random};

impl AuditKey {
    /// Encrypts a secret, bound to `bound_to`: moved to another row, it is worthless. `None` if this machine has no random numbers.
    #[must_use]
    pub fn seal(&self, secret: &[u8], bound_to: &str) -> Option<String> {
        self.sealed(random::system_bytes().ok()?, secret, bound_to).map(hex::encode)
    }

    /// Decrypts a secret; `None` if it was sealed with another key or for something else, or was altered.
    #[must_use]
    pub fn unseal(&self, sealed: &str, bound_to: &str) -> Option<Vec<u8>> {
        self.unsealed(hex::decode(sealed).ok()?, bound_to)
    }

    /// Encrypts a text for an address. It is deterministic, so that two addresses can be compared: the nonce is derived from the
    /// text.
    #[must_use]
    pub fn seal_for_address(&self, text: &str, bound_to: &str) -> Option<String> {
        let digest = hex::decode(self.digest(&format!("the nonce of {bound_to}: {text}"))).ok()?;
        let nonce = digest.first_chunk().copied()?;
        self.sealed(nonce, text.as_bytes(), bound_to).map(|sealed| URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Decrypts such a text; `None` as for [`Self::unseal`].
    #[must_use]
    pub fn unseal_address(&self, sealed: &str, bound_to: &str) -> Option<String> {
        let text = self.unsealed(URL_SAFE_NO_PAD.decode(sealed).ok()?, bound_to)?;
        String::from_utf8(text).ok()
    }

    fn sealed(&self, nonce: [u8; NONCE_LEN], secret: &[u8], bound_to: &str) -> Option<Vec<u8>> {
        let mut sealed = secret.to_vec();
        let of_once = Nonce::assume_unique_for_key(nonce);
        self.sealing_key()?.seal_in_place_append_tag(of_once, Aad::from(bound_to), &mut sealed).ok()?;
        Some([&nonce[..], &sealed[..]].concat())
    }

    fn unsealed(&self, mut bytes: Vec<u8>, bound_to: &str) -> Option<Vec<u8>> {
        let (nonce, secret) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        self.sealing_key()?.open_in_place(nonce, Aad::from(bound_to), secret).ok().map(|secret| secret.to_vec())
    }

    fn sealing_key(&self) -> Option<LessSafeKey> {
        let key = hex::decode(self.digest("the key of sealed secrets")).ok()?;
        UnboundKey::new(&AES_256_GCM, &key).ok().map(LessSafeKey::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_with_its_key_and_in_its_place_only() {
        let key = |letter: &str| AuditKey::from_secret(&letter.repeat(32)).expect("long enough");

        let sealed = key("a").seal(b"secret", "7").expect("sealed");

        assert!(!sealed.contains(&hex::encode("secret")));
        assert_eq!(key("a").unseal(&sealed, "7").as_deref(), Some(&b"secret"[..]));
        assert_eq!(key("a").unseal(&sealed, "8"), None);
        assert_eq!(key("b").unseal(&sealed, "7"), None);
        assert_eq!(key("a").unseal("", "7"), None);
        assert_ne!(key("a").seal(b"secret", "7"), Some(sealed), "no two look the same");
    }

    #[test]
    fn a_text_in_an_address_looks_the_same_each_time_and_is_read_in_its_place_only() {
        let key = |letter: &str| AuditKey::from_secret(&letter.repeat(32)).expect("long enough");

        let sealed = key("a").seal_for_address("Zoë", "7").expect("sealed");

        assert!(sealed.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')), "{sealed}");
        assert_eq!(key("a").seal_for_address("Zoë", "7").as_deref(), Some(sealed.as_str()));
        assert_ne!(key("a").seal_for_address("Zoe", "7").as_deref(), Some(sealed.as_str()));
        assert_ne!(key("a").seal_for_address("Zoë", "8").as_deref(), Some(sealed.as_str()));
        assert_eq!(key("a").unseal_address(&sealed, "7").as_deref(), Some("Zoë"));
        assert_eq!(key("a").unseal_address(&sealed, "8"), None);
        assert_eq!(key("b").unseal_address(&sealed, "7"), None);
        assert_eq!(key("a").unseal_address("", "7"), None);
    }
}
