//! Converts outgoing emails to the views of `server_fns::mail`.

use jiff::Timestamp;

use super::{listing, time_view::ago};
use crate::{
    domain::{
        account::Actor,
        letter::{Kind, State},
        not_sent::NotSent,
        notice::Channel,
        ordering::{LetterColumn, Order, Page},
        time::Zone,
    },
    service::{
        Outcome, Services,
        mail::{Desk, LetterFilter, Listed, Protection, Way},
        sought,
    },
    views::{
        listing::PlaceQuery,
        mail::{LetterQuery, LetterRowView, LetterView, LettersView, MailView},
        time_view::TimeView,
    },
    words::tr,
};

pub fn desk(desk: Desk, now: Timestamp) -> MailView {
    let count = |state: &str| desk.counts.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
    MailView {
        counts: [count("queued"), count("failed"), count("dead"), count("sent")],
        rows: desk.letters.iter().map(|letter| row(letter, now)).collect(),
        way: desk.way.map(|(way, from)| (self::way(&way), from)),
        is_pushed: desk.is_pushed,
    }
}

/// Where emails go.
fn way(way: &Way) -> String {
    match way {
        Way::Smtp { host, port, protection, .. } => {
            let server = format!("{host}:{port}");
            match protection {
                Protection::Tls => tr!(MailWayTls, server = server),
                Protection::StartTls => tr!(MailWayStartTls, server = server),
                Protection::Nothing => tr!(MailWayPlain, server = server),
            }
        }
        Way::Folder(folder) => tr!(MailWayFolder, folder = folder.display()),
    }
}

/// Why something was not sent, from the stored code; empty if there is none.
pub fn not_sent(stored: &str) -> String {
    let said = match NotSent::read(stored) {
        NotSent::TimedOut => tr!(NotSentTimedOut),
        NotSent::TriedTooOften => tr!(NotSentTriedTooOften),
        NotSent::Unwritten => tr!(NotSentUnwritten),
        NotSent::ClockMoved => tr!(NotSentClockMoved),
        NotSent::NotAccepted => tr!(NotSentNotAccepted),
        NotSent::Unencrypted => tr!(NotSentUnencrypted),
        NotSent::Unsigned => tr!(NotSentUnsigned),
        NotSent::Removed => tr!(NotSentRemoved),
        NotSent::OtherKey => tr!(NotSentOtherKey),
        NotSent::NoAddress => tr!(NotSentNoAddress),
        NotSent::Private => tr!(NotSentPrivate),
        NotSent::Answered(status) => return tr!(NotSentAnswered, code = status),
        NotSent::Said(text) => return text,
    };
    said.to_owned()
}

fn row(letter: &Listed, now: Timestamp) -> LetterView {
    LetterView {
        id: letter.id,
        kind: kind(letter),
        to: to(letter),
        is_push: letter.channel() == Channel::Push,
        state: State::of(&letter.status, &letter.error),
        tries: letter.tries,
        error: not_sent(&letter.error),
        ago: ago(letter.created_at, now),
    }
}

/// A query with its sealed name as typed.
pub fn asked(services: &Services, actor: &Actor, query: LetterQuery) -> Outcome<LetterQuery> {
    Ok(LetterQuery { name: sought::read(services, actor, &query.name)?, ..query })
}

/// The list filter of a query, in the clinic's time zone.
pub fn filter(query: &LetterQuery, list: &PlaceQuery, zone: &Zone) -> LetterFilter {
    let (from, until) = listing::days(&query.from, &query.until, zone);
    LetterFilter {
        name: query.name.clone(),
        kind: query.kind.parse().ok(),
        channel: query.channel.parse().ok(),
        state: query.state.parse().ok(),
        from,
        until,
        order: listing::order(list, Order::down(LetterColumn::At)),
        edge: listing::edge(list),
        place: None,
        limit: 0,
    }
}

/// A page of the list.
pub fn listed(reader: listing::Reader<'_>, found: Page<Listed>, asked: LetterFilter, zone: &Zone) -> LettersView {
    let view = |letter: Listed| LetterRowView {
        account: letter.account_id,
        to: to(&letter),
        kind: kind(&letter),
        channel: letter.channel(),
        state: State::of(&letter.status, &letter.error),
        when: TimeView::instant(zone, letter.created_at),
        name: letter.full_name.unwrap_or_default(),
        error: not_sent(&letter.error),
    };
    LettersView {
        sought: asked.name,
        place: listing::place(reader, asked.order, &found, |letter| (letter.id, letter.created_at.as_second())),
        rows: found.rows.into_iter().map(view).collect(),
    }
}

/// What it is about.
pub fn kind(letter: &Listed) -> Kind {
    letter.kind.parse().unwrap_or(Kind::Notice)
}

/// The recipient, without the full address.
pub fn to(letter: &Listed) -> String {
    letter.host.clone().unwrap_or_else(|| masked(&letter.email))
}

/// `p***@example.org`: enough to see which provider refuses.
fn masked(email: &str) -> String {
    let (name, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = name.chars().take(1).collect();
    format!("{first}***@{domain}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn why_something_was_not_sent_is_said_in_the_readers_language_unless_another_program_said_it() {
        let said = |stored: &str| {
            let reader = Reader { language: Language::German, time_style: TimeStyle::Hours24 };
            reader.read(|| not_sent(stored))
        };

        assert_eq!(said("timed_out"), "Keine Antwort in der vorgesehenen Zeit");
        assert_eq!(said("answered:413"), "Der Push-Dienst hat mit 413 geantwortet");
        assert_eq!(said("550 no such user"), "550 no such user");
        assert_eq!(said(""), "");
    }

    #[test]
    fn an_address_shows_only_its_first_letter_and_its_provider() {
        assert_eq!(masked("pat.ient@example.org"), "p***@example.org");
        assert_eq!(masked("Ümit@example.org"), "Ü***@example.org");
        assert_eq!(masked("broken"), "b***@");
    }
}
