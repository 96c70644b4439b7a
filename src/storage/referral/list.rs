//! All referrals of the clinic, page by page, with an index for each order. Those that patients hide are left out, and so are the
//! texts: the letter, and the reason for declining.

use super::read::{Referral, ReferralRow};
use crate::{
    domain::{
        ids::EntryId,
        ordering::{Edge, Order, ReferralColumn},
        referral::{Priority, Standing},
        text::search_key,
    },
    storage::{
        account::{FoundBy, few_with},
        db::{Conn, on},
        error::StorageResult,
        name::{self, and_has_words},
        word::FEW,
    },
};

/// The filter of the list.
#[derive(Clone, Debug, Default)]
pub struct ReferralFilter {
    /// Prefixes of words in the patient's name; empty for anyone.
    pub patient: String,
    /// The same for the author's name.
    pub referrer: String,
    /// The same for the addressee's name.
    pub addressee: String,
    /// The field they are addressed to; empty for any.
    pub field: String,
    /// Their state at `now`.
    pub standing: Option<Standing>,
    /// Their priority.
    pub priority: Option<Priority>,
    /// Sent at or after this instant, UTC seconds.
    pub from: Option<i64>,
    /// Sent before this instant.
    pub until: Option<i64>,
    /// The current instant, UTC seconds.
    pub now: i64,
    /// The sort order.
    pub order: Order<ReferralColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<EntryId>,
    /// The sort key of the edge row when it was read; its current one if `None`.
    pub place: Option<(String, i64)>,
    /// How many to return.
    pub limit: i64,
}

/// Which index leads to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// That of all referrals, in order.
    All,
    /// That of a patient's.
    Patient,
    /// That of those that someone wrote.
    Referrer,
    /// That of those that are for someone.
    Addressee,
}

impl Way {
    /// Those by which few are found, who are named.
    pub const NAMED: [Self; 3] = [Self::Patient, Self::Referrer, Self::Addressee];

    /// The first that leads to few people.
    async fn of(conn: &mut Conn, filter: &ReferralFilter) -> StorageResult<Self> {
        let names = [&filter.patient, &filter.referrer, &filter.addressee];
        for (way, name) in Self::NAMED.into_iter().zip(names) {
            let [word, ..] = name::bounds(name);
            if !word.is_empty() && few_with(&mut *conn, FoundBy::Name, &word, FEW).await? {
                return Ok(way);
            }
        }
        Ok(Self::All)
    }
}

