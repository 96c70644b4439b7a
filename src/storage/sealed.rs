//! Secrets that the program must be able to read again: encrypted with a key that comes from the audit's, which is not in the database.
//! Whoever has the database alone can do nothing with them. If the audit's key is lost, so are they.

use rand::{TryRngCore, rngs::OsRng};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::audit::AuditKey;

impl AuditKey {
    /// Encrypts a secret, which can be read only together with `bound_to`: moved to another row, it is worthless. `None` if this
    /// machine has no random numbers.
    #[must_use]
    pub fn seal(&self, secret: &[u8], bound_to: &str) -> Option<String> {
        let mut nonce = [0; NONCE_LEN];
        OsRng.try_fill_bytes(&mut nonce).ok()?;
        let mut sealed = secret.to_vec();
        let of_once = Nonce::assume_unique_for_key(nonce);
        self.sealing_key()?.seal_in_place_append_tag(of_once, Aad::from(bound_to), &mut sealed).ok()?;
        Some(hex::encode([&nonce[..], &sealed[..]].concat()))
    }

    /// Reads such a secret; `None` if it was sealed with another key or for something else, or was changed.
    #[must_use]
    pub fn unseal(&self, sealed: &str, bound_to: &str) -> Option<Vec<u8>> {
        let mut bytes = hex::decode(sealed).ok()?;
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
}
