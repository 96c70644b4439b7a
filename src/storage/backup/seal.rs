//! Files sealed with a passphrase, in the format of age (age-encryption.org/v1): anyone with the passphrase can also open them with
//! that program, and needs none of ours. All files of a backup have one header, so the passphrase is stretched only once.

#[cfg(test)]
mod tests;

use std::{
    fmt, fs,
    io::{self, Read},
    path::Path,
};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use ring::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hkdf::{HKDF_SHA256, Salt},
    hmac::{self, HMAC_SHA256},
};

use super::passphrase::Passphrase;
use crate::storage::random;

/// The extension of a sealed file.
pub const ENDING: &str = ".age";

const INTRO: &str = "age-encryption.org/v1";
/// The cost of each guess at a passphrase, as a power of two: 64 MB of memory, and a fifth of a second.
const WORK: u8 = 16;
/// The maximum cost accepted in a foreign header: a gigabyte.
const MOST_WORK: u8 = 20;
/// The maximum length of a header; ours have some 150 bytes.
const LONGEST_HEADER: usize = 1_024;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const SECRET: usize = 16;
const OF_HEADER: &[&[u8]] = &[b"header"];
const OF_CONTENT: &[&[u8]] = &[b"payload"];

/// The key that seals the files of one backup.
#[derive(Clone, PartialEq, Eq)]
pub struct Seal {
    header: Vec<u8>,
    secret: [u8; SECRET],
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

impl Seal {
    /// Makes a new key. Slow by design.
    ///
    /// # Errors
    /// If this machine has no random numbers.
    pub fn new(passphrase: &Passphrase) -> io::Result<Self> {
        let (salt, secret): ([u8; 16], [u8; SECRET]) = (random::system_bytes()?, random::system_bytes()?);
        let mut wrapped = secret.to_vec();
        let key = stretched(passphrase, &salt, WORK).ok_or_else(broken)?;
        key.seal_in_place_append_tag(nonce(0, false), Aad::empty(), &mut wrapped).map_err(|_| broken())?;
        let (salt, wrapped) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(wrapped));
        let mut header = format!("{INTRO}\n-> scrypt {salt} {WORK}\n{wrapped}\n---").into_bytes();
        let mac = hmac::sign(&header_key(&secret)?, &header);
        header.extend(format!(" {}\n", STANDARD_NO_PAD.encode(mac)).bytes());
        Ok(Self { header, secret })
    }

    /// Recovers the key that sealed a file; `None` if the passphrase is wrong. Slow by design.
    ///
    /// # Errors
    /// If it is not a sealed file.
    pub fn of_file(path: &Path, passphrase: &Passphrase) -> io::Result<Option<Self>> {
        let mut beginning = Vec::new();
        fs::File::open(path)?.take(LONGEST_HEADER as u64).read_to_end(&mut beginning)?;
        Self::of_header(&beginning, passphrase)
    }

    fn of_header(beginning: &[u8], passphrase: &Passphrase) -> io::Result<Option<Self>> {
        let length = header_length(beginning).ok_or_else(broken)?;
        let header = beginning.get(..length).ok_or_else(broken)?;
        let text = std::str::from_utf8(header).map_err(|_| broken())?;
        let lines: Vec<&str> = text.lines().collect();
        let [INTRO, recipient, wrapped, end] = lines[..] else { return Err(broken()) };
        let decoded = |text: &str| STANDARD_NO_PAD.decode(text).map_err(|_| broken());
        let (salt, work) =
            recipient.strip_prefix("-> scrypt ").and_then(|rest| rest.split_once(' ')).ok_or_else(broken)?;
        let work = work.parse().ok().filter(|work| (1..=MOST_WORK).contains(work)).ok_or_else(broken)?;
        let key = stretched(passphrase, &decoded(salt)?, work).ok_or_else(broken)?;
        let mut wrapped = decoded(wrapped)?;
        let Ok(secret) = key.open_in_place(nonce(0, false), Aad::empty(), &mut wrapped) else { return Ok(None) };
        let secret = <[u8; SECRET]>::try_from(&*secret).map_err(|_| broken())?;
        let mac = decoded(end.strip_prefix("--- ").ok_or_else(broken)?)?;
        let signed = header.get(..length - end.len() + 2).ok_or_else(broken)?;
        hmac::verify(&header_key(&secret)?, signed, &mac).map_err(|_| broken())?;
        Ok(Some(Self { header: header.to_owned(), secret }))
    }

    /// A sealer for one file, and the beginning of that file.
    ///
    /// # Errors
    /// If this machine has no random numbers.
    pub fn sealer(&self) -> io::Result<(Sealer, Vec<u8>)> {
        let salt: [u8; 16] = random::system_bytes()?;
        let sealer = Sealer { key: self.key(&salt)?, sealed: 0, pending: Vec::new() };
        Ok((sealer, [self.header.as_slice(), &salt].concat()))
    }

    /// An opener for one file that was sealed with this key.
    #[must_use]
    pub fn opener(&self) -> Opener {
        Opener { seal: self.clone(), key: None, opened: 0, pending: Vec::new() }
    }

    /// Seals bytes as a whole file.
    ///
    /// # Errors
    /// If this machine has no random numbers.
    pub fn seal(&self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let (mut sealer, mut out) = self.sealer()?;
        sealer.push(bytes, &mut out)?;
        sealer.finish(&mut out)?;
        Ok(out)
    }

