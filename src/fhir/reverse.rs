//! Resources that refer to a search's results, for readers who could also search for them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    context::Context,
    found::{Found, kept},
    include::{Include, reverse},
    kinds::{KINDS, Kind},
    patient::is_readable,
    search::Query,
};
use crate::{domain::account::Actor, rest::problem::Problem};

/// The maximum number of them.
const MOST: usize = 200;
/// The maximum number of pages of patients' resources searched for them.
const MOST_PAGES: usize = 50;
/// Types that are visible without a basis to read the record.
const OF_CALENDAR: [&str; 2] = ["Appointment", "Encounter"];

/// The elements that name a resource's patient.
fn patients(one: &Value) -> BTreeSet<&str> {
    let participants = one["participant"].as_array().into_iter().flatten().map(|part| &part["actor"]);
    let references = participants.chain([&one["subject"]]).filter_map(|reference| reference["reference"].as_str());
    let itself = one["id"].as_str().filter(|_| one["resourceType"] == "Patient");
    references.filter_map(|reference| reference.strip_prefix("Patient/")).chain(itself).collect()
}

/// The resources that refer to these, and whether there may be more.
///
/// # Errors
/// That an app asks, which searches for each type by itself; a storage failure.
pub async fn to(
    context: &Context,
    kind: &Kind,
    query: &Query,
    matches: &[Value],
) -> Result<(Vec<Value>, bool), Problem> {
    if query.reverse.is_empty() {
        return Ok((Vec::new(), false));
    }
    if matches!(context.actor(), Actor::App { .. }) {
        return Err(Problem::bad_request("_revinclude: an app has to search for each type by itself."));
    }
    let ids = matches.iter().filter_map(|one| one["id"].as_str());
    let targets: BTreeSet<String> = ids.map(|id| format!("{}/{id}", kind.name())).collect();
    let patients: BTreeSet<&str> = matches.iter().flat_map(patients).collect();
    let (mut all, mut pages) = (Vec::new(), MOST_PAGES);
    let asked: Vec<&Include> = reverse(kind.name()).filter(|one| query.reverse.contains(&one.back())).collect();
    for include in asked {
        let Some(source) = KINDS.iter().find(|kind| kind.name() == include.kind) else { continue };
        for patient in &patients {
            // The reader asked for something else, so this is not an attempt to read a closed record.
            if !OF_CALENDAR.contains(&source.name()) && !is_readable(context, patient).await {
                continue;
            }
            let is_whole = of_patient(context, source, patient, &mut pages, |one| {
                if all.len() <= MOST && refers(include, &one, &targets) {
                    all.push(one);
                }
            });
            if !is_whole.await? || all.len() > MOST {
                all.truncate(MOST);
                return Ok((all, true));
            }
        }
    }
    Ok((all, false))
}

fn refers(include: &Include, one: &Value, targets: &BTreeSet<String>) -> bool {
    include.references(one).iter().any(|reference| targets.contains(*reference))
}

/// Goes through a patient's resources of a type; `false` if that would take more pages than are left.
async fn of_patient(
    context: &Context,
    kind: &Kind,
    patient: &str,
    pages: &mut usize,
    mut each: impl FnMut(Value),
) -> Result<bool, Problem> {
    let mut query = Query::of_patient(patient);
    while let Some(left) = pages.checked_sub(1) {
        *pages = left;
        let Some(Found { resources, next, .. }) = kept(Box::pin(kind.find(context, &query))).await? else {
            return Ok(true);
        };
        resources.iter().for_each(|one| each(one.json()));
        match next {
            Some(_) => query.after = next,
            None => return Ok(true),
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_resource_says_whose_it_is() {
        let visit = json!({ "resourceType": "Encounter", "id": "5", "subject": { "reference": "Patient/7" } });
        let meeting = json!({ "resourceType": "Appointment", "id": "5", "participant": [
            { "actor": { "reference": "Practitioner/3" } }, { "actor": { "reference": "Patient/7" } },
        ]});
        for one in [visit, meeting, json!({ "resourceType": "Patient", "id": "7" })] {
            assert_eq!(patients(&one).into_iter().collect::<Vec<_>>(), ["7"], "{one}");
        }
    }
}
