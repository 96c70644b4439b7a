//! `consulta set`: how the clinic decides, chosen by whoever owns the machine.

use super::{Failure, Outcome, Services};
use crate::{
    domain::{account::Actor, policy::Basis, settings::Settings},
    storage::{
        audit::{self, AuditEvent},
        directory, setting,
    },
};

/// Stores one choice. This process follows at once, the others within a second.
///
/// # Errors
/// A key that there is not, or a value that is not one of its choices; the storage's failure.
pub async fn set(services: &Services, key: &str, value: &str) -> Outcome<()> {
    Settings::from_rows([(key, value)]).map_err(|e| Failure::Fault(e.to_string()))?;
    let choice = (key.to_owned(), value.to_owned(), services.clock.now().as_second());
    services
        .db
        .write(choice, |tx, (key, value, at)| {
            Box::pin(async move {
                setting::put(tx, key, value).await?;
                directory::bump_version(tx).await?;
                // The command line: who asks owns the machine.
                let event = AuditEvent::done(*at, &Actor::Visitor, "setting.set", "setting").on(Basis::Administration);
                audit::record(tx, &event);
                Ok::<_, Failure>(())
            })
        })
        .await?;
    services.directory.expire();
    Ok(())
}