    /// Opens a whole file.
    ///
    /// # Errors
    /// If it was changed or truncated, or sealed with another key.
    pub fn open(&self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let (mut opener, mut out) = (self.opener(), Vec::new());
        opener.push(bytes, &mut out)?;
        opener.finish(&mut out)?;
        Ok(out)
    }

    fn key(&self, salt: &[u8]) -> io::Result<LessSafeKey> {
        let key = Salt::new(HKDF_SHA256, salt).extract(&self.secret);
        let key = key.expand(OF_CONTENT, &CHACHA20_POLY1305).map_err(|_| broken())?;
        Ok(LessSafeKey::new(UnboundKey::from(key)))
    }
}

/// Seals one file, chunk by chunk.
pub struct Sealer {
    key: LessSafeKey,
    sealed: u64,
    pending: Vec<u8>,
}

impl Sealer {
    /// Adds content, appending the sealed bytes to `out`.
    ///
    /// # Errors
    /// Never in practice.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        self.pending.extend_from_slice(bytes);
        // The last chunk is sealed differently, so one is held back.
        while self.pending.len() > CHUNK {
            let rest = self.pending.split_off(CHUNK);
            let chunk = std::mem::replace(&mut self.pending, rest);
            self.seal(chunk, false, out)?;
        }
        Ok(())
    }

    /// Seals the end.
    ///
    /// # Errors
    /// Never in practice.
    pub fn finish(mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let chunk = std::mem::take(&mut self.pending);
        self.seal(chunk, true, out)
    }

    fn seal(&mut self, mut chunk: Vec<u8>, is_last: bool, out: &mut Vec<u8>) -> io::Result<()> {
        let nonce = nonce(self.sealed, is_last);
        self.key.seal_in_place_append_tag(nonce, Aad::empty(), &mut chunk).map_err(|_| broken())?;
        self.sealed += 1;
        out.append(&mut chunk);
        Ok(())
    }
}

/// Opens one file, chunk by chunk. Altered chunks never come out; truncation is detected at the end.
pub struct Opener {
    seal: Seal,
    key: Option<LessSafeKey>,
    opened: u64,
    pending: Vec<u8>,
}

impl Opener {
    /// Takes a part of the file, appending its content to `out`.
    ///
    /// # Errors
    /// If it was changed, or sealed with another key.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        self.pending.extend_from_slice(bytes);
        if self.key.is_none() {
            let length = self.seal.header.len();
            let Some(beginning) = self.pending.get(..length + 16) else { return Ok(()) };
            let (header, salt) = beginning.split_at(length);
            if header != self.seal.header {
                return Err(io::Error::other("it was sealed for another backup"));
            }
            self.key = Some(self.seal.key(salt)?);
            self.pending.drain(..length + 16);
        }
        while self.pending.len() > CHUNK + TAG {
            let rest = self.pending.split_off(CHUNK + TAG);
            let chunk = std::mem::replace(&mut self.pending, rest);
            self.open(chunk, false, out)?;
        }
        Ok(())
    }

    /// Opens the end.
    ///
    /// # Errors
    /// If it was changed or truncated.
    pub fn finish(mut self, out: &mut Vec<u8>) -> io::Result<()> {
        let chunk = std::mem::take(&mut self.pending);
        // Only an empty file ends with an empty chunk.
        if chunk.len() == TAG && self.opened > 0 {
            return Err(broken());
        }
        self.open(chunk, true, out)
    }

    fn open(&mut self, mut chunk: Vec<u8>, is_last: bool, out: &mut Vec<u8>) -> io::Result<()> {
        let key = self.key.as_ref().ok_or_else(broken)?;
        let content = key.open_in_place(nonce(self.opened, is_last), Aad::empty(), &mut chunk).map_err(|_| broken())?;
        self.opened += 1;
        out.extend_from_slice(content);
        Ok(())
    }
}

fn stretched(passphrase: &Passphrase, salt: &[u8], work: u8) -> Option<LessSafeKey> {
    let salt = [format!("{INTRO}/scrypt").as_bytes(), salt].concat();
    UnboundKey::new(&CHACHA20_POLY1305, &passphrase.stretched(&salt, work)?).ok().map(LessSafeKey::new)
}

fn broken() -> io::Error {
    io::Error::other("it was changed or cut, or was never sealed")
}

fn header_key(secret: &[u8]) -> io::Result<hmac::Key> {
    let key = Salt::new(HKDF_SHA256, &[]).extract(secret);
    Ok(key.expand(OF_HEADER, HMAC_SHA256).map_err(|_| broken())?.into())
}

/// The number of a chunk in eleven bytes, and whether it is the last one.
fn nonce(number: u64, is_last: bool) -> Nonce {
    let mut bytes = [0; NONCE_LEN];
    bytes[3..11].copy_from_slice(&number.to_be_bytes());
    bytes[11] = u8::from(is_last);
    Nonce::assume_unique_for_key(bytes)
}

/// The length of the header: up to the end of the line that begins with three hyphens.
fn header_length(beginning: &[u8]) -> Option<usize> {
    let end = beginning.windows(5).position(|window| window == b"\n--- ")? + 1;
    let line = beginning.get(end..)?.iter().position(|byte| *byte == b'\n')?;
    Some(end + line + 1)
}
