//! `/admin/audit/audit.csv`: the audit rows that match a query, read in parts as they are sent.

use std::sync::Arc;

use axum::{
    extract::{Extension, State},
    response::Response,
};
use futures::stream;
use tokio::sync::OwnedSemaphorePermit;

use super::lists::{Asked, SortQuery, UTF_8_MARK, answer, line, not_understood, place, sent};
use crate::{
    domain::{account::Actor, list::AUDIT, ordering::Edge},
    error::AppError,
    request::{AppState, extract::Query, identity::Identity},
    server_fns::convert::audit::{asked, filter},
    service::{
        Outcome, Services,
        audit::{self, AuditFilter, Named},
    },
    views::audit::AuditQuery,
};

/// Rows read at once.
const PART: i64 = 500;

/// The columns.
const HEAD: [&str; 14] = [
    "seq",
    "at",
    "actor",
    "action",
    "entity",
    "entity_id",
    "patient",
    "part",
    "basis",
    "outcome",
    "times",
    "reason",
    "prev_hash",
    "hash",
];

/// The file.
pub async fn file(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Query(query): Query<AuditQuery>,
    Query(sort): Query<SortQuery>,
    Query(said): Query<Asked>,
) -> Response {
    if let Some(refused) = not_understood(AUDIT.key, &said) {
        return refused;
    }
    let begun = async {
        let place = place().await?;
        let (services, actor) = (state.services, identity.actor);
        let query = asked(&services, &actor, query)?;
        let zone = services.directory_for(&actor).await?.clinic_zone();
        let filter = AuditFilter { limit: PART, ..filter(&query, &sort.whole(), &zone) };
        // The first part is read before the response begins, so that a refusal is not a file.
        let first = audit::export(&services, &actor, filter.clone()).await?;
        let start = [UTF_8_MARK, &line(&HEAD.map(str::to_owned)), &lines(&first)].concat();
        let mut reading = Reading { services, actor, filter, left: audit::EXPORT, _place: place };
        reading.note(&first);
        Ok::<_, AppError>((start, reading))
    };
    answer(begun.await.map(|(start, reading)| {
        let rest = stream::try_unfold(reading, |mut reading| async move {
            Ok(reading.next().await?.map(|rows| (lines(&rows), reading)))
        });
        sent("audit", start, rest)
    }))
}

/// The state of a file being sent.
struct Reading {
    services: Arc<Services>,
    actor: Actor,
    filter: AuditFilter,
    left: i64,
    _place: OwnedSemaphorePermit,
}

impl Reading {
    /// The next rows, if there are any.
    async fn next(&mut self) -> Outcome<Option<Vec<Named>>> {
        if self.left == 0 {
            return Ok(None);
        }
        let rows = audit::export_on(&self.services, &self.actor, &self.filter).await?;
        self.note(&rows);
        Ok(Some(rows))
    }

    /// Records what comes after these rows; fewer than a part's worth are the last.
    fn note(&mut self, rows: &[Named]) {
        self.left = if rows.len() as i64 == PART { (self.left - PART).max(0) } else { 0 };
        self.filter.edge = rows.last().map_or(self.filter.edge, |last| Edge::After(last.stored.seq));
    }
}

fn lines(rows: &[Named]) -> String {
    rows.iter().map(|row| line(&cells(row))).collect()
}

fn cells(row: &Named) -> [String; 14] {
    let written = row.stored.written.clone();
    [
        row.stored.seq.to_string(),
        written.happened_at().to_string(),
        row.actor_name.clone().unwrap_or_default(),
        written.action,
        written.entity,
        written.entity_id.map(|id| id.to_string()).unwrap_or_default(),
        row.patient_name.clone().unwrap_or_default(),
        written.part,
        written.basis,
        written.outcome,
        written.times.to_string(),
        row.reason.clone().unwrap_or_default(),
        row.stored.prev_hash.clone(),
        row.stored.hash.clone(),
    ]
}
