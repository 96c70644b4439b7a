//! How a list was filtered when someone looked at it, in words: the audit keeps what was asked for, but no text that was typed.

use crate::{
    domain::audit::Area,
    words::{listed, tr},
};

/// `text, role, from`: what a list was filtered by. `None` if that is something else.
pub(super) fn criteria(stored: &str) -> Option<String> {
    let mut named: Vec<&str> = Vec::new();
    for one in stored.split(", ") {
        let word = criterion(one)?;
        // The two ends of a span of days.
        if !named.contains(&word) {
            named.push(word);
        }
    }
    Some(tr!(AuditPartBy, what = listed(named)))
}

fn criterion(stored: &str) -> Option<&str> {
    let first = stored.split(' ').next().unwrap_or_default();
    Some(match first {
        "text" | "q" | "name" | "words" => tr!(AuditByText),
        "from" | "until" | "date" | "when" | "added" | "clinic_days" => tr!(AuditByDates),
        "person" => tr!(AuditByPerson),
        "patient" => tr!(AuditByPatient),
        "practitioner" => tr!(AuditByPractitioner),
        "referrer" => tr!(AuditByReferrer),
        "addressee" => tr!(AuditByAddressee),
        "field" => tr!(AuditByField),
        "centre" => tr!(AuditByCentre),
        "suburb" => tr!(AuditBySuburb),
        "service" => tr!(AuditByService),
        "profession" => tr!(AuditByProfession),
        "expertise" => tr!(AuditByExpertise),
        "role" => tr!(AuditByRole),
        "status" | "state" | "show" | "active" | "inactive" => tr!(AuditByStatus),
        "kind" | "channel" | "how" | "first" => tr!(AuditByKind),
        "urgency" => tr!(AuditByUrgency),
        "priority" => tr!(AuditByPriority),
        "stars" => tr!(AuditByStars),
        "assigned" => tr!(AuditByAssigned),
        "refused" => tr!(AuditByRefused),
        "by" => tr!(AuditByOrder),
        "after" | "before" => tr!(AuditByPage),
        one if role(one).is_some() => tr!(AuditByRole),
        one if Area::parse(one).is_some() => tr!(AuditByArea),
        _ => return None,
    })
}

/// The name of a role.
pub(super) fn role(stored: &str) -> Option<&'static str> {
    Some(match stored {
        "patient" => tr!(Patient),
        "practitioner" => tr!(RoleOfPractitioner),
        "receptionist" => tr!(RoleOfReceptionist),
        "manager" => tr!(RoleOfManager),
        "auditor" => tr!(RoleOfAuditor),
        "administrator" => tr!(RoleOfAdministrator),
        _ => return None,
    })
}
