//! Password hashing: argon2id, off the async threads and only a few at a time. Known people, strangers who sign in and everyone
//! else wait in separate queues of limited length, so that a flood in one does not starve the others.

use std::sync::Arc;

use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::{SaltString, rand_core::OsRng},
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use super::{Failure, Outcome};
use crate::{
    domain::{
        account::Password,
        form::{Field, FieldError, Problem},
    },
    error::AppError,
    storage::random,
};

/// When to retry after finding a queue full, in seconds.
const COME_BACK: u64 = 3;

/// A valid hash of nothing in particular: comparing with it takes as long as with a real one.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$5h0PKi0Fo8n0OaXc5u1T8Fqg0m3Vw9y3JpJdCq3tA1E";

/// Whose password is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// A signed-in user, or someone signing in where they did before.
    Known,
    /// Anyone else who signs in.
    Stranger,
    /// Someone who creates an account or sets a password with a code.
    Newcomer,
}

/// The number hashed at once, and the number that may wait or be hashed.
#[derive(Debug)]
struct Queue {
    places: Arc<Semaphore>,
    entrance: Arc<Semaphore>,
}

impl Queue {
    fn new(at_once: usize, waiting: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(at_once)), entrance: Arc::new(Semaphore::new(at_once + waiting)) }
    }
}

/// The limited pool. The parameters are OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
#[derive(Debug)]
pub struct Hasher {
    known: Queue,
    strangers: Queue,
    newcomers: Queue,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { known: Queue::new(2, 60), strangers: Queue::new(2, 60), newcomers: Queue::new(1, 12) }
    }
}

impl Hasher {
    /// The hash of a password, in PHC form with a fresh salt, for a known person.
    ///
    /// # Errors
    /// [`AppError::Busy`]; a fault if the pool is gone.
    pub async fn hash(&self, password: &Password) -> Outcome<String> {
        self.hash_in(Lane::Known, password).await
    }

    /// Like `hash`, in a lane.
    ///
    /// # Errors
    /// [`AppError::Busy`]; a fault if the pool is gone.
    pub async fn hash_in(&self, lane: Lane, password: &Password) -> Outcome<String> {
        let password = composed(password);
        self.run(lane, move || {
            let salt = SaltString::generate(&mut OsRng);
            let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
            hash.map(|hash| hash.to_string()).map_err(|e| Failure::Fault(e.to_string()))
        })
        .await?
    }

    /// Whether this is the password behind a known person's hash. Without a hash the answer is no, and takes just as long.
    ///
    /// # Errors
    /// [`AppError::Busy`]; a fault if the pool is gone.
    pub async fn verify(&self, password: &Password, hash: Option<&str>) -> Outcome<bool> {
        self.verify_in(Lane::Known, password, hash).await
    }

    /// Like `verify`, in a lane.
    ///
    /// # Errors
    /// [`AppError::Busy`]; a fault if the pool is gone.
    pub async fn verify_in(&self, lane: Lane, password: &Password, hash: Option<&str>) -> Outcome<bool> {
        // Keyboards encode the same letters differently. Older hashes are of what was typed.
        let (composed, typed) = (composed(password), password.expose().to_owned());
        let (known, hash) = (hash.is_some(), hash.unwrap_or(DECOY).to_owned());
        self.run(lane, move || {
            let is_of = |password: &str| {
                PasswordHash::new(&hash)
                    .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
            };
            let matches = is_of(&composed) || (composed != typed && is_of(&typed));
            known && matches
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, lane: Lane, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        let queue = match lane {
            Lane::Known => &self.known,
            Lane::Stranger => &self.strangers,
            Lane::Newcomer => &self.newcomers,
        };
        let entered = queue.entrance.clone().try_acquire_owned().map_err(|_| AppError::Busy(COME_BACK))?;
        let place = queue.places.clone().acquire_owned().await.map_err(|e| Failure::Fault(e.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let _held = (place, entered);
            work()
        });
        done.await.map_err(|e| Failure::Fault(e.to_string()))
    }
}

/// A password in the form in which it is hashed: normalised to Unicode's NFC.
fn composed(password: &Password) -> String {
    password.expose().nfc().collect()
}

/// Refuses passwords that attackers try first: common ones, and those made from the person's own name or address.
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
    (0..10).map(|_| char::from(ALPHABET[random::within(0..ALPHABET.len())])).collect()
}

/// The unguessable secret part of an address.
#[must_use]
pub fn secret() -> String {
    random::hex::<32>()
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

    #[tokio::test]
    async fn a_password_is_the_same_however_its_letters_are_written_and_old_hashes_stay_good() {
        let hasher = Hasher::default();
        let (composed, decomposed) =
            (Password::attempt("pass wörd caf\u{e9}"), Password::attempt("pass wo\u{308}rd cafe\u{301}"));
        let old = Argon2::default()
            .hash_password(decomposed.expose().as_bytes(), &SaltString::generate(&mut OsRng))
            .expect("hashed")
            .to_string();

        let new = hasher.hash(&decomposed).await.expect("hashed");

        assert!(hasher.verify(&composed, Some(&new)).await.expect("judged"));
        assert!(hasher.verify(&decomposed, Some(&new)).await.expect("judged"));
        assert!(hasher.verify(&decomposed, Some(&old)).await.expect("judged"));
        assert!(!hasher.verify(&Password::attempt("pass word cafe"), Some(&new)).await.expect("judged"));
    }

    #[tokio::test]
    async fn a_full_queue_answers_at_once_and_stops_no_other() {
        let hasher = Hasher::default();
        let password = Password::attempt("correct horse battery");
        let all = hasher.newcomers.entrance.available_permits();
        let _flood = hasher.newcomers.entrance.clone().acquire_many_owned(u32::try_from(all).expect("few")).await;

        let refused = hasher.hash_in(Lane::Newcomer, &password).await;
        let stranger = hasher.verify_in(Lane::Stranger, &password, None).await;

        assert!(matches!(refused, Err(Failure::Refused(AppError::Busy(COME_BACK)))));
        assert!(!stranger.expect("judged"));
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