/// Forwards and backwards, from the row with the key `$1`, whose sort key is at the places named; with the key 0 from the first. The
/// plus keeps the order's own index the only one that can be walked.
macro_rules! sorted_by {
    ($from:literal, $whose:literal, $sent:literal, $($key:literal at $place:literal),+) => {
        [
            sorted_by!(">", "", $from, $whose, $sent, $($key at $place),+),
            sorted_by!("<", " desc", $from, $whose, $sent, $($key at $place),+),
        ]
    };
    (
        $follows:literal, $way:literal, $from:literal, $whose:literal, $sent:literal,
        $($key:literal at $place:literal),+
    ) => {
        concat!(
            "
        select r.entry_id, r.patient_id, p.full_name as patient_name, r.referrer_id, f.full_name as referrer_name,
            d.profession as referrer_profession, r.appointment_id, r.to_practitioner_id, t.full_name as to_name,
            r.to_field, r.priority, r.valid_until, c.time_zone, r.visits_allowed, r.visits_used, r.status, r.sent_at,
            cast(null as text) as declined_because, cast(null as bigint) as changed_at
        from ",
            $from,
            "
        join entry e on e.id = r.entry_id and e.retracted_at is null and not e.hidden
        join account f on f.id = r.referrer_id
        join practitioner d on d.id = r.referrer_id
        join appointment a on a.id = r.appointment_id
        join centre c on c.id = a.centre_id
        left join account t on t.id = r.to_practitioner_id
        where ",
            $sent,
            " >= $3
        and ",
            $sent,
            " < $4
        and ($5 = '' or $5 = case
            when r.status in ('declined', 'withdrawn') then r.status
            when r.visits_used >= r.visits_allowed then 'used'
            when r.valid_until <= $6 then 'ended'
            when r.status = 'accepted' then 'accepted'
            else 'open'
        end)
        and ($7 = '' or r.priority = $7)",
            $whose,
            and_has_words!("name_word", "r.patient_id", "$8".."$10", "$11".."$12", "$13".."$14"),
            and_has_words!("name_word", "r.referrer_id", "$15".."$16", "$17".."$18", "$19".."$20"),
            and_has_words!("name_word", "r.to_practitioner_id", "$21".."$22", "$23".."$24", "$25".."$26"),
            "
        and ($27 = '' or r.to_field = $27)
        and ($1 = 0 or (",
            $($key, ", ",)+
            "r.entry_id) ",
            $follows,
            " (",
            $($place, ", ",)+
            "$1))
        order by ",
            $($key, $way, ", ",)+
            "r.entry_id",
            $way,
            "
        limit $9"
        )
    };
}

/// The statements for a page, forwards and backwards. The sum beside a column says that what was found by a name is sorted. Of all,
/// patients are walked by the index of their names, which is joined first.
#[must_use]
pub fn rows_by(way: Way, by: ReferralColumn) -> [&'static str; 2] {
    macro_rules! of_all {
        ($sent:literal, $key:literal) => {
            sorted_by!("referral r join account p on p.id = r.patient_id", "", $sent, $key at "$2")
        };
    }
    macro_rules! keyed {
        ($($key:literal at $place:literal),+; $up:literal, $down:literal) => {
            [
                sorted_by!(
                    ">", "", "referral r join account p on p.id = r.patient_id", $up, "+r.sent_at",
                    $($key at $place),+
                ),
                sorted_by!(
                    "<", " desc", "referral r join account p on p.id = r.patient_id", $down, "+r.sent_at",
                    $($key at $place),+
                ),
            ]
        };
    }
    macro_rules! walked {
        ($follows:literal, $way:literal, $reach:literal) => {
            sorted_by!(
                $follows, $way, "account p cross join referral r", $reach, "+r.sent_at",
                "p.search_name" at "$28", "p.id" at "$2"
            )
        };
    }
    macro_rules! named {
        ($whose:literal, $($key:literal at $place:literal),+) => {
            sorted_by!(
                "referral r join account p on p.id = r.patient_id", $whose, "+r.sent_at", $($key at $place),+
            )
        };
        ($whose:literal) => {
            match by {
                ReferralColumn::Sent => named!($whose, "r.sent_at + 0" at "$2"),
                ReferralColumn::Until => named!($whose, "r.valid_until + 0" at "$2"),
                ReferralColumn::Patient => named!($whose, "p.search_name || ''" at "$28", "p.id + 0" at "$2"),
                ReferralColumn::Referrer => named!($whose, "r.referrer_key || ''" at "$28", "r.referrer_id + 0" at "$2"),
                ReferralColumn::Addressee => named!($whose, "r.addressee_key || ''" at "$28", "r.entry_id * 0" at "$2"),
            }
        };
    }
    match (way, by) {
        (Way::All, ReferralColumn::Sent) => of_all!("r.sent_at", "r.sent_at"),
        (Way::All, ReferralColumn::Until) => of_all!("+r.sent_at", "r.valid_until"),
        (Way::All, ReferralColumn::Patient) => [
            walked!(
                ">",
                "",
                "
        and p.id = r.patient_id
        and p.search_name >= $28"
            ),
            walked!(
                "<",
                " desc",
                "
        and p.id = r.patient_id
        and p.search_name <= $28"
            ),
        ],
        (Way::All, ReferralColumn::Referrer) => keyed!(
            "r.referrer_key" at "$28", "r.referrer_id" at "$2";
            "
        and r.referrer_key >= $28",
            "
        and r.referrer_key <= $28"
        ),
        (Way::All, ReferralColumn::Addressee) => keyed!(
            "r.addressee_key" at "$28";
            "
        and $2 = 0
        and r.addressee_key >= $28",
            "
        and $2 = 0
        and r.addressee_key <= $28"
        ),
        (Way::Patient, _) => named!(
            "
        and r.patient_id in (select n.account_id from name_word n where n.word >= $8 and n.word < $10)"
        ),
        (Way::Referrer, _) => named!(
            "
        and r.referrer_id in (select n.account_id from name_word n where n.word >= $15 and n.word < $16)"
        ),
        (Way::Addressee, _) => named!(
            "
        and r.to_practitioner_id in (select n.account_id from name_word n where n.word >= $21 and n.word < $22)"
        ),
    }
}

/// A page of referrals. One that ends before a row is read backwards from there, and returned in that order.
pub async fn all(conn: &mut Conn, filter: &ReferralFilter) -> StorageResult<Vec<Referral>> {
    let descending = filter.order.descending != filter.edge.is_backwards();
    let (row, (name, value)) = start(&mut *conn, filter, descending).await?;
    let way = Way::of(&mut *conn, filter).await?;
    let [forwards, backwards] = rows_by(way, filter.order.by);
    let sql = if descending { backwards } else { forwards };
    let [first, first_end, second, second_end, third, third_end] = name::bounds(&filter.patient);
    let others = [&filter.referrer, &filter.addressee].map(|typed| name::bounds(typed)).concat();
    let rows: Vec<ReferralRow> = on!(conn, c => {
        let page = sqlx::query_as(sql)
        .bind(row)
        .bind(value)
        .bind(filter.from.unwrap_or(i64::MIN))
        .bind(filter.until.unwrap_or(i64::MAX))
        .bind(filter.standing.map_or("", Standing::as_str))
        .bind(filter.now)
        .bind(filter.priority.map_or("", Priority::as_str))
        .bind(first)
        .bind(filter.limit)
        .bind(first_end)
        .bind(second)
        .bind(second_end)
        .bind(third)
        .bind(third_end);
        let page = others.into_iter().fold(page, |page, bound| page.bind(bound)).bind(filter.field.clone());
        let page = match filter.order.by {
            ReferralColumn::Patient | ReferralColumn::Referrer | ReferralColumn::Addressee => page.bind(name),
            ReferralColumn::Sent | ReferralColumn::Until => page,
        };
        page.fetch_all(c).await
    })?;
    rows.into_iter().map(Referral::try_from).collect()
}

/// The row that the page follows, and its sort key; with the key 0, from the first.
async fn start(conn: &mut Conn, filter: &ReferralFilter, descending: bool) -> StorageResult<(i64, (String, i64))> {
    type Keys = (String, i64, i64, i64, String, i64, String);
    const FIND: &str = "
        select p.search_name, r.patient_id, r.sent_at, r.valid_until, r.referrer_key, r.referrer_id, r.addressee_key
        from referral r
        join account p on p.id = r.patient_id
        where r.entry_id = $1";
    let row = filter.edge.row().map_or(0, |id| id.0);
    if let Some(place) = &filter.place {
        return Ok((row, place.clone()));
    }
    let found: Option<Keys> = on!(&mut *conn, c => sqlx::query_as(FIND).bind(row).fetch_optional(c).await)?;
    if let Some((patient, patient_id, sent, until, referrer, referrer_id, addressee)) = found {
        let place = match filter.order.by {
            ReferralColumn::Sent => (String::new(), sent),
            ReferralColumn::Until => (String::new(), until),
            ReferralColumn::Patient => (patient, patient_id),
            ReferralColumn::Referrer => (referrer, referrer_id),
            ReferralColumn::Addressee => (addressee, 0),
        };
        return Ok((row, place));
    }
    let last = match filter.order.by {
        ReferralColumn::Patient => "select coalesce(max(search_name), '') from account",
        ReferralColumn::Referrer => "select coalesce(max(referrer_key), '') from referral",
        ReferralColumn::Addressee => "select coalesce(max(addressee_key), '') from referral",
        ReferralColumn::Sent | ReferralColumn::Until => return Ok((0, (String::new(), 0))),
    };
    let last = if descending { on!(conn, c => sqlx::query_scalar(last).fetch_one(c).await)? } else { String::new() };
    Ok((0, (last, 0)))
}

/// A referral's sort key in a list with this order: a name, and a number.
#[must_use]
pub fn place_of(one: &Referral, by: ReferralColumn) -> (String, i64) {
    match by {
        ReferralColumn::Sent => (String::new(), one.sent_at.as_second()),
        ReferralColumn::Until => (String::new(), one.valid_until.as_second()),
        ReferralColumn::Patient => (search_key(&one.patient_name), one.patient.0),
        ReferralColumn::Referrer => (search_key(&one.referrer_name), one.referrer.0),
        ReferralColumn::Addressee => {
            let field = || one.field.as_deref().unwrap_or_default().to_ascii_lowercase();
            (one.to_name.as_deref().map_or_else(field, search_key), 0)
        }
    }
}
