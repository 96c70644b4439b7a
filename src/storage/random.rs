//! Random numbers that no one can guess. The only place that asks for them; libraries that make a key get their own.

#![expect(clippy::disallowed_methods, reason = "this is the one place")]

use std::{io, ops::Range};

use rand::{TryRngCore, distr::uniform::SampleUniform, rngs::OsRng};

/// Bytes.
#[must_use]
pub fn bytes<const N: usize>() -> [u8; N] {
    rand::random()
}

/// Bytes from the operating system itself, for keys and for what is encrypted.
///
/// # Errors
/// If this machine has none.
pub fn system_bytes<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// This many bytes as a text: a key that no other has.
#[must_use]
pub fn hex<const N: usize>() -> String {
    hex::encode(bytes::<N>())
}

/// A number in a range, each as likely as the others.
#[must_use]
pub fn within<T: SampleUniform + PartialOrd>(range: Range<T>) -> T {
    rand::random_range(range)
}
