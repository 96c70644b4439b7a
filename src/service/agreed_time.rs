//! Whether appointments still start when people agreed they would. An instant is booked; a local time is agreed. Time zone rules
//! connect the two, and they change with a new release or when a centre's zone is corrected.

use std::fmt;

use jiff::{Timestamp, civil::DateTime};

use super::{Failure, Outcome, Services};
use crate::{
    domain::{ids::AppointmentId, local_time::LocalTime, time::Zone},
    storage::appointment::{self, Agreed},
};

/// How many appointments to check per batch.
const AT_ONCE: i64 = 500;

/// An appointment that was agreed for one local time and now takes place at another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drifted {
    /// The appointment.
    pub id: AppointmentId,
    /// The agreed local time.
    pub agreed: LocalTime,
    /// The local time at its centre at which it now starts.
    pub shown: DateTime,
    /// The booked instant.
    pub starts_at: Timestamp,
}

impl fmt::Display for Drifted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, agreed, shown, starts_at } = self;
        let (wall, shown) = (agreed.wall.strftime("%F %H:%M"), shown.strftime("%F %H:%M"));
        write!(
            f,
            "Appointment {id} was agreed for {wall} ({}). It starts at {starts_at}, which is now {shown} there.",
            agreed.zone
        )
    }
}

/// Checks all upcoming appointments and returns those that have drifted. For appointments that predate the record of local times,
/// it is recorded now. Nothing is moved: that is for people to decide.
///
/// # Errors
/// A storage failure.
pub async fn check(services: &Services) -> Outcome<Vec<Drifted>> {
    let now = services.clock.now();
    let (mut drifted, mut last) = (Vec::new(), AppointmentId(0));
    loop {
        let found = appointment::agreed(&mut services.db.read().await?, last, now, AT_ONCE).await?;
        let Some(one) = found.last() else { return Ok(drifted) };
        last = one.id;
        drifted.extend(found.iter().filter_map(drift));
        let missing: Vec<(AppointmentId, LocalTime)> = found.iter().filter_map(missing).collect();
        if missing.is_empty() {
            continue;
        }
        let write = services.db.write(missing, |tx, missing| {
            Box::pin(async move {
                for (id, local) in missing {
                    appointment::note_local(tx, *id, local).await?;
                }
                Ok::<_, Failure>(())
            })
        });
        write.await?;
    }
}

fn drift(one: &Agreed) -> Option<Drifted> {
    let agreed = one.local.clone()?;
    let here = LocalTime::of(&Zone::parse(&one.centre_zone).ok()?, one.starts_at);
    let holds = agreed.holds(one.starts_at) && here.wall == agreed.wall;
    (!holds).then_some(Drifted { id: one.id, agreed, shown: here.wall, starts_at: one.starts_at })
}

fn missing(one: &Agreed) -> Option<(AppointmentId, LocalTime)> {
    let zone = Zone::parse(&one.centre_zone).ok().filter(|_| one.local.is_none())?;
    Some((one.id, LocalTime::of(&zone, one.starts_at)))
}

/// Runs `check` once, when the program starts, and logs drifted appointments for the server's operators.
pub async fn report(services: &Services) {
    match check(services).await {
        Ok(drifted) => {
            for one in drifted {
                tracing::warn!(
                    appointment = one.id.0,
                    agreed = %one.agreed.wall,
                    zone = one.agreed.zone,
                    shown = %one.shown,
                    "an appointment no longer starts at the agreed time: run consulta check-times"
                );
            }
        }
        Err(e) => tracing::warn!(error = %e, "the times of appointments could not be checked"),
    }
}
