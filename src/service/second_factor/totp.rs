//! Codes that change every half minute, and how a secret gets into an app.

use std::fmt::{self, Write};

use fast_qr::QRBuilder;
use jiff::Timestamp;
use totp_rs::{Builder, Secret};

/// The number of digits.
const DIGITS: usize = 6;
/// How long each code lasts, in seconds.
pub(super) const STEP: i64 = 30;
/// The quiet zone around a QR code, without which cameras don't find it.
const MARGIN: usize = 4;

/// What to enter in an app.
#[derive(Clone, PartialEq, Eq)]
pub struct Setup {
    /// The secret, for typing: `JBSW Y3DP EHPK 3PXP`.
    pub secret: String,
    /// The secret as a URL that apps open.
    pub url: String,
    /// The URL as a QR code: the black squares, as an SVG path.
    pub squares: String,
    /// The width in squares, including the margin.
    pub size: usize,
}

impl fmt::Debug for Setup {
    /// Omits the secret, which must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Setup(…)")
    }
}

impl Setup {
    /// For the account with this email address; apps display its codes as the clinic's.
    pub(super) fn new(secret: &[u8], email: &str, clinic: &str) -> Option<Self> {
        let secret = Secret::from(secret);
        let letters: Vec<char> = secret.to_base32().chars().collect();
        // The one character that the parts of the URL cannot contain.
        let (account, clinic) = (email.replace(':', " "), clinic.replace(':', " "));
        let totp = Builder::new().with_secret(secret).with_account_name(account).with_issuer(Some(clinic)).build();
        let url = totp.ok()?.to_url().ok()?;
        let code = QRBuilder::new(url.as_str()).build().ok()?;
        let mut squares = String::new();
        for (y, row) in (0..code.size).map(|y| (y, &code[y])) {
            for (x, _) in row.iter().enumerate().filter(|(_, square)| square.value()) {
                // Writing to a string cannot fail.
                let _ = write!(squares, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN);
            }
        }
        let secret = letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ");
        Some(Self { secret, url, squares, size: code.size + 2 * MARGIN })
    }
}

/// A new secret of 160 bits.
pub(super) fn new_secret() -> Vec<u8> {
    Secret::generate().as_bytes().to_vec()
}

/// Whether it has the form of an app's code.
pub(super) fn is_code(bare: &str) -> bool {
    bare.len() == DIGITS && bare.bytes().all(|byte| byte.is_ascii_digit())
}

/// The time step that a code belongs to, at most one before or after the current one: clocks differ a little.
pub(super) fn step(secret: &[u8], bare: &str, now: Timestamp) -> Option<i64> {
    let totp = Builder::new().with_secret(Secret::from(secret)).with_skew(1).build().ok()?;
    let step = totp.check(bare, u64::try_from(now.as_second()).ok()?)?;
    i64::try_from(step).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard_and_hold_for_a_step_before_and_after() {
        // RFC 6238, appendix B: at 59 seconds the code is 94287082, of which we take six digits.
        let secret = b"12345678901234567890";
        let at = |second| Timestamp::from_second(second).expect("an instant");
        for (now, found) in [(59, Some(1)), (29, Some(1)), (89, Some(1)), (90, None), (-1, None)] {
            assert_eq!(step(secret, "287082", at(now)), found, "{now}");
        }
        assert_eq!(step(secret, "287083", at(59)), None);
        assert_eq!(step(secret, "", at(59)), None);
    }

    #[test]
    fn an_app_is_given_the_secret_in_three_forms_and_a_log_in_none() {
        let setup = Setup::new(b"12345678901234567890", "a:b@example.org", "Consulta").expect("a setup");

        assert_eq!(setup.secret, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert!(setup.url.starts_with("otpauth://totp/Consulta:"), "{}", setup.url);
        assert!(setup.url.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
        assert!(setup.squares.starts_with("M4 4h1v1h-1z"), "the first corner is black");
        assert_eq!(format!("{setup:?}"), "Setup(…)");
        assert_eq!(new_secret().len(), 20);
    }
}
