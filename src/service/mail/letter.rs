//! An email: the same content as text and as HTML, with a calendar entry if it is about an appointment. One column, no pictures,
//! nothing loaded from anywhere. It is written for the current reader (`words::Reader`).

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use crate::{
    service::calendar_event::PUBLISH,
    words::{language, tr},
};

/// The content of an email.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// The subject, which is also the heading.
    pub subject: String,
    /// Paragraphs of a sentence each.
    pub text: Vec<String>,
    /// Facts: label and value.
    pub facts: Vec<(&'static str, String)>,
    /// The page to open: the link's text, and its absolute URL.
    pub link: Option<(&'static str, String)>,
    /// Sentences below the link.
    pub after: Vec<String>,
    /// A calendar entry with its method; or several, which are attached as a file.
    pub calendar: Option<(&'static str, String)>,
    /// The address at which a program can unsubscribe from emails like this, and that of the page where people choose.
    pub unsubscribe: Option<Unsubscribe>,
}

/// How to unsubscribe from emails like this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsubscribe {
    /// For mail programs: a POST unsubscribes.
    pub one_click: String,
    /// For people: a page with a button.
    pub page: String,
    /// The page on which they choose what they get.
    pub choices: String,
}

/// The sender and the recipient.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    /// The clinic's mailbox.
    pub from: &'a Mailbox,
    /// The clinic's name.
    pub clinic: &'a str,
    /// The reader's name; may be empty.
    pub name: &'a str,
    /// The reader's address.
    pub to: &'a str,
    /// Identifies this email, however often it is sent.
    pub message_id: String,
    /// When it is sent.
    pub at: Timestamp,
}

impl Letter {
    /// The email in its transmitted form.
    ///
    /// # Errors
    /// That the address is invalid.
    pub fn message(&self, envelope: &Envelope<'_>) -> Result<Message, String> {
        let to = envelope.to.parse::<Address>().map_err(|e| format!("the address is not one: {e}"))?;
        let name: String = envelope.name.chars().filter(|c| !c.is_control()).collect();
        let mut builder = Message::builder()
            .from(envelope.from.clone())
            .to(Mailbox::new((!name.is_empty()).then_some(name), to))
            .subject(self.subject.clone())
            .message_id(Some(envelope.message_id.clone()))
            .date(SystemTime::from(envelope.at))
            // Auto-responders should not answer.
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
            .raw_header(header("X-Auto-Response-Suppress", "All".to_owned()));
        if let Some(unsubscribe) = &self.unsubscribe {
            builder = builder
                .raw_header(header("List-Unsubscribe", format!("<{}>", unsubscribe.one_click)))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
        }
        let mut parts = MultiPart::alternative()
            .singlepart(SinglePart::plain(self.plain(envelope)))
            .singlepart(SinglePart::html(self.html(envelope)));
        if let Some((method, entry)) = &self.calendar {
            let media = ContentType::parse(&format!("text/calendar; method={method}; charset=utf-8"));
            let media = media.map_err(|e| e.to_string())?;
            parts = if *method == PUBLISH {
                let file = Attachment::new("appointments.ics".to_owned()).body(entry.clone(), media);
                MultiPart::mixed().multipart(parts).singlepart(file)
            } else {
                parts.singlepart(SinglePart::builder().header(media).body(entry.clone()))
            };
        }
        builder.multipart(parts).map_err(|e| e.to_string())
    }

    /// The text version.
    #[must_use]
    pub fn plain(&self, envelope: &Envelope<'_>) -> String {
        let mut lines = vec![greeting(envelope.name), String::new()];
        for sentence in &self.text {
            lines.extend([sentence.clone(), String::new()]);
        }
        for (name, fact) in &self.facts {
            lines.push(tr!(MailFact, name = name, fact = fact));
        }
        if !self.facts.is_empty() {
            lines.push(String::new());
        }
        if let Some((label, address)) = &self.link {
            lines.extend([tr!(MailLink, label = label), address.clone(), String::new()]);
        }
        for sentence in &self.after {
            lines.extend([sentence.clone(), String::new()]);
        }
        lines.extend([envelope.clinic.to_owned(), String::new(), "-- ".to_owned(), tr!(MailNoAnswer).to_owned()]);
        if let Some(Unsubscribe { page, choices, .. }) = &self.unsubscribe {
            lines.push(tr!(MailFact, name = tr!(MailChoose), fact = choices));
            lines.push(tr!(MailFact, name = tr!(MailStop), fact = page));
        }
        lines.join("\n") + "\n"
    }

