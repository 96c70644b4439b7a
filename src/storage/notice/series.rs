//! One notice for a whole series.

use crate::{
    domain::ids::{AppointmentId, SeriesId},
    storage::{
        db::{Tx, on},
        error::StorageResult,
    },
};

/// Merges the notices about a series that were written at once: that of its first appointment stands for the others of its kind.
pub async fn fold(tx: &mut Tx, first: AppointmentId, series: SeriesId, at: i64) -> StorageResult<()> {
    const COUNT: &str = "
        update notice
        set more = (
            select count(*) - 1
            from notice o
            join appointment a on a.id = o.appointment_id
            where a.series_id = $2
            and o.created_at = $3
            and o.account_id = notice.account_id
            and o.kind = notice.kind
        )
        where appointment_id = $1
        and created_at = $3
        and kind in ('appointment.booked', 'appointment.requested', 'appointment.received', 'appointment.cancelled')";
    const REST: &str = "
        delete from notice
        where created_at = $3
        and kind in ('appointment.booked', 'appointment.requested', 'appointment.received', 'appointment.cancelled')
        and kind in (select kind from notice where appointment_id = $1 and created_at = $3)
        and appointment_id in (select id from appointment where series_id = $2 and id <> $1)";
    for sql in [COUNT, REST] {
        on!(&mut **tx, c => sqlx::query(sql).bind(first.0).bind(series.0).bind(at).execute(c).await.map(drop))?;
    }
    Ok(())
}
