//! The input of operations and writes. The names are IHE's and Medplum's, which differ.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    asked::id_of,
    calendar::{ScheduleId, SlotId},
    sent::unprocessable,
};
use crate::{
    domain::{
        booking::slot_at,
        ids::{CentreId, PatientId, PractitionerId, ServiceId},
    },
    rest::{input, problem::Problem},
    service::directory::Directory,
};

/// The maximum number of values of one parameter.
const MOST: usize = 100;

/// A reference, as it is sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SentReference {
    pub reference: String,
}

/// A concept, as it is sent; we use its words only.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SentConcept {
    pub text: String,
}

/// A participant, as it is sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SentParticipant {
    pub actor: SentReference,
}

/// An appointment, as it is sent. Unused elements are skipped.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SentAppointment {
    pub resource_type: String,
    pub id: String,
    pub status: String,
    pub start: Option<String>,
    pub comment: String,
    pub description: String,
    pub cancelation_reason: SentConcept,
    pub reason_code: Vec<SentConcept>,
    pub slot: Vec<SentReference>,
    pub participant: Vec<SentParticipant>,
}

impl SentAppointment {
    /// Parses an appointment.
    ///
    /// # Errors
    /// That it isn't one.
    pub fn read(value: Value) -> Result<Self, Problem> {
        let read: Result<Self, _> = serde_json::from_value(value);
        let read = read.map_err(|e| Problem::bad_request(&format!("This isn't what we expect: {e}.")))?;
        match read.resource_type.as_str() {
            "Appointment" => Ok(read),
            _ => Err(Problem::bad_request("This isn't an Appointment.")),
        }
    }

    /// The ids of its participants of a type.
    pub fn of(&self, kind: &str, base: &str) -> Vec<String> {
        let named = self.participant.iter().map(|one| one.actor.reference.as_str());
        named
            .filter(|reference| reference.contains(&format!("{kind}/")))
            .filter_map(|one| id_of(one, kind, base))
            .collect()
    }

    /// The patient, if one is named.
    ///
    /// # Errors
    /// That there are several, or that it isn't one of ours.
    pub fn patient(&self, base: &str) -> Result<Option<PatientId>, Problem> {
        let named: Vec<&str> = self.participant.iter().map(|one| one.actor.reference.as_str()).collect();
        let is_named = named.iter().any(|reference| reference.contains("Patient/"));
        match &self.of("Patient", base)[..] {
            [] if !is_named => Ok(None),
            [one] => Ok(Some(PatientId(super::found::number(one)?))),
            [] => Err(Problem::not_found()),
            _ => Err(Problem::bad_request("An appointment is for one patient only.")),
        }
    }

    /// The reason, in the patient's words.
    pub fn reason(&self) -> String {
        let given = self.reason_code.iter().map(|one| &one.text).chain([&self.comment, &self.description]);
        given.into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default()
    }

    /// Why it is cancelled.
    pub fn cancelled_because(&self) -> String {
        if self.cancelation_reason.text.is_empty() {
            self.comment.clone()
        } else {
            self.cancelation_reason.text.clone()
        }
    }

    /// The requested slot: by its id, its slot, or its start and participants.
    ///
    /// # Errors
    /// What is missing for that; not found if there's no such practitioner; that it contradicts itself.
    pub fn time(&self, directory: &Directory, base: &str) -> Result<SlotId, Problem> {
        let time = self.named(directory, base)?;
        self.fits(time, base)?;
        Ok(time)
    }

    /// Refuses an appointment that says with whom, where or when, and not as this slot does: nobody is booked whom it doesn't name.
    ///
    /// # Errors
    /// What contradicts the slot.
    pub fn fits(&self, time: SlotId, base: &str) -> Result<(), Problem> {
        let others = |kind: &str, own: String| self.of(kind, base).iter().any(|id| *id != own);
        let SlotId { schedule, starts_at, .. } = time;
        if others("Practitioner", schedule.practitioner.to_string()) || others("Location", schedule.centre.to_string())
        {
            return Err(contradiction("participant", "the slot is someone else's, or somewhere else."));
        }
        match input::instant("start", self.start.as_deref())? {
            Some(start) if start != starts_at => Err(contradiction("start", "the slot starts at another time.")),
            _ => Ok(()),
        }
    }

