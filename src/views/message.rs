//! Messages between patients and practitioners.

use serde::{Deserialize, Serialize};

use super::time_view::MomentView;
use crate::domain::document::MediaType;

/// A stamp of the state of threads: the latest message, the sum of read positions and, for one thread, whether the reader can write
/// in it.
pub type StampView = (i64, i64, bool);

/// The list of threads or, for a search, the matching messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadsView {
    /// The threads, or the messages.
    pub rows: Vec<ThreadView>,
    /// The search text; empty if none.
    pub sought: String,
    /// Whether the rows are search results.
    pub is_search: bool,
    /// Which page, from 1.
    pub page: i64,
    /// Whether there is another.
    pub more: bool,
    /// The stamp of this state.
    pub stamp: StampView,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadView {
    /// Where it leads.
    pub href: String,
    /// The key of the person the reader writes to.
    pub with_id: i64,
    /// The full name of the other person.
    pub with: String,
    /// Their profession, or the patient it is about; may be empty.
    pub note: String,
    /// The author of the message: `You`, or a name if it is not the person written to; empty otherwise.
    pub by: String,
    /// The beginning of the message; in search results, the text around the first match.
    pub text: String,
    /// When it was sent.
    pub at: MomentView,
    /// How many messages the reader has not read.
    pub unread: i64,
    /// Whether the reader has a draft in it.
    pub has_draft: bool,
}

/// A page of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationView {
    /// The thread's key.
    pub id: i64,
    /// The key of the person the reader writes to.
    pub with_id: i64,
    /// The full name of the other person.
    pub with: String,
    /// Their profession, or the patient it is about; may be empty.
    pub note: String,
    /// The page about them: a practitioner's page, or a patient's record; may be empty.
    pub more: String,
    /// The text of that link.
    pub more_label: String,
    /// Its messages by day, the oldest first.
    pub days: Vec<DayView>,
    /// Where older messages continue, if there are any.
    pub older: Option<i64>,
    /// The unread messages at the end of the thread.
    pub unread: Option<UnreadView>,
    /// Whether the reader may write now.
    pub may_write: bool,
    /// Whether the reader is on the patient's side.
    pub as_patient: bool,
    /// The reader's draft.
    pub draft: String,
    /// The files attached to the next message.
    pub waiting: Vec<AttachmentView>,
    /// The maximum size of a file, in million bytes.
    pub most_megabytes: u16,
    /// The practitioner's away notice, for the patient's side.
    pub away: Option<AwayView>,
    /// The reader's quick replies.
    pub replies: Vec<ReplyView>,
    /// The key of this intent: sent twice, it is one message.
    pub intent: String,
    /// The stamp of this state.
    pub stamp: StampView,
}

/// Messages that are not marked as read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadView {
    /// The last of them.
    pub to: i64,
    /// Whether the page marks them automatically: not if another site's link led here.
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
    /// The key that forms send back.
    pub id: i64,
    /// The author: `You`, or a name.
    pub by: String,
    /// Whether the reader did.
    pub is_own: bool,
    /// The text; may be empty if there are files.
    pub text: String,
    /// The attached files.
    pub files: Vec<AttachmentView>,
    /// Whether it was sent automatically, while its author was away.
    pub is_automatic: bool,
    /// The record entry it was kept as.
    pub kept: Option<i64>,
    /// Whether the reader can keep it.
    pub may_keep: bool,
    /// When it was sent, UTC: `2026-11-24T22:30:00Z`.
    pub iso: String,
    /// `09:30`.
    pub time: String,
    /// Whether it is the first that the reader had not read.
    pub is_first_new: bool,
    /// Whether it is the reader's latest message that the other side has read.
    pub is_seen: bool,
}

/// A file attached to a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentView {
    /// The key that forms send back.
    pub id: i64,
    /// The name of the file.
    pub name: String,
    /// What it is.
    pub media: MediaType,
    /// Its size, in words.
    pub size: String,
}

/// A practitioner's away notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwayView {
    /// The last day, `24 December 2026`.
    pub until: String,
    /// The same for a form, `2026-12-24`.
    pub last_day: String,
    /// What they say.
    pub text: String,
}

/// A quick reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyView {
    /// The key that forms send back.
    pub id: i64,
    /// What it says.
    pub text: String,
}

/// The away notice and quick replies of a practitioner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageSetupView {
    /// The current away notice.
    pub away: Option<AwayView>,
    /// Today, `2026-11-28`.
    pub today: String,
    /// Their quick replies.
    pub replies: Vec<ReplyView>,
}
