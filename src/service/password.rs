//! Hashing passwords: argon2id, off the async threads and few at a time, so that a flood of sign-ins starves nobody.

use std::sync::Arc;

use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::{SaltString, rand_core::OsRng},
};
use rand::Rng;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

use super::{Failure, Outcome};
use crate::domain::{
    account::Password,
    form::{Field, FieldError, Problem},
};

const AT_ONCE: usize = 2;

/// A valid hash of nothing in particular: comparing with it takes as long as with a real one.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$5h0PKi0Fo8n0OaXc5u1T8Fqg0m3Vw9y3JpJdCq3tA1E";

/// The bounded pool. Parameters are OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
#[derive(Debug)]
pub struct Hasher {
    places: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Hasher {
    /// The hash of a password, in PHC form with a fresh salt.
    ///
    /// # Errors
    /// A fault, when the pool is gone.
    pub async fn hash(&self, password: &Password) -> Outcome<String> {
        let password = password.clone();
        self.run(move || {
            let salt = SaltString::generate(&mut OsRng);
            let hash = Argon2::default().hash_password(password.expose().as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|e| Failure::Fault(e.to_string()))
        })
        .await?
    }

    /// Whether this is the password behind the hash. Without a hash it is not, and takes as long to say so.
    ///
    /// # Errors
    /// A fault, when the pool is gone.
    pub async fn verify(&self, password: &Password, hash: Option<&str>) -> Outcome<bool> {
        let password = password.clone();
        let (known, hash) = (hash.is_some(), hash.unwrap_or(DECOY).to_owned());
        self.run(move || {
            let matches = PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok());
            known && matches
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        let place = self.places.clone().acquire_owned().await.map_err(|e| Failure::Fault(e.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.map_err(|e| Failure::Fault(e.to_string()))
    }
}

/// Refuses passwords that are tried first: common ones, and those made of the person's own name or address.
///
/// # Errors
/// [`Problem::TooCommon`].
pub fn refuse_common(password: &Password, about: &[&str]) -> Result<(), FieldError> {
    if zxcvbn(password.expose(), about).score() < Score::Two {
        Err(FieldError::new(Field::Password, Problem::TooCommon))
    } else {
        Ok(())
    }
}

/// A code of ten letters and digits that are hard to confuse, to be read out or written down.
#[must_use]
pub fn one_time_code() -> String {
    const ALPHABET: &[u8] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut rng = rand::rng();
    (0..10).map(|_| char::from(ALPHABET[rng.random_range(0..ALPHABET.len())])).collect()
}

/// SHA-256 in hex: for secrets of full entropy, which need no slow hash.
#[must_use]
pub fn digest(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decoy_is_a_hash_of_the_same_cost_as_real_ones() {
        let decoy = PasswordHash::new(DECOY).expect("a valid hash");
        let real = Argon2::default()
            .hash_password(b"password", &SaltString::generate(&mut OsRng))
            .expect("hashed")
            .to_string();

        let real = PasswordHash::new(&real).expect("a valid hash");

        assert_eq!((decoy.algorithm, decoy.version, &decoy.params), (real.algorithm, real.version, &real.params));
        assert_eq!(decoy.hash.map(|h| h.len()), real.hash.map(|h| h.len()));
    }

    #[test]
    fn common_passwords_and_ones_own_name_are_refused() {
        for common in ["password1", "12345678", "qwertyuiop", "iloveyou", "amalhaddad"] {
            let refused = refuse_common(&Password::attempt(common), &["Amal Haddad", "amalhaddad"]);
            assert!(refused.is_err(), "{common}");
        }
        assert!(refuse_common(&Password::attempt("correct horse battery"), &[]).is_ok());
    }
}
