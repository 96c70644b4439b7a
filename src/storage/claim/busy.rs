//! The claimed time, from one asker's point of view.

use jiff::Timestamp;

use super::owner::Owner;
use crate::{
    domain::ids::{AccountId, AppointmentId, ResourceId, SessionId},
    storage::{
        db::{Conn, on},
        error::{StorageError, StorageResult},
    },
};

/// The asker. Expired holds, the asker's own holds while they fill in a form, and whatever they would give back do not count as
/// claimed.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    /// The patient, whose holds do not count; `None` for a visitor.
    pub account: Option<AccountId>,
    /// The person filling in the form, if that is someone else: their holds do not count either.
    pub keeper: Option<AccountId>,
    /// What they would give back in exchange for the time.
    pub moving: Option<Moving>,
    /// When they ask.
    pub now: Timestamp,
}

impl Asker {
    /// Someone who takes a time in addition to what they have.
    #[must_use]
    pub fn new(account: Option<AccountId>, now: Timestamp) -> Self {
        Self { account, keeper: None, moving: None, now }
    }
}

/// An appointment that is given up for another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moving {
    /// The appointment that is moved.
    pub appointment: AppointmentId,
    /// The group whose seat it gives back.
    pub session: Option<SessionId>,
    /// Whether that is the last seat, so that the group's time becomes free too.
    pub is_last: bool,
}

impl Moving {
    /// The owners whose claims would be released with it.
    #[must_use]
    pub fn owners(self) -> [Owner; 2] {
        let appointment = Owner::Appointment(self.appointment);
        [appointment, self.session.filter(|_| self.is_last).map_or(appointment, Owner::Session)]
    }
}

/// The claimed cells of a person or a room in `first..=last`, returned in a single row.
pub async fn busy_cells(
    conn: &mut Conn,
    asker: Asker,
    whose: ResourceId,
    first: i64,
    last: i64,
) -> StorageResult<Vec<i64>> {
    const SQL: &str = "
        select string_agg(cast(cell as text), ' ')
        from claim
        where resource_id = $1
        and cell between $2 and $3
        and (appointment_id is null or appointment_id <> $6)
        and (session_id is null or session_id <> $7)
        and (hold_id is null or exists (
            select 1
            from hold h
            where h.id = claim.hold_id
            and h.expires_at > $4
            and (coalesce(h.account_id, -1) not in ($5, $8) or h.kind = 'offer')
        ))";
    let cells: Option<String> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(whose.0)
        .bind(first)
        .bind(last)
        .bind(asker.now.as_second())
        .bind(asker.account.map_or(0, |account| account.0))
        .bind(asker.moving.map_or(0, |moving| moving.appointment.0))
        .bind(asker.moving.filter(|moving| moving.is_last).and_then(|moving| moving.session).map_or(0, |id| id.0))
        .bind(asker.keeper.map_or(0, |account| account.0))
        .fetch_one(c)
        .await)?;
    parse_cells(whose.0, cells.as_deref().unwrap_or_default())
}

/// A query for cells: the person or room, and the first and last cell.
pub type Asked = (ResourceId, i64, i64);

/// How many of these a statement takes: each takes a turn of its own, which is long where many wait for theirs, but few people would
/// leave most of a large one empty.
const FEW: usize = 16;
const MANY: usize = 64;

/// The statement, with these rows after the first. It is not a join with "group by": SQLite would sort every cell for that.
macro_rules! cells_of {
    ($($row:literal)+) => {
        concat!(
            "
        with asked (resource_id, first, last) as (
            values
                (cast($3 as bigint), cast($4 as bigint), cast($5 as bigint))",
            $(", ", $row,)+
            "
        )
        select
            asked.resource_id,
            (
                select string_agg(cast(claim.cell as text), ' ')
                from claim
                where claim.resource_id = asked.resource_id
                and claim.cell between asked.first and asked.last
                and (claim.hold_id is null or exists (
                    select 1
                    from hold h
                    where h.id = claim.hold_id
                    and h.expires_at > $1
                    and (coalesce(h.account_id, -1) <> $2 or h.kind = 'offer')
                ))
            )
        from asked"
        )
    };
}

