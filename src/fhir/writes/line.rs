//! Record entries, which are written in an encounter by its practitioner, and of which only the status changes later.

use serde_json::Value;

use super::super::{
    amendment::{Amendment, is_current},
    appointment::is_seen_in,
    clinical::{
        CONDITION_CATEGORY, CONDITION_CLINICAL, CONDITION_VERIFICATION, DIASTOLIC, DURATIONS, LOINC,
        OBSERVATION_CATEGORY, PATIENT_REFERRAL, SNOMED, SYSTOLIC, UCUM, category_of, coded, version_of,
    },
    context::Context,
    found::number,
    record,
    resources::Resource,
    sent::{Element, read, unprocessable},
};
use crate::{
    domain::{
        diagnosis::{Certainty, DiagnosisForm},
        form::{self, Field},
        ids::{AppointmentId, EntryId, PatientId, PractitionerId},
        observation::{Measure, ObservationForm},
        prescription::{AS_DIRECTED, MedicineForm, PrescriptionForm},
        record::EntryKind,
        referral::{Addressee, LetterForm, Priority},
    },
    error::AppError,
    rest::{
        input::{intent, new_intent},
        problem::Problem,
    },
    service::{
        clinical::{self, Content},
        diagnosis, observation, prescription,
        referral::{self, Sending},
    },
};

/// The encounter in which something is written, and its patient.
struct Visit {
    id: AppointmentId,
    patient: PatientId,
}

/// The encounter that an entry names.
fn visit(one: &mut Element, context: &Context) -> Result<Visit, Problem> {
    let id = AppointmentId(one.referred("encounter", "Encounter", &context.base)?);
    Ok(Visit { id, patient: PatientId(one.referred("subject", "Patient", &context.base)?) })
}

/// Adds a measurement.
///
/// # Errors
/// An invalid one, or one that would lose something; not found for anyone but the encounter's practitioner.
pub async fn observation(context: &Context, sent: Value) -> Result<Resource, Problem> {
    let (visit, form) = read("Observation", sent, |one| Ok((visit(one, context)?, measured(one, context)?)))?;
    is_seen_in(context, visit.id, visit.patient).await?;
    let made = observation::add_by_program(context.services(), context.actor(), visit.id, &form).await?;
    let made = made.first().ok_or_else(|| Problem::bad_request("Observation: send a value."))?;
    record::observation(context, &made.to_string()).await
}

fn measured(one: &mut Element, context: &Context) -> Result<ObservationForm, Problem> {
    one.said("status", &["final"])?;
    let code = one.within("code", |code| code.code(LOINC))?.unwrap_or_default();
    let measure = Measure::ALL.into_iter().find(|measure| coded(*measure).0 == code);
    let measure = measure.ok_or_else(|| one.wrong("code", "this isn't among what is measured here."))?;
    one.categories("category", OBSERVATION_CATEGORY, category_of(measure))?;
    one.now("effectiveDateTime", context.now())?;
    one.now("issued", context.now())?;
    one.oneself_alone("performer", "Practitioner", context)?;
    let mut form = ObservationForm::default();
    if measure == Measure::BloodPressure {
        for (code, value) in one.each("component", |part| component(part, measure))? {
            let place = if code == SYSTOLIC { &mut form.systolic } else { &mut form.diastolic };
            if !std::mem::replace(place, value).is_empty() {
                return Err(one.lost("component"));
            }
        }
        return Ok(form);
    }
    let value = one.within("valueQuantity", |quantity| amount(quantity, measure))?;
    let value = value.ok_or_else(|| one.wrong("valueQuantity", "send the value."))?;
    let place = match measure {
        Measure::Weight => &mut form.weight,
        Measure::Height => &mut form.height,
        Measure::BloodPressure => &mut form.systolic,
        Measure::HeartRate => &mut form.heart_rate,
        Measure::Temperature => &mut form.temperature,
        Measure::OxygenSaturation => &mut form.oxygen_saturation,
        Measure::BloodGlucose => &mut form.blood_glucose,
    };
    *place = value;
    Ok(form)
}

/// One of the two values of a blood pressure.
fn component(part: &mut Element, measure: Measure) -> Result<(String, String), Problem> {
    let code = part.coded("code", LOINC, &[SYSTOLIC, DIASTOLIC])?;
    let code = code.ok_or_else(|| part.wrong("code", "say which value it is."))?;
    let value = part.within("valueQuantity", |quantity| amount(quantity, measure))?;
    Ok((code, value.ok_or_else(|| part.wrong("valueQuantity", "send the value."))?))
}

