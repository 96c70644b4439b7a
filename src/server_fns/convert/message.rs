//! Converts use cases' results to the views of `server_fns::message`.

use jiff::civil::Date;

use super::entry::moment;
use crate::{
    domain::{
        address,
        document::size_in_words,
        ids::{AccountId, MessageId, PatientId, PractitionerId},
        message::Side,
        text::fold,
        time::Zone,
    },
    service::{
        message::{Attachment, AwayMessage, Conversation, Found, Listed, Message, QuickReply, Threads, setup::Setup},
        password::one_time_code,
    },
    views::{
        message::{
            AttachmentView, AwayView, ConversationView, DayView, MessageSetupView, MessageView, ReplyView, ThreadView,
            ThreadsView, UnreadView,
        },
        time_view::TimeView,
    },
    words::{calendar, tr},
};

/// The number of characters of a message that a list shows.
const EXCERPT: usize = 140;
/// The number of those before the search word.
const LEAD: usize = 40;

/// The other side of a thread, as its reader sees it.
struct With {
    id: i64,
    name: String,
    note: String,
}

/// The two sides of a thread, each with its key and its name, and the practitioner's profession.
struct Sides<'a> {
    patient: (i64, &'a str),
    practitioner: (i64, &'a str),
    profession: &'a str,
}

impl Sides<'_> {
    fn seen_by(&self, me: AccountId) -> With {
        match Side::of(me, PatientId(self.patient.0), PractitionerId(self.practitioner.0)) {
            Side::Practitioner => With { id: self.patient.0, name: self.patient.1.to_owned(), note: String::new() },
            Side::Patient => {
                let (id, name) = self.practitioner;
                With { id, name: name.to_owned(), note: self.profession.to_owned() }
            }
            Side::Proxy => {
                let (id, name) = self.practitioner;
                With { id, name: name.to_owned(), note: tr!(MsgAbout, name = self.patient.1) }
            }
        }
    }
}

/// The list of threads, or the messages found by a search.
pub fn threads(found: Threads, me: AccountId, sought: String, zone: &Zone) -> ThreadsView {
    let Threads { rows, found, page, more, stamp } = found;
    let is_search = found.is_some();
    let rows = match found {
        Some(found) => found.into_iter().map(|one| found_row(one, me, &sought, zone)).collect(),
        None => rows.into_iter().map(|one| row(one, me, zone)).collect(),
    };
    ThreadsView { rows, sought, is_search, page, more, stamp: (stamp.last, stamp.marks, false) }
}

fn row(one: Listed, me: AccountId, zone: &Zone) -> ThreadView {
    let sides = Sides {
        patient: (one.patient, &one.patient_name),
        practitioner: (one.practitioner, &one.practitioner_name),
        profession: &one.profession,
    };
    let With { id, name, note } = sides.seen_by(me);
    ThreadView {
        href: format!("/messages/{}", one.id),
        by: by((one.author, &one.author_name), me, id),
        with_id: id,
        with: name,
        note,
        text: if one.body.is_empty() && one.author != 0 { tr!(MsgSentFile).to_owned() } else { excerpt(&one.body, 0) },
        at: moment(zone, one.at),
        unread: one.unread,
        has_draft: one.has_draft,
    }
}

fn found_row(one: Found, me: AccountId, query: &str, zone: &Zone) -> ThreadView {
    let sides = Sides {
        patient: (one.patient, &one.patient_name),
        practitioner: (one.practitioner, &one.practitioner_name),
        profession: "",
    };
    let With { id, name, note } = sides.seen_by(me);
    ThreadView {
        // It is shown as the last one of its page.
        href: format!("/messages/{}?before={}", one.thread, one.id.saturating_add(1)),
        by: by((one.author, &one.author_name), me, id),
        with_id: id,
        with: name,
        note,
        text: if one.body.is_empty() {
            tr!(MsgSentFile).to_owned()
        } else {
            excerpt(&one.body, place_of(&one.body, query))
        },
        at: moment(zone, one.at),
        unread: 0,
        has_draft: false,
    }
}

/// The author, if that is not the other side.
fn by((author, name): (i64, &str), me: AccountId, with: i64) -> String {
    match author {
        0 => String::new(),
        author if author == me.0 => tr!(MsgYou).to_owned(),
        author if author == with => String::new(),
        _ => name.to_owned(),
    }
}

/// The position of the first search word, in characters; 0 if it does not occur literally.
fn place_of(text: &str, query: &str) -> usize {
    let Some(word) = fold(query).split_whitespace().next().map(str::to_owned) else { return 0 };
    let mut place = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        if fold(part).contains(&word) {
            return place;
        }
        place += part.chars().count();
    }
    0
}

/// An excerpt of a message, from a little before a character of it.
fn excerpt(text: &str, place: usize) -> String {
    let from = place.saturating_sub(LEAD);
    let line: String = text.chars().skip(from).take(EXCERPT).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let before = if from > 0 { "\u{2026}" } else { "" };
    let after = if text.chars().count() > from + EXCERPT { "\u{2026}" } else { "" };
    format!("{before}{}{after}", line.trim())
}