    /// The HTML version, in the colours that its reader prefers.
    #[must_use]
    pub fn html(&self, envelope: &Envelope<'_>) -> String {
        let (tag, direction) = (language().tag(), language().direction());
        // Mail programs don't support direction-dependent sides.
        let gap = if direction == "rtl" { "2px 0 2px 16px" } else { "2px 16px 2px 0" };
        let paragraph = |text: &str| format!("<p style=\"margin:0 0 16px\">{}</p>\n", escape(text));
        let mut body =
            format!("<h1 style=\"font-size:22px;line-height:1.3;margin:0 0 16px\">{}</h1>\n", escape(&self.subject));
        body += &paragraph(&greeting(envelope.name));
        for sentence in &self.text {
            body += &paragraph(sentence);
        }
        if !self.facts.is_empty() {
            body += "<table role=\"presentation\" style=\"border-collapse:collapse;margin:0 0 16px\">\n";
            for (name, fact) in &self.facts {
                body += &format!(
                    "<tr><td style=\"padding:{gap};vertical-align:top\">{}</td><td style=\"padding:2px 0;overflow-wrap:anywhere\"><strong>{}</strong></td></tr>\n",
                    escape(name),
                    escape(fact)
                );
            }
            body += "</table>\n";
        }
        if let Some((label, address)) = &self.link {
            body += &format!(
                "<p style=\"margin:0 0 16px\"><a href=\"{}\" style=\"display:inline-block;padding:10px 18px;border:2px solid currentColor;border-radius:6px;font-weight:bold\">{}</a></p>\n",
                escape(address),
                escape(label)
            );
        }
        for sentence in &self.after {
            body += &paragraph(sentence);
        }
        body += &paragraph(envelope.clinic);
        let mut foot = escape(tr!(MailNoAnswer));
        if let Some(Unsubscribe { page, choices, .. }) = &self.unsubscribe {
            for (label, address) in [(tr!(MailChoose), choices), (tr!(MailStop), page)] {
                foot += &format!("<br><a href=\"{}\">{}</a>", escape(address), escape(label));
            }
        }
        format!(
            "<!DOCTYPE html>\n<html lang=\"{tag}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n</head>\n\
             <body style=\"margin:0;padding:24px 16px;font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;overflow-wrap:break-word\">\n\
             <div lang=\"{tag}\" dir=\"{direction}\" style=\"max-width:34em;margin:0 auto\">\n{body}\
             <p style=\"margin:24px 0 0;padding-top:12px;border-top:1px solid;font-size:13px\">{foot}</p>\n</div>\n</body>\n</html>\n",
            escape(&self.subject)
        )
    }
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// Escapes a text for HTML, including attributes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The greeting: an invited person may not have a name yet.
fn greeting(name: &str) -> String {
    if name.is_empty() { tr!(MailHello).to_owned() } else { tr!(MailHelloName, name = name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    fn envelope(from: &Mailbox) -> Envelope<'_> {
        Envelope {
            from,
            clinic: "Harbour Clinic",
            name: "Pat <b>Ient",
            to: "pat@example.org",
            message_id: "<7.x@clinic.example>".into(),
            at: Timestamp::UNIX_EPOCH,
        }
    }

    fn letter() -> Letter {
        Letter {
            subject: "Booked & done".into(),
            text: vec!["See you.".into()],
            facts: vec![("When", "Tuesday".into())],
            link: Some(("Open it", "https://clinic.example/a?b=1&c=2".into())),
            ..Letter::default()
        }
    }

    #[test]
    fn text_and_html_say_the_same_and_nothing_is_taken_for_markup() {
        let from: Mailbox = "Harbour Clinic <no-reply@clinic.example>".parse().expect("a mailbox");
        let (plain, html) = (letter().plain(&envelope(&from)), letter().html(&envelope(&from)));

        for said in ["See you.", "Tuesday", "Open it", "Harbour Clinic"] {
            assert!(plain.contains(said) && html.contains(said), "{said}");
        }
        assert!(html.contains("Pat &lt;b&gt;Ient") && html.contains("b=1&amp;c=2"), "{html}");
        assert!(plain.contains("https://clinic.example/a?b=1&c=2"));
        for loading in ["<img", "<link", "<script", "src=", "url("] {
            assert!(!html.contains(loading), "{loading} in {html}");
        }
    }

    #[test]
    fn a_letter_says_in_which_language_it_is_and_where_its_lines_begin() {
        let from: Mailbox = "Harbour Clinic <no-reply@clinic.example>".parse().expect("a mailbox");
        let unsubscribe = Unsubscribe {
            one_click: "https://clinic.example/1".into(),
            page: "https://clinic.example/2".into(),
            choices: "https://clinic.example/3".into(),
        };
        let whole = Letter { unsubscribe: Some(unsubscribe), ..letter() };
        for language in Language::ALL {
            let read = || (whole.plain(&envelope(&from)), whole.html(&envelope(&from)));
            let (plain, html) = Reader { language, time_style: TimeStyle::Hours24 }.read(read);

            let root = format!("lang=\"{}\" dir=\"{}\"", language.tag(), language.direction());
            assert_eq!(html.matches(&root).count(), 2, "{html}");
            let is_english = language == Language::English;
            for said in ["Hello", "sent automatically", "Choose what", "Stop emails"] {
                assert_eq!(
                    (plain.contains(said), html.contains(said)),
                    (is_english, is_english),
                    "{language:?} {said}"
                );
            }
        }
        let arabic = Reader { language: Language::Arabic, time_style: TimeStyle::Hours24 };
        let html = arabic.read(|| whole.html(&envelope(&from)));
        assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">") && html.contains("padding:2px 0 2px 16px"), "{html}");
        assert!(html.contains("مرحبًا Pat"), "{html}");
    }

    #[test]
    fn a_name_or_an_address_adds_no_header() {
        let from: Mailbox = "no-reply@clinic.example".parse().expect("a mailbox");
        let mut sent = envelope(&from);
        sent.name = "Pat\r\nBcc: all@example.org";

        let message = letter().message(&sent).expect("a letter").formatted();

        let head = String::from_utf8_lossy(&message).split("\r\n\r\n").next().unwrap_or_default().to_owned();
        assert!(head.lines().all(|line| !line.starts_with("Bcc")), "{head}");
        assert!(head.contains("Message-ID: <7.x@clinic.example>"), "{head}");
        sent.to = "pat@example.org\r\nBcc: all@example.org";
        assert!(letter().message(&sent).is_err());
    }
}
