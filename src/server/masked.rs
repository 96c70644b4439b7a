//! Addresses as the log and the audit may hold them: without secrets, in whatever spelling these come.

use percent_encoding::percent_decode_str;

/// What stands for something that is not told.
const HIDDEN: &str = "...";
/// Letters and digits in so long a row are a secret, or might be.
const SECRET: usize = 20;

/// The path of an address without what follows `calendar`, the names of calendar files, what is as long as a secret, and e-mail
/// addresses. The query is not to be given.
#[must_use]
pub fn path(path: &str) -> String {
    let mut is_calendar = false;
    let mut shown = Vec::new();
    for segment in path.split(['/', '\\']) {
        let plain = decoded(segment);
        let inner: Vec<&str> = plain.split(['/', '\\']).collect();
        let names_calendar = inner.iter().any(|part| part.trim().eq_ignore_ascii_case("calendar"));
        let is_hidden = (is_calendar && !plain.is_empty()) || (names_calendar && inner.len() > 1) || is_secret(&plain);
        shown.push(if is_hidden { HIDDEN } else { segment });
        is_calendar |= names_calendar;
    }
    shown.join("/")
}

/// Read until nothing in it is escaped any more: however often it was.
fn decoded(segment: &str) -> String {
    let mut plain = segment.to_owned();
    for _ in 0..4 {
        let next = percent_decode_str(&plain).decode_utf8_lossy().into_owned();
        if next == plain {
            break;
        }
        plain = next;
    }
    plain
}

fn is_secret(plain: &str) -> bool {
    let lower = plain.to_ascii_lowercase();
    let is_feed = lower.ends_with(".ics") && lower != "calendar.ics";
    let is_long = plain.split(|c: char| !c.is_alphanumeric()).any(|run| run.chars().count() >= SECRET);
    is_feed || is_long || plain.contains('@')
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn the_secret_of_a_calendar_is_in_no_spelling_of_its_address() {
        for spelt in [
            "/calendar/abcde",
            "/calendar/abcde.ics",
            "//calendar/abcde.ics",
            "/./calendar/abcde.ics",
            "/Calendar/abcde.ics",
            "/%63alendar/abcde",
            "/%2563alendar/abcde",
            "/calendar%2Fabcde",
            "/calendar%252Fabcde",
            "/calendar\\abcde",
            "/calendar/./abcde",
            "/calendar//abcde",
            "/x/../calendar/abcde",
            "/pkg/abcde.ICS",
            "/abcdefghijklmnopqrst",
            "/somewhere/abcde@example.org",
        ] {
            assert!(!path(spelt).contains("abcde"), "{spelt}: {}", path(spelt));
        }
    }

    #[test]
    fn other_addresses_are_told_as_they_are() {
        for told in [
            "/",
            "/account/calendar",
            "/appointments/7/calendar.ics",
            "/api/choose_all_service_people",
            "/prescriptions/7/prescription.pdf",
            "/record/record.json",
        ] {
            assert_eq!(path(told), told);
        }
    }
}
