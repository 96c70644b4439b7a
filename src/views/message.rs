//! Messages between patients and practitioners.

use serde::{Deserialize, Serialize};

use super::time_view::MomentView;
use crate::domain::document::MediaType;

/// Tells one state of threads from any other: the latest message, up to where they are read, and of one thread whether the reader can write
/// in it.
pub type StampView = (i64, i64, bool);

/// The list of threads or, where words were looked for, the messages that have them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadsView {
    /// The threads, or the messages.
    pub rows: Vec<ThreadView>,
    /// What was looked for; empty if nothing was.
    pub sought: String,
    /// Whether these are messages that were looked for.
    pub is_search: bool,
    /// Which page, from 1.
    pub page: i64,
    /// Whether there is another.
    pub more: bool,
    /// Tells this state from any other.
    pub stamp: StampView,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadView {
    /// Where it leads.
    pub href: String,
    /// The key of whoever the reader writes to.
    pub with_id: i64,
    /// Their name.
    pub with: String,
    /// Their profession, or about whom it is; may be empty.
    pub note: String,
    /// Who wrote the message: `You`, or a name where that is not the person written to; else empty.
    pub by: String,
    /// The beginning of the message; of one that was looked for, what is around the first word.
    pub text: String,
    /// When it was sent.
    pub at: MomentView,
    /// How many messages the reader has not read.
    pub unread: i64,
    /// Whether the reader has a draft there.
    pub has_draft: bool,
}

/// A page of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationView {
    /// The thread's key.
    pub id: i64,
    /// The key of whoever the reader writes to.
    pub with_id: i64,
    /// Their name.
    pub with: String,
    /// Their profession, or about whom it is; may be empty.
    pub note: String,
    /// Where to read more of them: a practitioner's page, or a patient's record; empty for neither.
    pub more: String,
    /// What the link says.
    pub more_label: String,
    /// Its messages by day, the oldest first.
    pub days: Vec<DayView>,
    /// Where the older ones begin, if there are any.
    pub older: Option<i64>,
    /// What of them does not count as read yet, at the end of the thread.
    pub unread: Option<UnreadView>,
    /// Whether the reader may write now.
    pub may_write: bool,
    /// Whether the reader is on the patient's side.
    pub as_patient: bool,
    /// What the reader was writing.
    pub draft: String,
    /// The files that go with the next message.
    pub waiting: Vec<AttachmentView>,
    /// How large a file may be, in millions of bytes.
    pub most_megabytes: u16,
    /// Until when the practitioner is away, and what they say, for the patient's side.
    pub away: Option<AwayView>,
    /// The reader's quick replies.
    pub replies: Vec<ReplyView>,
    /// A name for this intent: sent twice, it is one message.
    pub intent: String,
    /// Tells this state from any other.
    pub stamp: StampView,
}

/// Messages that do not count as read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadView {
    /// The last of them.
    pub to: i64,
    /// Whether the page says by itself that they were read: not where another site's link led to it.
    pub at_once: bool,
}

/// The messages of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayView {
    /// `Tuesday 24 November 2026`.
    pub date: String,
    /// Its messages, the oldest first.
    pub messages: Vec<MessageView>,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Its key.
    pub id: i64,
    /// Who wrote it: `You`, or a name.
    pub by: String,
    /// Whether the reader did.
    pub is_own: bool,
    /// What it says; may be empty where there are files.
    pub text: String,
    /// What went with it.
    pub files: Vec<AttachmentView>,
    /// Whether it was sent by itself, while its author was away.
    pub is_automatic: bool,
    /// The line of the record as which it was kept.
    pub kept: Option<i64>,
    /// Whether the reader can keep it.
    pub may_keep: bool,
    /// When it was sent, UTC: `2026-11-24T22:30:00Z`.
    pub iso: String,
    /// `09:30`.
    pub time: String,
    /// Whether it is the first that the reader had not read.
    pub is_first_new: bool,
    /// Whether it is the reader's latest that the other side has read.
    pub is_seen: bool,
}

/// A file that goes with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentView {
    /// Its key.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub media: MediaType,
    /// How large it is, in words.
    pub size: String,
}

/// What patients read while a practitioner is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwayView {
    /// The last day, `24 December 2026`.
    pub until: String,
    /// The same for a form, `2026-12-24`.
    pub last_day: String,
    /// What they say.
    pub text: String,
}

/// A text that a practitioner writes often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyView {
    /// Its key.
    pub id: i64,
    /// What it says.
    pub text: String,
}

/// What a practitioner prepares for their messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSetupView {
    /// What patients read now, if the practitioner is away.
    pub away: Option<AwayView>,
    /// Today, `2026-11-28`.
    pub today: String,
    /// Their quick replies.
    pub replies: Vec<ReplyView>,
}
