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
    /// The sort key of the edge's message when it was read; looked up if `None`.
    pub place: Option<(String, i64)>,
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

/// From the row with the key `$1`, whose sort key is at the places named; with the key 0 from the first.
macro_rules! sorted {
    ($way:literal, $standing:literal, $sent:literal, $($key:literal at $place:literal),+) => {
        [
            sorted!(">", "", $way, $standing, $sent, $($key at $place),+),
            sorted!("<", " desc", $way, $standing, $sent, $($key at $place),+),
        ]
    };
    (
        $follows:literal, $direction:literal, $way:literal, $standing:literal, $sent:literal,
        $($key:literal at $place:literal),+
    ) => {
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
            $($key, ", ",)+
            "m.id) ",
            $follows,
            " (",
            $($place, ", ",)+
            "$1))
        order by ",
            $($key, $direction, ", ",)+
            "m.id",
            $direction,
            "
        limit $7"
        )
    };
}

/// The statements for a page, forwards and backwards. The plus keeps the order's own index the only one that can be walked. Those that
/// words lead to are found by nothing else and sorted, which the empty text and the sum beside their columns say.
#[must_use]
pub fn rows(way: Way, by: MessageColumn) -> [&'static str; 2] {
    macro_rules! walked {
        ($way:literal) => {
            match by {
                MessageColumn::Sent => sorted!($way, "m.standing", "m.created_at", "m.created_at" at "$2"),
                MessageColumn::Name => {
                    sorted!($way, "m.standing", "+m.created_at", "m.sender" at "$14", "m.created_at" at "$2")
                }
            }
        };
    }
    macro_rules! found {
        ($($key:literal at $place:literal),+) => {
            sorted!(
                "m.id in (select n.message_id from contact_word n where n.word >= $8 and n.word < $9)
        and ($6 = 0 or m.assigned_to = $6)",
                "m.standing || ''",
                "m.created_at + 0",
                $($key at $place),+
            )
        };
    }
    match (way, by) {
        (Way::Standing, _) => walked!("$6 = 0"),
        (Way::Person, _) => walked!("m.assigned_to = $6"),
        (Way::Word, MessageColumn::Sent) => found!("m.created_at + 0" at "$2"),
        (Way::Word, MessageColumn::Name) => found!("m.sender || ''" at "$14", "m.created_at + 0" at "$2"),
    }
}

/// A page of messages. One that ends before a row is read backwards from there, and returned in that order.
pub async fn page(conn: &mut Conn, filter: &InboxFilter) -> StorageResult<Vec<ContactMessage>> {
    const PLACE: &str = "select sender, created_at from contact_message where id = $1";
    let row = filter.edge.row().map_or(0, |id| id.0);
    let place: Option<(String, i64)> = match &filter.place {
        Some(place) => Some(place.clone()),
        None => on!(&mut *conn, c => sqlx::query_as(PLACE).bind(row).fetch_optional(c).await)?,
    };
    let row = if place.is_some() { row } else { 0 };
    let (sender, sent) = place.unwrap_or_default();
    let bounds = word::bounds(&filter.text);
    let way = match filter.assigned_to {
        _ if word::leads_to_few(&mut *conn, &word::MESSAGES, &bounds).await? => Way::Word,
        Some(_) => Way::Person,
        None => Way::Standing,
    };
    let [forwards, backwards] = rows(way, filter.order.by);
    let descending = filter.order.descending != filter.edge.is_backwards();
    let sql = if descending { backwards } else { forwards };
    let rows: Vec<Row> = on!(conn, c => {
        let page = sqlx::query_as(sql)
            .bind(row)
            .bind(sent)
            .bind(filter.standing.as_str())
            .bind(filter.from.unwrap_or(i64::MIN))
            .bind(filter.until.unwrap_or(i64::MAX))
            .bind(filter.assigned_to.map_or(0, |account| account.0))
            .bind(filter.limit);
        let page = bounds.into_iter().fold(page, |page, bound| page.bind(bound));
        let page = match filter.order.by {
            MessageColumn::Sent => page,
            MessageColumn::Name => page.bind(sender),
        };
        page.fetch_all(c).await
    })?;
    rows.into_iter().map(ContactMessage::try_from).collect()
}

/// A message's sort key: the sender's name as the database keeps it, and when it was sent.
#[must_use]
pub fn place_of(one: &ContactMessage) -> (String, i64) {
    (one.name.to_ascii_lowercase(), one.created_at.as_second())
}
