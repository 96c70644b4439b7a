//! The patient files that were merged into another: their audit rows keep the number that they were written with.

use crate::{
    domain::ids::PatientId,
    storage::{
        db::{Conn, on},
        error::StorageResult,
    },
};

/// Every account that was merged into this one, directly or through others.
pub async fn parts(conn: &mut Conn, of: PatientId) -> StorageResult<Vec<PatientId>> {
    const SQL: &str = "
        with recursive part (id) as (
            select from_id
            from account_merge
            where into_id = $1
            union
            select m.from_id
            from part
            join account_merge m on m.into_id = part.id
        )
        select id
        from part
        order by id";
    let found: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(of.0).fetch_all(c).await)?;
    Ok(found.into_iter().map(PatientId).collect())
}