/// A value in its stored unit.
fn amount(quantity: &mut Element, measure: Measure) -> Result<String, Problem> {
    let value = quantity.number("value")?;
    let (unit, code) = (quantity.text("unit")?, quantity.text("code")?);
    quantity.word("system", &[UCUM])?;
    let (_, _, ucum) = coded(measure);
    let is_ours = if code.is_empty() { [measure.unit(), ucum].contains(&unit.as_str()) } else { code == ucum };
    if !is_ours {
        return Err(quantity.wrong("code", &format!("send the value in {ucum}.")));
    }
    value.ok_or_else(|| quantity.wrong("value", "send a number."))
}

/// Adds a diagnosis.
///
/// # Errors
/// The errors of [`observation`].
pub async fn condition(context: &Context, sent: Value) -> Result<Resource, Problem> {
    let (visit, form) = read("Condition", sent, |one| Ok((visit(one, context)?, diagnosed(one, context)?)))?;
    is_seen_in(context, visit.id, visit.patient).await?;
    let made = diagnosis::add_by_program(context.services(), context.actor(), visit.id, &form).await?;
    record::condition(context, &made.to_string()).await
}

fn diagnosed(one: &mut Element, context: &Context) -> Result<DiagnosisForm, Problem> {
    one.coded("clinicalStatus", CONDITION_CLINICAL, &["active"])?;
    let certainty = match one.coded("verificationStatus", CONDITION_VERIFICATION, &["confirmed", "provisional"])? {
        Some(code) if code == "confirmed" => Certainty::Confirmed,
        Some(_) => Certainty::Suspected,
        None => return Err(one.wrong("verificationStatus", "send confirmed or provisional.")),
    };
    one.categories("category", CONDITION_CATEGORY, "encounter-diagnosis")?;
    one.now("recordedDate", context.now())?;
    one.oneself("recorder", "Practitioner", context)?;
    one.oneself("asserter", "Practitioner", context)?;
    let named = one.within("code", |code| {
        let name = code.text("text")?;
        let coding =
            code.only("coding", |coding| Ok((coding.text("system")?, coding.text("code")?, coding.text("display")?)))?;
        let (system, code, display) = coding.unwrap_or_default();
        Ok((if name.is_empty() { display } else { name }, code, system))
    })?;
    let (name, code, system) = named.unwrap_or_default();
    Ok(DiagnosisForm { name, code, system, certainty: certainty.as_str().to_owned(), detail: one.note()? })
}

/// Resolves a diagnosis.
///
/// # Errors
/// Not found for anyone but its author; that anything else would change.
pub async fn resolve(context: &Context, id: &str, sent: Value) -> Result<Resource, Problem> {
    let wanted = Amendment::of(context, &record::condition(context, id).await?, sent)?;
    if wanted.only(&["clinicalStatus", "abatementDateTime"])? {
        if wanted.code("clinicalStatus") != "resolved" {
            return Err(unprocessable("status", "A condition can only be resolved here."));
        }
        // It counts as resolved when that is reported.
        read_now(context, "Condition", &wanted, "abatementDateTime")?;
        diagnosis::resolve(context.services(), context.actor(), EntryId(number(id)?)).await?;
    }
    record::condition(context, id).await
}

/// Refuses an instant in the input that isn't now.
fn read_now(context: &Context, kind: &str, wanted: &Amendment, name: &str) -> Result<(), Problem> {
    let alone = serde_json::json!({ "resourceType": kind, name: wanted.sent[name] });
    read(kind, alone, |one| one.now(name, context.now()))
}

/// Signs a prescription of one medicine.
///
/// # Errors
/// The errors of [`observation`]; that there are warnings, which a person has to read.
pub async fn medication(context: &Context, sent: Value) -> Result<Resource, Problem> {
    let (visit, form) = read("MedicationRequest", sent, |one| Ok((visit(one, context)?, prescribed(one, context)?)))?;
    is_seen_in(context, visit.id, visit.patient).await?;
    let made = prescription::sign_by_program(context.services(), context.actor(), visit.id, &form).await?;
    record::medication(context, &format!("{made}-1")).await
}

