//! Whether push messages are sent, from environment variables.

use std::net::IpAddr;

use super::variable::ConfigError;
use crate::service::{mail::MailConfig, push::PushConfig};

/// The configuration; `None` if no push messages are to be sent. Push services want a contact if something is wrong: by default the
/// clinic's site.
pub(super) fn read(
    given: impl Fn(&'static str) -> Option<String> + Copy,
    public_url: Option<&str>,
    mail: Option<&MailConfig>,
) -> Result<Option<PushConfig>, ConfigError> {
    let contact = match given("CONSULTA_PUSH_CONTACT") {
        Some(off) if off == "off" => None,
        Some(contact) if is_contact(&contact) => Some(contact),
        Some(given) => {
            let expected = "set it to mailto: and an address, to an address that begins with https://, or to off";
            return Err(ConfigError { variable: "CONSULTA_PUSH_CONTACT", given, expected });
        }
        None => public_url.filter(|url| is_contact(url)).map(str::to_owned),
    };
    let clinic = mail.and_then(|mail| mail.from.name.clone()).unwrap_or_else(|| "Consulta".to_owned());
    Ok(contact.map(|contact| PushConfig::new(contact, clinic)))
}

/// Some push services refuse senders whose contact is not a public host.
fn is_contact(contact: &str) -> bool {
    let host = match (contact.strip_prefix("mailto:"), contact.strip_prefix("https://")) {
        (Some(address), _) => address.split_once('@').map(|(_, host)| host),
        (None, Some(rest)) => rest.split(['/', ':']).next(),
        (None, None) => None,
    };
    let is_public = |host: &str| {
        let last = host.rsplit('.').next().unwrap_or_default();
        host.contains('.')
            && host.parse::<IpAddr>().is_err()
            && !["localhost", "local", "invalid"].iter().any(|own| last.eq_ignore_ascii_case(own))
    };
    contact.bytes().all(|byte| byte.is_ascii_graphic()) && host.is_some_and(is_public)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::config::Config;

    fn contact(pairs: &[(&'static str, &str)]) -> Result<Option<String>, ConfigError> {
        let get = |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::read(get).map(|config| config.push.map(|push| push.contact))
    }

    #[test]
    fn push_services_are_told_whom_to_write_to_or_nothing_is_sent() {
        let url = ("CONSULTA_PUBLIC_URL", "https://clinic.example");
        let given = |contact| ("CONSULTA_PUSH_CONTACT", contact);
        assert_eq!(contact(&[]), Ok(None));
        assert_eq!(contact(&[("CONSULTA_PUBLIC_URL", "http://clinic.example")]), Ok(None));
        assert_eq!(contact(&[("CONSULTA_PUBLIC_URL", "https://192.168.1.7")]), Ok(None));
        assert_eq!(contact(&[("CONSULTA_PUBLIC_URL", "https://clinic.local:8443")]), Ok(None));
        assert_eq!(contact(&[url]), Ok(Some("https://clinic.example".into())));
        assert_eq!(contact(&[url, given("off")]), Ok(None));
        assert_eq!(contact(&[given("mailto:it@clinic.example")]), Ok(Some("mailto:it@clinic.example".into())));
        for wrong in ["it@clinic.example", "mailto:it", "https://localhost", "mailto:me@clinic.invalid", "on"] {
            let error = contact(&[given(wrong)]).expect_err(wrong).to_string();
            assert!(error.starts_with("CONSULTA_PUSH_CONTACT"), "{error}");
        }
    }
}