    /// Its slots.
    ///
    /// # Errors
    /// Not found if one isn't ours.
    pub fn slots(&self, base: &str) -> Result<Vec<SlotId>, Problem> {
        let read = |slot: &SentReference| SlotId::parse(&id_of(&slot.reference, "Slot", base)?);
        let slots: Option<Vec<SlotId>> = self.slot.iter().map(read).collect();
        slots.ok_or_else(Problem::not_found)
    }

    fn named(&self, directory: &Directory, base: &str) -> Result<SlotId, Problem> {
        if let Some(time) = SlotId::parse(&self.id) {
            return Ok(time);
        }
        if !self.slot.is_empty() {
            return in_a_row(self.slots(base)?, directory);
        }
        let starts_at = input::instant("start", self.start.as_deref())?;
        let starts_at =
            starts_at.ok_or_else(|| Problem::bad_request("Give the slot, or the start and participants."))?;
        let practitioner = match &self.of("Practitioner", base)[..] {
            [one] => PractitionerId(super::found::number(one)?),
            _ => return Err(Problem::bad_request("Name one practitioner as participant.")),
        };
        let person = directory.practitioner(practitioner).ok_or_else(Problem::not_found)?;
        let centre = match (&self.of("Location", base)[..], &person.affiliations[..]) {
            ([one], _) => CentreId(super::found::number(one)?),
            ([], [only]) => only.centre,
            _ => return Err(Problem::bad_request("Name one location: they work at several.")),
        };
        let asked = match &self.of("HealthcareService", base)[..] {
            [one] => super::found::number(one).ok().map(ServiceId),
            _ => None,
        };
        let offering = directory.offering(practitioner, centre, asked).ok_or_else(Problem::not_found)?;
        Ok(SlotId::one(ScheduleId::of(&offering), starts_at))
    }
}

/// The error for an element of an appointment that contradicts another.
pub fn contradiction(name: &str, words: &str) -> Problem {
    let path = format!("Appointment.{name}");
    unprocessable("value", &format!("{path}: {words}")).at(&path)
}

/// Consecutive slots of one calendar, as one.
fn in_a_row(mut slots: Vec<SlotId>, directory: &Directory) -> Result<SlotId, Problem> {
    slots.sort_by_key(|slot| slot.starts_at);
    let first = *slots.first().ok_or_else(Problem::not_found)?;
    if slots.len() == 1 {
        return Ok(first);
    }
    let offering = first.schedule.offering(directory).ok_or_else(Problem::not_found)?;
    let follows = |pair: &[SlotId]| {
        let [one, next] = pair else { return false };
        next.schedule == one.schedule && next.starts_at == slot_at(offering.service, one.starts_at).ends_at
    };
    if slots.iter().any(|slot| slot.slots != 1) || !slots.windows(2).all(follows) {
        return Err(Problem::bad_request("The slots of an appointment have to follow one another, in one calendar."));
    }
    let slots = u16::try_from(slots.len()).map_err(|_| Problem::not_found())?;
    Ok(SlotId { slots, ..first })
}

/// The parameters of an operation, by name.
#[derive(Clone, Debug, Default)]
pub struct Parameters(HashMap<String, Vec<Value>>);

#[derive(Deserialize)]
struct SentParameters {
    #[serde(rename = "resourceType")]
    resource_type: String,
    #[serde(default)]
    parameter: Vec<serde_json::Map<String, Value>>,
}

impl Parameters {
    /// Parses a `Parameters` resource, or an appointment sent alone.
    ///
    /// # Errors
    /// That it is neither.
    pub fn read(value: Value) -> Result<Self, Problem> {
        if value["resourceType"] == "Appointment" {
            return Ok(Self(HashMap::from([("appointment-resource".to_owned(), vec![value])])));
        }
        let wrong = || Problem::bad_request("Send a Parameters resource.");
        let sent: SentParameters = serde_json::from_value(value).map_err(|_| wrong())?;
        if sent.resource_type != "Parameters" {
            return Err(wrong());
        }
        let mut all = Self::default();
        for mut one in sent.parameter {
            let name = one.remove("name").and_then(|name| name.as_str().map(str::to_owned)).ok_or_else(wrong)?;
            let value = one.into_iter().find(|(key, _)| key.starts_with("value") || key == "resource");
            let value = value.map(|(_, value)| match value {
                Value::Number(number) => Value::String(number.to_string()),
                value => value,
            });
            all.0.entry(name).or_default().extend(value);
        }
        Ok(all)
    }

