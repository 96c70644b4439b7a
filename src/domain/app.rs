//! Third-party apps that patients can let read their record: the form that registers one, its redirect addresses, and the proof
//! that whoever presents a code is the app that asked for it (PKCE).

use serde::{Deserialize, Serialize};

use super::{
    address::escape,
    app_scope::Readable,
    centre_form::line,
    form::{Field, FieldError, Problem, Problems},
};

/// The most apps that a clinic can have.
pub const MOST: usize = 50;
const LONGEST_NAME: usize = 60;
const MOST_ADDRESSES: usize = 10;
const LONGEST_ADDRESS: usize = 300;
/// An example of an address on the web.
pub const ON_THE_WEB: &str = "https://...";
/// Examples of addresses on a patient's own device.
pub const ON_A_DEVICE: &str = "http://127.0.0.1/..., http://localhost/...";
/// The hosts on which programs on a patient's own device listen, where no one else does.
const LOOPBACK: [&str; 2] = ["127.0.0.1", "localhost"];

/// An address to which patients are sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri {
    text: String,
    /// Where its host ends.
    host_ends: usize,
    /// Where its port ends, and the path begins.
    origin_ends: usize,
    is_loopback: bool,
}

impl RedirectUri {
    /// Accepts `https://...` or, for programs on the patient's own device, `http://127.0.0.1` or `http://localhost`. Nothing in it
    /// can be misread by a header, a policy or a page.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (authority, _) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        let is_loopback = scheme == "http" && LOOPBACK.contains(&host);
        let is_plain = text.len() <= LONGEST_ADDRESS
            && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\#\"'<>`{}|^".contains(&byte));
        let is_name = !host.is_empty()
            && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte))
            && host.split('.').all(|label| !label.is_empty());
        let is_port = port.is_none_or(|port| {
            !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
        });
        let fits = is_plain && is_name && is_port && (scheme == "https" || is_loopback);
        let host_ends = scheme.len() + 3 + host.len();
        let origin_ends = scheme.len() + 3 + authority.len();
        fits.then(|| Self { text: text.to_owned(), host_ends, origin_ends, is_loopback })
    }

    /// The address as it was registered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `https://app.example:8443`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.text[..self.origin_ends]
    }

    /// Whether a page at this address has the given origin, as browsers write it; any port will do on the patient's own device.
    #[must_use]
    pub fn is_at(&self, origin: &str) -> bool {
        let Some(asked) = Self::parse(origin).filter(|asked| asked.origin_ends == origin.len()) else { return false };
        let own = self.origin();
        let same_but_for_port =
            self.is_loopback && asked.is_loopback && self.text[..self.host_ends] == asked.text[..asked.host_ends];
        own.strip_suffix(":443").unwrap_or(own) == origin || same_but_for_port
    }

    /// The site's name to show to people; `None` on their own device.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        let host = self.text[..self.host_ends].split_once("://").map(|(_, host)| host);
        host.filter(|_| !self.is_loopback)
    }

    /// Whether this registered address matches the requested one: character by character, except for the port of a program on the
    /// patient's own device, which takes whichever is free (RFC 8252, 7.3).
    #[must_use]
    pub fn admits(&self, asked: &Self) -> bool {
        let same_but_for_port = self.is_loopback
            && asked.is_loopback
            && self.text[..self.host_ends] == asked.text[..asked.host_ends]
            && self.text[self.origin_ends..] == asked.text[asked.origin_ends..];
        self.text == asked.text || same_but_for_port
    }

    /// The address with the answer added to its query.
    #[must_use]
    pub fn with(&self, answer: &[(&str, &str)]) -> String {
        let said: Vec<String> = answer
            .iter()
            .filter(|(name, value)| *name != "state" || !value.is_empty())
            .map(|(name, value)| format!("{name}={}", escape(value)))
            .collect();
        let between = if self.text.contains('?') { '&' } else { '?' };
        format!("{}{between}{}", self.text, said.join("&"))
    }
}

/// Whether a text is a well-formed code challenge (RFC 7636, S256): 32 bytes in Base64url.
#[must_use]
pub fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// Whether a text is a well-formed code verifier.
#[must_use]
pub fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// The form as submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppForm {
    /// The name that patients know the app by.
    pub name: String,
    /// The redirect addresses, one per line.
    pub addresses: String,
    /// Whether it can keep a secret. Asked only when it is added.
    pub confidential: bool,
    /// What it may ask for.
    pub reads: Vec<String>,
    /// Whether it may ask for access while the patient isn't there.
    pub offline: bool,
}

/// A registered app's details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppFacts {
    /// The name that patients know it by.
    pub name: String,
    /// The redirect addresses: at least one.
    pub addresses: Vec<RedirectUri>,
    /// What it may ask for: at least one, in order, without duplicates.
    pub reads: Vec<Readable>,
    /// Whether it may ask for access while the patient isn't there.
    pub offline: bool,
}