fn prescribed(one: &mut Element, context: &Context) -> Result<PrescriptionForm, Problem> {
    one.said("status", &["active"])?;
    one.said("intent", &["order"])?;
    one.now("authoredOn", context.now())?;
    one.oneself("requester", "Practitioner", context)?;
    let diagnosis = one.only("reasonCode", |reason| reason.text("text"))?.unwrap_or_default();
    let medicine = one.words("medicationCodeableConcept")?;
    let dosage = one.only("dosageInstruction", taken)?.unwrap_or_default();
    let medicines = vec![MedicineForm { medicine, ..dosage }];
    Ok(PrescriptionForm { diagnosis, medicines, instructions: one.note()?, ..PrescriptionForm::default() })
}

/// How a medicine is taken, in separate elements: nobody parses a sentence.
fn taken(dosage: &mut Element) -> Result<MedicineForm, Problem> {
    let dose = dosage.only("doseAndRate", |rate| rate.within("doseQuantity", |dose| words(dose, &[])))?.flatten();
    let timing = dosage.within("timing", |timing| {
        let repeat =
            timing.within("repeat", |repeat| repeat.within("boundsDuration", |time| words(time, &DURATIONS)))?;
        Ok((timing.words("code")?, repeat.flatten().unwrap_or_default()))
    })?;
    let (frequency, duration) = timing.unwrap_or_default();
    let route = dosage.words("route")?;
    let said = dosage.text("text")?;
    let parts = [dose.as_deref().unwrap_or(AS_DIRECTED), &route, &frequency, &duration];
    let directions = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if !said.is_empty() && said != directions {
        return Err(dosage.lost("text"));
    }
    Ok(MedicineForm {
        as_directed: dose.is_none(),
        dose: dose.unwrap_or_default(),
        route,
        frequency,
        duration,
        instructions: dosage.text("patientInstruction")?,
        ..MedicineForm::default()
    })
}

/// `500 mg` from a quantity; `7 days`, if its code is one of these units.
fn words(quantity: &mut Element, units: &[(&str, &str)]) -> Result<String, Problem> {
    let value = quantity.number("value")?.ok_or_else(|| quantity.wrong("value", "send a number."))?;
    let (unit, code) = (quantity.text("unit")?, quantity.text("code")?);
    quantity.word("system", &[UCUM])?;
    let known = units.iter().find(|(_, known)| *known == code);
    if known.is_none() && !unit.is_empty() && !code.is_empty() && unit != code {
        // Only one of the two is kept.
        return Err(quantity.lost("code"));
    }
    let unit = match known {
        Some((word, _)) if value == "1" => (*word).to_owned(),
        Some((word, _)) => format!("{word}s"),
        None if unit.is_empty() => code,
        None => unit,
    };
    Ok(format!("{value} {unit}").trim().to_owned())
}

/// Stops a prescription of one medicine.
///
/// # Errors
/// Not found for anyone but its author; that it is of several medicines; that anything else would change.
pub async fn stop(context: &Context, id: &str, sent: Value) -> Result<Resource, Problem> {
    let wanted = Amendment::of(context, &record::medication(context, id).await?, sent)?;
    if wanted.only(&["status", "statusReason"])? {
        if wanted.sent["status"] != "stopped" {
            return Err(unprocessable("status", "A prescription can only be stopped here."));
        }
        let entry = EntryId(number(id.split('-').next().unwrap_or_default())?);
        let found = clinical::read(context.services(), context.actor(), entry, EntryKind::Prescription).await?;
        let is_alone = |content: &Content| match content {
            Content::Prescription(found) => found.prescription.medicines.len() == 1,
            _ => false,
        };
        if !is_alone(&found.content) {
            let words = "The medicines of this prescription are stopped together: that is done on the site.";
            return Err(unprocessable("status", words));
        }
        let reason = wanted.sent["statusReason"]["text"].as_str().unwrap_or_default();
        prescription::stop(context.services(), context.actor(), entry, reason).await?;
    }
    record::medication(context, id).await
}

