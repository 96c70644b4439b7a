//! From outgoing letters to what `server_fns::mail` returns.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{
    domain::notice::{NoticeKind, Topic},
    service::mail::{Desk, Listed},
    views::mail::{LetterState, LetterView, MailView},
    words::tr,
};

pub fn desk(desk: Desk, now: Timestamp) -> MailView {
    let count = |state: &str| desk.counts.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
    MailView {
        counts: [count("queued"), count("failed"), count("dead"), count("sent")],
        rows: desk.letters.iter().map(|letter| row(letter, now)).collect(),
        way: desk.way.clone(),
        is_pushed: desk.is_pushed,
    }
}

fn row(letter: &Listed, now: Timestamp) -> LetterView {
    let state = match letter.status.as_str() {
        "sent" => LetterState::Sent,
        "dead" => LetterState::Dead,
        "skipped" => LetterState::Skipped,
        _ if letter.error.is_empty() => LetterState::Queued,
        _ => LetterState::Failed,
    };
    LetterView {
        id: letter.id,
        about: about(letter).to_owned(),
        to: letter.host.clone().unwrap_or_else(|| masked(&letter.email)),
        is_push: letter.host.is_some(),
        state,
        tries: letter.tries,
        error: letter.error.clone(),
        ago: ago(letter.created_at, now),
    }
}

/// What it is about, without saying more of its reader than that they get email.
fn about(letter: &Listed) -> &'static str {
    let kind = letter.kind.as_deref().and_then(|kind| kind.parse::<NoticeKind>().ok());
    match (letter.purpose.as_str(), kind.map(NoticeKind::topic)) {
        ("reset", _) => tr!(MailAboutReset),
        ("verify", _) => tr!(MailAboutVerify),
        ("test", _) => tr!(MailAboutTest),
        ("invitation", _) => tr!(MailAboutInvitation),
        ("answer", _) => tr!(MailAboutAnswer),
        ("application", _) => tr!(MailAboutApplicant),
        ("sharing", _) => tr!(MailAboutSharing),
        (_, Some(Topic::Appointments | Topic::Bookings)) => tr!(MailAboutAppointment),
        (_, Some(Topic::Reminders)) => tr!(MailAboutReminder),
        (_, Some(Topic::Waitlist)) => tr!(MailAboutWaitlist),
        (_, Some(Topic::Messages)) => tr!(MailAboutMessage),
        (_, Some(Topic::Referrals)) => tr!(MailAboutReferral),
        (_, Some(Topic::Record)) => tr!(MailAboutRecord),
        (_, Some(Topic::Sharing)) => tr!(MailAboutSharing),
        (_, Some(Topic::Inbox | Topic::Clinic)) => tr!(MailAboutClinic),
        (_, Some(Topic::Security)) => tr!(MailAboutSecurity),
        (_, None) => tr!(MailAboutNotice),
    }
}

/// `p***@example.org`: enough to see which provider refuses.
fn masked(email: &str) -> String {
    let (name, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}***@{domain}")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn an_address_shows_only_its_first_letter_and_its_provider() {
        assert_eq!(masked("pat.ient@example.org"), "p***@example.org");
        assert_eq!(masked("Ümit@example.org"), "Ü***@example.org");
        assert_eq!(masked("broken"), "b***@");
    }
}
