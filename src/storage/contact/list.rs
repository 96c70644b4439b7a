//! Messages to the clinic by status, page by page, with an index for each filter.

use super::{ContactMessage, Row};
use crate::{
    domain::{
        ids::{AccountId, ContactMessageId},
        inbox::Standing,
        ordering::{Edge, MessageColumn, Order},
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
        folded::patterns,
    },
};

/// The filter of the list.
#[derive(Clone, Debug, Default)]
pub struct InboxFilter {
    /// Prefixes of words in the sender's name and the text; empty for all.
    pub text: String,
    /// Where they stand.
    pub standing: Standing,
    /// The person who deals with them.
    pub assigned_to: Option<AccountId>,
    /// Sent at or after this instant, UTC seconds.
    pub from: Option<i64>,
    /// Sent before this instant.
    pub until: Option<i64>,
    /// The sort order.
    pub order: Order<MessageColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<ContactMessageId>,
    /// When the edge's message was sent; looked up if `None`.
    pub place: Option<i64>,
    /// How many to return.
    pub limit: i64,
}

impl InboxFilter {
    /// All messages with this status: if they wait, the longest waiting first; otherwise the latest first.
    #[must_use]
    pub fn of(standing: Standing) -> Self {
        let order = Order { by: MessageColumn::Sent, descending: standing.is_settled() };
        Self { standing, order, ..Self::default() }
    }
}

/// From the row with the key `$1`, which was sent at `$2`; with the key 0, from the first.
macro_rules! sent {
    ($assigned:literal, $follows:literal, $way:literal) => {
        concat!(
            "
        select m.id, m.name, m.email, m.message, m.created_at, m.standing, m.assigned_to, a.full_name as assignee
        from contact_message m
        left join account a on a.id = m.assigned_to
        where m.standing = $3
        and m.created_at >= $4
        and m.created_at < $5
        and ",
            $assigned,
            "
        and ($8 = '' or ' ' || m.folded like $8)
        and ($9 = '' or ' ' || m.folded like $9)
        and ($10 = '' or ' ' || m.folded like $10)
        and ($1 = 0 or (m.created_at, m.id) ",
            $follows,
            " ($2, $1))
        order by m.created_at",
            $way,
            ", m.id",
            $way,
            "
        limit $7"
        )
    };
}

/// The SQL for a page of one person's messages, or of all, forwards and backwards.
#[must_use]
pub fn rows(are_someones: bool) -> [&'static str; 2] {
    match are_someones {
        true => [sent!("m.assigned_to = $6", ">", ""), sent!("m.assigned_to = $6", "<", " desc")],
        false => [sent!("$6 = 0", ">", ""), sent!("$6 = 0", "<", " desc")],
    }
}

/// A page of messages. One that ends before a row is read backwards from there, and returned in that order.
pub async fn page(conn: &mut Conn, filter: &InboxFilter) -> StorageResult<Vec<ContactMessage>> {
    const SENT: &str = "select created_at from contact_message where id = $1";
    let row = filter.edge.row().map_or(0, |id| id.0);
    let sent: Option<i64> = match filter.place {
        Some(sent) => Some(sent),
        None => on!(&mut *conn, c => sqlx::query_scalar(SENT).bind(row).fetch_optional(c).await)?,
    };
    let row = if sent.is_some() { row } else { 0 };
    let [forwards, backwards] = rows(filter.assigned_to.is_some());
    let descending = filter.order.descending != filter.edge.is_backwards();
    let sql = if descending { backwards } else { forwards };
    let [first, second, third] = patterns(&filter.text);
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(sql)
        .bind(row)
        .bind(sent.unwrap_or_default())
        .bind(filter.standing.as_str())
        .bind(filter.from.unwrap_or(i64::MIN))
        .bind(filter.until.unwrap_or(i64::MAX))
        .bind(filter.assigned_to.map_or(0, |account| account.0))
        .bind(filter.limit)
        .bind(first)
        .bind(second)
        .bind(third)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(ContactMessage::try_from).collect()
}
