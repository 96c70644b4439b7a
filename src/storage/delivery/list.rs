//! Letters and push messages until they are deleted, page by page, with an index for each filter.

use super::desk::Listed;
use crate::{
    domain::{
        letter::{Kind, State},
        notice::Channel,
        ordering::{Edge, LetterColumn, Order},
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
        name::{Prefixes, accounts_named},
    },
};

/// The filter of the list.
#[derive(Clone, Debug, Default)]
pub struct LetterFilter {
    /// Prefixes of words in the recipient's name; empty for anyone.
    pub name: String,
    /// What they are about.
    pub kind: Option<Kind>,
    /// How they go.
    pub channel: Option<Channel>,
    /// Where they stand.
    pub state: Option<State>,
    /// Queued at or after this instant, UTC seconds.
    pub from: Option<i64>,
    /// Queued before this instant.
    pub until: Option<i64>,
    /// The sort order.
    pub order: Order<LetterColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<i64>,
    /// When the letter at the edge was queued; looked up if `None`.
    pub place: Option<i64>,
    /// How many to return.
    pub limit: i64,
}

/// The index that leads to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// That of all.
    All,
    /// That of someone's.
    Person,
    /// The index by subject.
    Kind,
    /// The index by state.
    State,
    /// The index by channel.
    Channel,
}

impl Way {
    /// The indexes that yield rows in order. One person's letters are few, and are sorted.
    pub const WALKED: [Self; 4] = [Self::All, Self::Kind, Self::State, Self::Channel];

    fn of(filter: &LetterFilter) -> Self {
        match filter {
            // Nearly all letters are sent.
            LetterFilter { state: Some(state), .. } if *state != State::Sent => Self::State,
            LetterFilter { kind: Some(_), .. } => Self::Kind,
            LetterFilter { state: Some(_), .. } => Self::State,
            LetterFilter { channel: Some(_), .. } => Self::Channel,
            _ => Self::All,
        }
    }
}

/// From the row with the key `$1`, which was queued at `$2`; with the key 0, from the first. The filter that an index serves is
/// written without its alternative, and in the words of that index.
macro_rules! queued {
    ($whose:expr, $any_kind:literal, $any_state:literal, $any_channel:literal) => {
        [
            queued!($whose, $any_kind, $any_state, $any_channel, ">", ""),
            queued!($whose, $any_kind, $any_state, $any_channel, "<", " desc"),
        ]
    };
    ($whose:expr, $any_kind:literal, $any_state:literal, $any_channel:literal, $follows:literal, $way:literal) => {
        concat!(
            super::desk::select_listed!(),
            "
        where d.created_at >= $3
        and d.created_at < $4
        and (",
            $any_kind,
            "coalesce(d.topic, d.purpose) = $5)
        and (",
            $any_state,
            "case when d.status = 'queued' and d.error <> '' then 'failed' else d.status end = $6)
        and (",
            $any_channel,
            "case when d.subscription_id is null then 'email' else 'push' end = $7)",
            $whose,
            "
        and ($1 = 0 or (d.created_at, d.id) ",
            $follows,
            " ($2, $1))
        order by d.created_at",
            $way,
            ", d.id",
            $way,
            "
        limit $8"
        )
    };
}

/// The SQL for a page, forwards and backwards. The plus keeps the planner to the index by person for one person's letters.
#[must_use]
pub fn rows(way: Way) -> [&'static str; 2] {
    macro_rules! of_someone {
        () => {
            concat!(
                "
        and d.to_address is null
        and d.invitation_id is null
        and +d.contact_event_id is null
        and +d.application_id is null
        and d.account_id in (",
                accounts_named!("$9", "$10", "$11", "$12", "$13", "$14"),
                ")"
            )
        };
    }
    match way {
        Way::All => queued!("", "$5 = '' or ", "$6 = '' or ", "$7 = '' or "),
        Way::Person => queued!(of_someone!(), "$5 = '' or ", "$6 = '' or ", "$7 = '' or "),
        Way::Kind => queued!("", "", "$6 = '' or ", "$7 = '' or "),
        Way::State => queued!("", "$5 = '' or ", "", "$7 = '' or "),
        Way::Channel => queued!("", "$5 = '' or ", "$6 = '' or ", ""),
    }
}

/// A page of letters. One that ends before a row is read backwards from there, and returned in that order.
pub async fn page(conn: &mut Conn, filter: &LetterFilter) -> StorageResult<Vec<Listed>> {
    const QUEUED: &str = "select created_at from delivery where id = $1";
    let row = filter.edge.row().unwrap_or_default();
    let queued: Option<i64> = match filter.place {
        Some(queued) => Some(queued),
        None => on!(&mut *conn, c => sqlx::query_scalar(QUEUED).bind(row).fetch_optional(c).await)?,
    };
    let row = if queued.is_some() { row } else { 0 };
    let named = Prefixes::of(&filter.name);
    let [forwards, backwards] = rows(if named.is_some() { Way::Person } else { Way::of(filter) });
    let descending = filter.order.descending != filter.edge.is_backwards();
    let sql = if descending { backwards } else { forwards };
    Ok(on!(conn, c => {
        let page = sqlx::query_as(sql)
            .bind(row)
            .bind(queued.unwrap_or_default())
            .bind(filter.from.unwrap_or(i64::MIN))
            .bind(filter.until.unwrap_or(i64::MAX))
            .bind(filter.kind.map_or("", Kind::as_str))
            .bind(filter.state.map_or("", State::as_str))
            .bind(filter.channel.map_or("", Channel::as_str))
            .bind(filter.limit);
        let bounds = named.iter().flat_map(Prefixes::bounds);
        bounds.fold(page, |page, bound| page.bind(bound)).fetch_all(c).await
    })?)
}
