//! The possible lengths of an appointment from a chosen start, where the clinic lets patients take several slots in a row.

use super::viewpoint::Viewpoint;
use crate::{
    domain::{
        account::Actor,
        booking::{Target, slot_at},
        slot::Slot,
    },
    service::{
        Outcome, Services,
        hold::HoldRequest,
        why::{why_not, why_not_for},
    },
};

/// One slot, two in a row, and so on, as long as all of it is free for the reader or the person they book for. The reader's own
/// holds count as free.
pub(super) async fn free(
    services: &Services,
    view: &Viewpoint,
    request: HoldRequest,
    is_held: bool,
) -> Outcome<Vec<Slot>> {
    let most = view.directory.settings.max_neighbouring_slots;
    let mut lengths = Vec::new();
    if most < 2 {
        return Ok(lengths);
    }
    // The calendar doesn't know visitors: even the slot they hold looks taken to them.
    let is_visitors = is_held && view.reader == Actor::Visitor;
    for slots in 1..=most {
        let target = Target { slots, ..request.target };
        let Some(offering) = view.directory.offering_at(&target) else { break };
        if is_visitors && slots <= request.target.slots {
            lengths.push(slot_at(offering.service, target.starts_at));
            continue;
        }
        let why = match view.whom {
            Some(patient) => why_not_for(services, &view.reader, patient, target).await?,
            None => why_not(services, &view.reader, target).await?,
        };
        if why.blockers.iter().any(|blocker| blocker.refusal().depends_on_the_time()) {
            break;
        }
        lengths.push(why.slot);
    }
    // A group has one length.
    Ok(if lengths.len() > 1 || request.target.slots > 1 { lengths } else { Vec::new() })
}
