//! How email is sent, from environment variables.

use std::net::{IpAddr, SocketAddr};

use lettre::message::Mailbox;

use super::variable::{ConfigError, yes};
use crate::service::mail::{MailConfig, Protection, Way};

/// The submission ports, with STARTTLS, and with TLS from the start.
const SUBMISSION: u16 = 587;
const SUBMISSIONS: u16 = 465;

/// The configuration; `None` if no email is to be sent.
pub(super) fn read(
    given: impl Fn(&'static str) -> Option<String> + Copy,
    public_url: Option<&str>,
    addr: SocketAddr,
) -> Result<Option<MailConfig>, ConfigError> {
    let wrong = |variable, given: &str, expected| ConfigError { variable, given: given.to_owned(), expected };
    let way = match (given("CONSULTA_SMTP_HOST"), given("CONSULTA_MAIL_FOLDER")) {
        (Some(_), Some(folder)) => {
            let expected = "set either this or CONSULTA_SMTP_HOST";
            return Err(wrong("CONSULTA_MAIL_FOLDER", &folder, expected));
        }
        (Some(host), None) => smtp(given, host)?,
        (None, Some(folder)) => Way::Folder(folder.into()),
        (None, None) => return Ok(None),
    };
    let from = given("CONSULTA_MAIL_FROM").or_else(|| {
        let is_folder = matches!(way, Way::Folder(_));
        is_folder.then(|| "Consulta <no-reply@consulta.invalid>".to_owned())
    });
    let expected = "set it to the clinic's name and address, such as Harbour Clinic <no-reply@clinic.example>";
    let from = from.ok_or_else(|| wrong("CONSULTA_MAIL_FROM", "", expected))?;
    let from: Mailbox = from.parse().map_err(|_| wrong("CONSULTA_MAIL_FROM", &from, expected))?;
    let site = match (public_url, &way) {
        (Some(url), _) => url.to_owned(),
        // Only the server's operators read these emails.
        (None, Way::Folder(_)) => format!("http://{addr}"),
        (None, Way::Smtp { .. }) => {
            let expected =
                "emails contain links: set it to how people reach the server, such as https://clinic.example";
            return Err(wrong("CONSULTA_PUBLIC_URL", "", expected));
        }
    };
    Ok(Some(MailConfig::new(way, from, site)))
}

fn smtp(given: impl Fn(&'static str) -> Option<String> + Copy, host: String) -> Result<Way, ConfigError> {
    let port = match given("CONSULTA_SMTP_PORT") {
        None => SUBMISSION,
        Some(port) => port.parse().map_err(|_| ConfigError {
            variable: "CONSULTA_SMTP_PORT",
            given: port,
            expected: "set it to 465 for TLS, or to another port, where STARTTLS is then required, such as 587",
        })?,
    };
    let is_plain = yes(given, "CONSULTA_SMTP_PLAIN")?;
    if is_plain && !is_here(&host) {
        let expected =
            "emails go unencrypted only to this machine: leave it out, or set CONSULTA_SMTP_HOST to 127.0.0.1";
        return Err(ConfigError { variable: "CONSULTA_SMTP_PLAIN", given: "1".to_owned(), expected });
    }
    let protection = match port {
        _ if is_plain => Protection::Nothing,
        SUBMISSIONS => Protection::Tls,
        _ => Protection::StartTls,
    };
    let login = match (given("CONSULTA_SMTP_USER"), given("CONSULTA_SMTP_PASSWORD")) {
        (None, None) => None,
        (Some(user), Some(password)) => Some((user, password)),
        (user, _) => {
            let variable = if user.is_none() { "CONSULTA_SMTP_USER" } else { "CONSULTA_SMTP_PASSWORD" };
            let expected = "set both CONSULTA_SMTP_USER and CONSULTA_SMTP_PASSWORD, or neither";
            return Err(ConfigError { variable, given: String::new(), expected });
        }
    };
    let authorities = given("CONSULTA_SMTP_CA").map(Into::into);
    Ok(Way::Smtp { host, port, login, protection, authorities })
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::config::Config;

    const FROM: (&str, &str) = ("CONSULTA_MAIL_FROM", "Harbour Clinic <no-reply@clinic.example>");
    const URL: (&str, &str) = ("CONSULTA_PUBLIC_URL", "https://clinic.example");

    fn read(pairs: &[(&'static str, &str)]) -> Result<Option<MailConfig>, ConfigError> {
        let get = |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::read(get).map(|config| config.mail)
    }

    fn protection(pairs: &[(&'static str, &str)]) -> Protection {
        match read(&[&[FROM, URL, ("CONSULTA_SMTP_HOST", "127.0.0.1")], pairs].concat()).expect("understood") {
            Some(MailConfig { way: Way::Smtp { protection, .. }, .. }) => protection,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nothing_is_sent_unless_it_is_said_how() {
        assert_eq!(read(&[]), Ok(None));
        let folder = read(&[("CONSULTA_MAIL_FOLDER", "/tmp/mail")]).expect("understood").expect("a way");
        assert_eq!((folder.way, folder.site.as_str()), (Way::Folder("/tmp/mail".into()), "http://127.0.0.1:3000"));
    }

    #[test]
    fn the_way_to_a_server_is_encrypted_unless_it_is_on_this_machine() {
        assert_eq!(protection(&[]), Protection::StartTls);
        assert_eq!(protection(&[("CONSULTA_SMTP_PORT", "465")]), Protection::Tls);
        assert_eq!(protection(&[("CONSULTA_SMTP_PORT", "25")]), Protection::StartTls);
        assert_eq!(protection(&[("CONSULTA_SMTP_PORT", "25"), ("CONSULTA_SMTP_PLAIN", "1")]), Protection::Nothing);
        let elsewhere = [FROM, URL, ("CONSULTA_SMTP_HOST", "mail.clinic.example"), ("CONSULTA_SMTP_PLAIN", "1")];
        assert!(read(&elsewhere).expect_err("refused").to_string().starts_with("CONSULTA_SMTP_PLAIN"));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_and_no_password_is_shown() {
        let host = ("CONSULTA_SMTP_HOST", "mail.clinic.example");
        for (pairs, named) in [
            (&[host, URL][..], "CONSULTA_MAIL_FROM"),
            (&[host, URL, ("CONSULTA_MAIL_FROM", "nobody")], "CONSULTA_MAIL_FROM"),
            (&[host, FROM], "CONSULTA_PUBLIC_URL"),
            (&[host, FROM, URL, ("CONSULTA_SMTP_PORT", "many")], "CONSULTA_SMTP_PORT"),
            (&[host, FROM, URL, ("CONSULTA_SMTP_PASSWORD", "hunter2")], "CONSULTA_SMTP_USER"),
            (&[host, FROM, URL, ("CONSULTA_MAIL_FOLDER", "/tmp/mail")], "CONSULTA_MAIL_FOLDER"),
        ] {
            let error = read(pairs).expect_err(named).to_string();
            assert!(error.starts_with(named) && !error.contains("hunter2"), "{error}");
        }
    }
}