/// Sends a referral. Sent again with the same `Idempotency-Key`, it is the same referral.
///
/// # Errors
/// The errors of [`observation`]; that it names no one, or more than one.
pub async fn request(context: &Context, sent: Value) -> Result<Resource, Problem> {
    let (visit, to, form) = read("ServiceRequest", sent, |one| {
        Ok((visit(one, context)?, addressee(one, context)?, letter(one, context)?))
    })?;
    is_seen_in(context, visit.id, visit.patient).await?;
    let intent = intent(&context.headers)?.unwrap_or_else(new_intent);
    let (services, actor) = (context.services(), context.actor());
    let text = form::text(Field::Letter, &form.letter, 0, usize::MAX).unwrap_or_default();
    let made = referral::send_by_program(services, actor, Sending { appointment: visit.id, to, form, intent }).await?;
    let made = record::referral(context, &made.to_string()).await?;
    let said = made.json();
    let is_same =
        said["encounter"]["reference"] == format!("Encounter/{}", visit.id) && said["note"][0]["text"] == text;
    // Otherwise the key belonged to another letter.
    if is_same { Ok(made) } else { Err(AppError::FormUsed.into()) }
}

fn addressee(one: &mut Element, context: &Context) -> Result<Addressee, Problem> {
    let practitioner = one.only("performer", |performer| performer.key("Practitioner", &context.base))?;
    match (practitioner, one.words("performerType")?) {
        (Some(id), field) if field.is_empty() => Ok(Addressee::Practitioner(PractitionerId(id))),
        (None, field) if !field.is_empty() => Ok(Addressee::Field(field)),
        _ => Err(one.wrong("performer", "name a practitioner, or a field as the performerType, and not both.")),
    }
}

fn letter(one: &mut Element, context: &Context) -> Result<LetterForm, Problem> {
    one.said("status", &["active"])?;
    one.said("intent", &["order"])?;
    one.categories("category", SNOMED, PATIENT_REFERRAL)?;
    one.now("authoredOn", context.now())?;
    one.oneself("requester", "Practitioner", context)?;
    let priority = match one.word("priority", &["routine", "urgent", "asap"])?.as_str() {
        "urgent" => Priority::Soon,
        "asap" => Priority::Urgent,
        _ => Priority::Routine,
    };
    let visits = one.within("quantityQuantity", |quantity| quantity.number("value"))?.flatten();
    let until = one.within("occurrencePeriod", |period| period.text("end"))?;
    Ok(LetterForm {
        priority: priority.as_str().to_owned(),
        valid_until: until.unwrap_or_default(),
        visits: visits.unwrap_or_else(|| "1".to_owned()),
        letter: one.note()?,
    })
}

/// Withdraws a referral.
///
/// # Errors
/// Not found for anyone but its author; that it was used, or is closed; that anything else would change; that it has changed since
/// the version in `If-Match`.
pub async fn withdraw(context: &Context, id: &str, sent: Value) -> Result<Resource, Problem> {
    let wanted = Amendment::of(context, &record::referral(context, id).await?, sent)?;
    if wanted.only(&["status"])? {
        if wanted.sent["status"] != "revoked" {
            return Err(unprocessable("status", "A referral can only be revoked here."));
        }
        let (services, actor, entry) = (context.services(), context.actor(), EntryId(number(id)?));
        let headers = context.headers.clone();
        let seen =
            referral::seen(services, actor, entry, move |found| is_current(&headers, Some(&version_of(found))).is_ok());
        let done = seen.bind(referral::withdraw(services, actor, entry, "")).await;
        done.map_err(|failure| Problem::from(failure).changed())?;
    }
    record::referral(context, id).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_quantity_becomes_the_words_that_a_person_types() {
        let of = |quantity: Value, units: &[(&str, &str)]| {
            let sent = json!({ "resourceType": "X", "quantity": quantity });
            let text = read("X", sent, |one| one.within("quantity", |quantity| words(quantity, units)));
            text.ok().flatten()
        };
        for (quantity, expected) in [
            (json!({ "value": 7, "unit": "days", "system": UCUM, "code": "d" }), "7 days"),
            (json!({ "value": 1, "unit": "wk", "system": UCUM, "code": "wk" }), "1 week"),
            (json!({ "value": 3, "code": "mo" }), "3 months"),
            (json!({ "value": 2, "unit": "fortnights" }), "2 fortnights"),
        ] {
            assert_eq!(of(quantity, &DURATIONS).as_deref(), Some(expected));
        }
        assert_eq!(of(json!({ "value": 0.5, "unit": "mg" }), &[]).as_deref(), Some("0.5 mg"));
        assert_eq!(of(json!({ "value": 500, "system": UCUM, "code": "mg" }), &[]).as_deref(), Some("500 mg"));
        assert_eq!(of(json!({ "value": 1, "unit": "mg", "system": UCUM, "code": "g" }), &[]), None);
        assert_eq!(of(json!({ "unit": "mg" }), &[]), None);
    }
}