fn away_view(away: AwayMessage) -> AwayView {
    let day: Option<Date> = away.last_day.parse().ok();
    let until = day.map_or_else(String::new, calendar::full_date);
    AwayView { until, last_day: away.last_day, text: away.body }
}

fn reply_view(reply: QuickReply) -> ReplyView {
    ReplyView { id: reply.id, text: reply.body }
}

/// A practitioner's set-up for messages.
pub fn setup(found: Setup) -> MessageSetupView {
    MessageSetupView {
        away: found.away.map(away_view),
        today: found.today.to_string(),
        replies: found.replies.into_iter().map(reply_view).collect(),
    }
}

fn file_view(file: &Attachment) -> AttachmentView {
    let Attachment { id, file, .. } = file;
    AttachmentView { id: id.0, name: file.name.clone(), media: file.media, size: size_in_words(file.bytes) }
}

/// A page of a thread; an earlier one, or the latest, which is marked as read `at_once` or only when the reader says so.
pub fn conversation(
    found: Conversation,
    me: AccountId,
    (is_earlier, at_once): (bool, bool),
    zone: &Zone,
) -> ConversationView {
    let Conversation { thread, side, messages, has_older, read_to, seen_to, may_write, draft, stamp, .. } = found;
    let Conversation { files, waiting, away, replies, kept, may_keep, most_megabytes, .. } = found;
    let sides = Sides {
        patient: (thread.patient.0, &thread.patient_name),
        practitioner: (thread.practitioner.0, &thread.practitioner_name),
        profession: &thread.profession,
    };
    let With { id, name, note } = sides.seen_by(me);
    let (more, more_label) = match side {
        Side::Practitioner => (address::record(id), tr!(MsgRecord)),
        Side::Patient | Side::Proxy => (address::practitioner(id), tr!(MsgProfile)),
    };
    let older = messages.first().map(|first| first.id).filter(|_| has_older);
    let first_new = messages.iter().find(|one| one.id > read_to && one.author != me.0).map(|one| one.id);
    let unread = first_new.filter(|_| !is_earlier).and(messages.last());
    let unread = unread.map(|last| UnreadView { to: last.id, at_once });
    let seen = messages.iter().rev().find(|one| one.author == me.0).filter(|one| one.id <= seen_to).map(|one| one.id);
    let mut days: Vec<DayView> = Vec::new();
    for Message { id, author, author_name, body, at, automatic } in messages {
        let sent = TimeView::instant(zone, at);
        let is_own = author == me.0;
        let kept = kept.iter().find(|(message, _)| *message == id).map(|(_, entry)| *entry);
        let message = MessageView {
            id,
            by: if is_own { tr!(MsgYou).to_owned() } else { author_name },
            is_own,
            is_automatic: automatic,
            may_keep: may_keep && kept.is_none() && !automatic && !body.is_empty(),
            kept,
            text: body,
            files: files.iter().filter(|file| file.message == Some(MessageId(id))).map(file_view).collect(),
            iso: sent.iso,
            time: sent.time,
            is_first_new: !is_earlier && first_new == Some(id),
            is_seen: seen == Some(id),
        };
        match days.last_mut() {
            Some(day) if day.date == sent.long_date => day.messages.push(message),
            _ => days.push(DayView { date: sent.long_date, messages: vec![message] }),
        }
    }
    ConversationView {
        id: thread.id.0,
        with_id: id,
        with: name,
        note,
        more,
        more_label: more_label.to_owned(),
        days,
        older,
        unread,
        may_write,
        as_patient: side != Side::Practitioner,
        draft,
        waiting: waiting.iter().map(file_view).collect(),
        most_megabytes,
        away: away.map(away_view),
        replies: replies.into_iter().map(reply_view).collect(),
        intent: one_time_code() + &one_time_code(),
        stamp: (stamp.last, stamp.marks, may_write),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_shows_one_line_of_a_message_around_the_word_that_was_looked_for() {
        assert_eq!(excerpt("Good\nmorning", 0), "Good morning");
        let long = format!("{} Metformin again", "x ".repeat(200));
        let shown = excerpt(&long, place_of(&long, "metFORmin"));
        assert!(shown.starts_with('\u{2026}') && shown.ends_with("Metformin again"), "{shown}");
        assert_eq!(excerpt(&"y".repeat(200), 0).chars().count(), EXCERPT + 1);
        assert_eq!(place_of("Nothing of it", "absent"), 0);
    }

    #[test]
    fn each_reader_sees_whom_they_write_to() {
        let sides = Sides { patient: (1, "Pat"), practitioner: (2, "Ann"), profession: "Dentist" };
        let said = |me| {
            let With { id, name, note } = sides.seen_by(AccountId(me));
            (id, name, note)
        };
        assert_eq!(said(1), (2, "Ann".into(), "Dentist".into()));
        assert_eq!(said(2), (1, "Pat".into(), String::new()));
        assert_eq!(said(3), (2, "Ann".into(), "About Pat".into()));
        assert_eq!(by((3, "Fay"), AccountId(2), 1), "Fay");
        assert_eq!(by((1, "Pat"), AccountId(2), 1), "");
        assert_eq!(by((2, "Ann"), AccountId(2), 1), "You");
    }
}