    /// The same from a query.
    pub fn of_query(sent: Vec<(String, String)>) -> Self {
        let mut all = Self::default();
        for (name, value) in sent {
            all.0.entry(name).or_default().push(Value::String(value));
        }
        all
    }

    /// Refuses any parameter that is not among these names.
    ///
    /// # Errors
    /// The unknown parameter.
    pub fn only(&self, names: &[&str]) -> Result<(), Problem> {
        match self.0.keys().find(|name| !names.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => Err(Problem::bad_request(&format!("{name}: no such parameter."))),
        }
    }

    /// Refuses too many values of one parameter: each is compared with every calendar.
    ///
    /// # Errors
    /// The parameter with too many.
    pub fn few(&self) -> Result<(), Problem> {
        match self.0.iter().find(|(_, values)| values.len() > MOST) {
            None => Ok(()),
            Some((name, _)) => Err(Problem::bad_request(&format!("{name}: send at most {MOST} of them."))),
        }
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.0.get(name).into_iter().flatten()
    }

    /// The texts of a parameter.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        self.all(name).filter_map(Value::as_str).filter(|text| !text.is_empty()).collect()
    }

    /// The ids in a parameter that refers to resources of a type; `None` if it wasn't sent.
    pub fn references(&self, name: &str, kind: &str, base: &str) -> Option<Vec<String>> {
        self.0.get(name)?;
        let texts = self.all(name).filter_map(|value| value.as_str().or(value["reference"].as_str()));
        Some(texts.filter_map(|text| id_of(text, kind, base)).collect())
    }

    /// The first resource under one of these names.
    pub fn resource(&self, names: &[&str]) -> Option<&Value> {
        names.iter().flat_map(|name| self.all(name)).find(|value| value.is_object())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parameters_are_read_by_name_whatever_their_type() {
        let sent = json!({ "resourceType": "Parameters", "parameter": [
            { "name": "start", "valueDateTime": "2026-11-24" },
            { "name": "practitioner", "valueReference": { "reference": "Practitioner/7" } },
            { "name": "practitioner", "valueReference": { "reference": "Patient/8" } },
        ]});
        let read = Parameters::read(sent).expect("parameters");
        assert_eq!(read.texts("start"), ["2026-11-24"]);
        assert_eq!(read.references("practitioner", "Practitioner", "x").as_deref(), Some(&["7".to_owned()][..]));
        assert_eq!(read.references("location-reference", "Location", "x"), None);
        assert!(read.only(&["start"]).is_err() && read.only(&["start", "practitioner"]).is_ok());
        for wrong in
            [json!([]), json!({ "resourceType": "Bundle" }), json!({ "resourceType": "Parameters", "parameter": [{}] })]
        {
            assert!(Parameters::read(wrong).is_err());
        }
    }

    #[test]
    fn a_parameter_has_so_many_values_and_no_more() {
        let of = |count: usize| Parameters::of_query(vec![("practitioner".to_owned(), "7".to_owned()); count]);
        assert!(of(MOST).few().is_ok() && of(MOST + 1).few().is_err());
    }

    #[test]
    fn an_appointment_names_its_patient_and_its_reason() {
        let sent = json!({ "resourceType": "Appointment", "status": "booked", "comment": "Cough", "participant": [
            { "actor": { "reference": "Patient/3" } }, { "actor": { "reference": "PractitionerRole/4" } },
        ]});
        let read = SentAppointment::read(sent).expect("an appointment");
        assert_eq!(read.patient("x").ok().flatten(), Some(PatientId(3)));
        assert_eq!((read.reason().as_str(), read.of("Practitioner", "x").len()), ("Cough", 0));
        assert!(SentAppointment::read(json!({ "resourceType": "Patient" })).is_err());
    }
}