impl AppForm {
    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<AppFacts, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(line(Field::ProgramName, &self.name, 1, LONGEST_NAME));
        let addresses = problems.keep(self.addresses());
        let reads = problems.keep(self.reads());
        match (name, addresses, reads) {
            (Some(name), Some(addresses), Some(reads)) => {
                Ok(AppFacts { name, addresses, reads, offline: self.offline })
            }
            _ => Err(problems.into_vec()),
        }
    }

    fn addresses(&self) -> Result<Vec<RedirectUri>, FieldError> {
        let wrong = |problem| FieldError::new(Field::RedirectUris, problem);
        let lines: Vec<&str> = self.addresses.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return Err(wrong(Problem::Missing));
        }
        if lines.len() > MOST_ADDRESSES {
            return Err(wrong(Problem::OutOfRange));
        }
        let read: Option<Vec<RedirectUri>> = lines.into_iter().map(RedirectUri::parse).collect();
        read.ok_or(wrong(Problem::NotAChoice))
    }

    fn reads(&self) -> Result<Vec<Readable>, FieldError> {
        let wrong = |problem| FieldError::new(Field::Scopes, problem);
        let read: Option<Vec<Readable>> = self.reads.iter().map(|word| Readable::parse(word)).collect();
        let mut reads = read.ok_or(wrong(Problem::NotAChoice))?;
        reads.sort_unstable();
        reads.dedup();
        if reads.is_empty() { Err(wrong(Problem::Missing)) } else { Ok(reads) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> RedirectUri {
        RedirectUri::parse(text).expect(text)
    }

    #[test]
    fn patients_are_sent_back_over_tls_or_to_their_own_device() {
        for good in [
            "https://app.example/callback",
            "https://app.example",
            "https://app.example:8443/a?b=c",
            "http://127.0.0.1/callback",
            "http://localhost:7000/",
        ] {
            assert!(RedirectUri::parse(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "app.example/callback",
            "http://app.example/callback",
            "http://127.0.0.1.evil.example/",
            "http://localhost@evil.example/",
            "https://user@app.example/",
            "https:///callback",
            "https://app.example/#part",
            "https://app.example/\\evil",
            "https://app.example/a b",
            "https://app.example:/",
            "https://app.example:99999/",
            "https://app..example/",
            "https://APP.example/",
            "https://app.example;default-src *",
            "https://*.example/",
            "javascript://app.example/%0aalert(1)",
            "com.example.app://callback",
            "https://app.example/\r\nSet-Cookie:x",
        ] {
            assert_eq!(RedirectUri::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_address_is_the_registered_one_to_the_letter_but_for_the_port_on_the_patient_s_device() {
        let registered = uri("https://app.example/callback");
        assert!(registered.admits(&uri("https://app.example/callback")));
        for other in [
            "https://app.example/callback/",
            "https://app.example/callback?x=1",
            "https://app.example:443/callback",
            "https://app.example.evil.example/callback",
            "http://localhost/callback",
        ] {
            assert!(!registered.admits(&uri(other)), "{other}");
        }
        let native = uri("http://127.0.0.1/callback");
        assert!(native.admits(&uri("http://127.0.0.1:51004/callback")));
        assert!(!native.admits(&uri("http://127.0.0.1:51004/other")));
        assert!(!native.admits(&uri("http://localhost:51004/callback")));
    }

    #[test]
    fn a_page_is_at_the_address_if_its_origin_is_that_of_the_address() {
        let registered = uri("https://app.example/callback");
        assert!(
            registered.is_at("https://app.example") && uri("https://app.example:443/").is_at("https://app.example")
        );
        assert!(uri("http://localhost/cb").is_at("http://localhost:5173"));
        for other in [
            "null",
            "*",
            "https://app.example/",
            "https://app.example/callback",
            "http://app.example",
            "https://app.example:8443",
            "https://app.example.evil.example",
            "https://evil.example",
            "http://localhost:5173",
        ] {
            assert!(!registered.is_at(other), "{other}");
        }
        assert!(!uri("http://localhost/cb").is_at("http://127.0.0.1:5173"));
    }

    #[test]
    fn an_answer_is_added_to_what_the_address_says() {
        let both = [("code", "a+b"), ("state", "x&y=ü")];
        assert_eq!(uri("https://app.example/cb").with(&both), "https://app.example/cb?code=a%2Bb&state=x%26y%3D%C3%BC");
        assert_eq!(
            uri("https://app.example?a=1").with(&[("code", "1"), ("state", "")]),
            "https://app.example?a=1&code=1"
        );
        assert_eq!(uri("https://app.example:8443/cb").origin(), "https://app.example:8443");
        assert_eq!(uri("https://app.example:8443/cb").host(), Some("app.example"));
        assert_eq!(uri("http://localhost:1/cb").host(), None);
    }

    #[test]
    fn an_app_has_a_name_an_address_and_something_to_read() {
        let form = AppForm {
            name: "Health Mate".into(),
            addresses: "https://app.example/cb\n\n http://127.0.0.1/cb ".into(),
            reads: vec!["Observation".into(), "Patient".into(), "Observation".into()],
            ..AppForm::default()
        };
        let facts = form.parse().expect("an app");
        assert_eq!((facts.addresses.len(), facts.reads), (2, vec![Readable::Patient, Readable::Observation]));

        let wrong =
            AppForm { addresses: "http://app.example".into(), reads: vec!["Slot".into()], ..AppForm::default() };
        let fields: Vec<Field> = wrong.parse().expect_err("wrong").iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::ProgramName, Field::RedirectUris, Field::Scopes]);
    }

    #[test]
    fn a_challenge_and_its_secret_have_the_standard_s_form() {
        // From RFC 7636, appendix B.
        assert!(is_challenge("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        assert!(is_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert!(!is_challenge("short") && !is_verifier("short") && !is_verifier(&"a".repeat(129)));
    }
}
