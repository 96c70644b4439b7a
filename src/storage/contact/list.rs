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
        name::and_has_words,
        word,
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

/// Which index leads to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// That of those that stand somewhere, in order.
    Standing,
    /// That of someone's that do, in order.
    Person,
    /// That of words. Those that it leads to are few, and sorted.
    Word,
}

impl Way {
    /// The ways that lead to the rows in their order.
    pub const WALKED: [Self; 2] = [Self::Standing, Self::Person];
}

/// From the row with the key `$1`, which was sent at `$2`; with the key 0 from the first.
macro_rules! sent {
    ($way:literal, $standing:literal, $sent:literal) => {
        [sent!($way, $standing, $sent, ">", ""), sent!($way, $standing, $sent, "<", " desc")]
    };
    ($way:literal, $standing:literal, $sent:literal, $follows:literal, $direction:literal) => {
        concat!(
            "
        select m.id, m.name, m.email, m.message, m.created_at, m.standing, m.assigned_to, a.full_name as assignee
        from contact_message m
        left join account a on a.id = m.assigned_to
        where ",
            $standing,
            " = $3
        and ",
            $sent,
            " >= $4
        and ",
            $sent,
            " < $5
        and ",
            $way,
            and_has_words!("contact_word", "message_id" = "m.id", "$8".."$9", "$10".."$11", "$12".."$13"),
            "
        and ($1 = 0 or (",
            $sent,
            ", m.id) ",
            $follows,
            " ($2, $1))
        order by ",
            $sent,
            $direction,
            ", m.id",
            $direction,
            "
        limit $7"
        )
    };
}

/// The statements for a page, forwards and backwards. Those that words lead to are found by nothing else and sorted, which the empty text
/// and the sum beside their columns say.
#[must_use]
pub fn rows(way: Way) -> [&'static str; 2] {
    match way {
        Way::Standing => sent!("$6 = 0", "m.standing", "m.created_at"),
        Way::Person => sent!("m.assigned_to = $6", "m.standing", "m.created_at"),
        Way::Word => sent!(
            "m.id in (select n.message_id from contact_word n where n.word >= $8 and n.word < $9)
        and ($6 = 0 or m.assigned_to = $6)",
            "m.standing || ''",
            "m.created_at + 0"
        ),
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
    let bounds = word::bounds(&filter.text);
    let way = match filter.assigned_to {
        _ if word::leads_to_few(&mut *conn, &word::MESSAGES, &bounds).await? => Way::Word,
        Some(_) => Way::Person,
        None => Way::Standing,
    };
    let [forwards, backwards] = rows(way);
    let descending = filter.order.descending != filter.edge.is_backwards();
    let sql = if descending { backwards } else { forwards };
    let rows: Vec<Row> = on!(conn, c => {
        let page = sqlx::query_as(sql)
            .bind(row)
            .bind(sent.unwrap_or_default())
            .bind(filter.standing.as_str())
            .bind(filter.from.unwrap_or(i64::MIN))
            .bind(filter.until.unwrap_or(i64::MAX))
            .bind(filter.assigned_to.map_or(0, |account| account.0))
            .bind(filter.limit);
        bounds.into_iter().fold(page, |page, bound| page.bind(bound)).fetch_all(c).await
    })?;
    rows.into_iter().map(ContactMessage::try_from).collect()
}