const OF_FEW: &str = cells_of!(
    "($6, $7, $8)" "($9, $10, $11)" "($12, $13, $14)" "($15, $16, $17)" "($18, $19, $20)" "($21, $22, $23)" "($24, $25, $26)"
    "($27, $28, $29)" "($30, $31, $32)" "($33, $34, $35)" "($36, $37, $38)" "($39, $40, $41)" "($42, $43, $44)" "($45, $46, $47)"
    "($48, $49, $50)"
);
const OF_MANY: &str = cells_of!(
    "($6, $7, $8)" "($9, $10, $11)" "($12, $13, $14)" "($15, $16, $17)" "($18, $19, $20)" "($21, $22, $23)" "($24, $25, $26)"
    "($27, $28, $29)" "($30, $31, $32)" "($33, $34, $35)" "($36, $37, $38)" "($39, $40, $41)" "($42, $43, $44)" "($45, $46, $47)"
    "($48, $49, $50)" "($51, $52, $53)" "($54, $55, $56)" "($57, $58, $59)" "($60, $61, $62)" "($63, $64, $65)" "($66, $67, $68)"
    "($69, $70, $71)" "($72, $73, $74)" "($75, $76, $77)" "($78, $79, $80)" "($81, $82, $83)" "($84, $85, $86)" "($87, $88, $89)"
    "($90, $91, $92)" "($93, $94, $95)" "($96, $97, $98)" "($99, $100, $101)" "($102, $103, $104)" "($105, $106, $107)"
    "($108, $109, $110)" "($111, $112, $113)" "($114, $115, $116)" "($117, $118, $119)" "($120, $121, $122)" "($123, $124, $125)"
    "($126, $127, $128)" "($129, $130, $131)" "($132, $133, $134)" "($135, $136, $137)" "($138, $139, $140)" "($141, $142, $143)"
    "($144, $145, $146)" "($147, $148, $149)" "($150, $151, $152)" "($153, $154, $155)" "($156, $157, $158)" "($159, $160, $161)"
    "($162, $163, $164)" "($165, $166, $167)" "($168, $169, $170)" "($171, $172, $173)" "($174, $175, $176)" "($177, $178, $179)"
    "($180, $181, $182)" "($183, $184, $185)" "($186, $187, $188)" "($189, $190, $191)" "($192, $193, $194)"
);

/// The claimed cells of several people or rooms, each within its own bounds. Each may be asked about only once, and those without
/// claims are missing from the answer.
pub async fn busy_cells_of(
    conn: &mut Conn,
    asker: Asker,
    asked: &[Asked],
) -> StorageResult<Vec<(ResourceId, Vec<i64>)>> {
    let mut busy = Vec::new();
    for asked in asked.chunks(MANY) {
        let (sql, places) = if asked.len() > FEW { (OF_MANY, MANY) } else { (OF_FEW, FEW) };
        let rows: Vec<(i64, Option<String>)> = on!(&mut *conn, c => {
            let account = asker.account.map_or(0, |account| account.0);
            let mut query = sqlx::query_as(sql).bind(asker.now.as_second()).bind(account);
            for n in 0..places {
                let (whose, first, last) = asked.get(n).map_or((0, 1, 0), |(whose, first, last)| (whose.0, *first, *last));
                query = query.bind(whose).bind(first).bind(last);
            }
            query.fetch_all(c).await
        })?;
        for (whose, cells) in rows {
            let Some(cells) = cells else { continue };
            busy.push((ResourceId(whose), parse_cells(whose, &cells)?));
        }
    }
    Ok(busy)
}

fn parse_cells(person: i64, cells: &str) -> StorageResult<Vec<i64>> {
    cells
        .split_ascii_whitespace()
        .map(|cell| cell.parse().map_err(StorageError::inconsistent("claim", "cell", person)))
        .collect()
}
