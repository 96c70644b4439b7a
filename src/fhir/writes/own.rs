//! Patients' own data: who they are, how to reach them, and their allergies.

use jiff::civil::Date;
use serde_json::Value;

use super::super::{
    amendment::{Amendment, is_current},
    clinical::{ALLERGY_CLINICAL, ALLERGY_VERIFICATION},
    context::Context,
    found::number,
    patient::{self, MEDICARE, NUMBER},
    record,
    resources::Resource,
    sent::{Element, read, unprocessable},
};
use crate::{
    domain::{
        ids::{PatientId, StatementId},
        profile::ProfileForm,
        statement::{StatementForm, StatementKind},
    },
    rest::problem::Problem,
    service::profile,
};

/// Adds one of the caller's allergies.
///
/// # Errors
/// An invalid one, or one that would lose something; not found for anyone but the patient.
pub async fn allergy(context: &Context, sent: Value) -> Result<Resource, Problem> {
    let own = context.own()?;
    let (whose, form) = read("AllergyIntolerance", sent, |one| {
        Ok((PatientId(one.referred("patient", "Patient", &context.base)?), stated(one, context)?))
    })?;
    if whose != own {
        return Err(Problem::not_found());
    }
    let made = profile::add(context.services(), context.actor(), &form).await?;
    record::allergy(context, &made.to_string()).await
}

fn stated(one: &mut Element, context: &Context) -> Result<StatementForm, Problem> {
    one.coded("clinicalStatus", ALLERGY_CLINICAL, &["active"])?;
    // Self-reported; no clinician has confirmed it.
    one.coded("verificationStatus", ALLERGY_VERIFICATION, &["unconfirmed"])?;
    one.now("recordedDate", context.now())?;
    one.oneself("asserter", "Patient", context)?;
    one.oneself("recorder", "Patient", context)?;
    let severity = match one.said("criticality", &["low", "high"])?.as_str() {
        "high" => "severe",
        _ => "mild",
    };
    Ok(StatementForm {
        kind: StatementKind::Allergy.as_str().to_owned(),
        name: one.words("code")?,
        detail: one.note()?,
        severity: severity.to_owned(),
        since: one.text("onsetString")?,
    })
}

/// Ends one of the caller's allergies.
///
/// # Errors
/// Not found for anyone but the patient; that anything else would change.
pub async fn end(context: &Context, id: &str, sent: Value) -> Result<Resource, Problem> {
    let mut found = record::allergy(context, id).await?;
    let wanted = Amendment::of(context, &found, sent)?;
    if wanted.only(&["clinicalStatus"])? {
        if wanted.code("clinicalStatus") != "resolved" {
            return Err(unprocessable("status", "An allergy can only be resolved here."));
        }
        profile::end(context.services(), context.actor(), StatementId(number(id)?)).await?;
        if let Resource::AllergyIntolerance(ended) = &mut found {
            ended.clinical_status.coding.iter_mut().for_each(|coding| "resolved".clone_into(&mut coding.code));
        }
    }
    Ok(found)
}

/// Replaces the caller's details. Whatever a Patient resource cannot contain stays as it is.
///
/// # Errors
/// Invalid details, or some that would be lost; not found for anyone but the patient; that it has changed since the version in
/// `If-Match`.
pub async fn details(context: &Context, id: &str, sent: Value) -> Result<Resource, Problem> {
    if context.own()?.to_string() != id {
        return Err(Problem::not_found());
    }
    let (services, actor) = (context.services(), context.actor());
    // Read before the version that is compared, so that whatever changes after either is not overwritten.
    let (number, kept, _) = profile::own(services, actor).await?;
    let stands = patient::one(context, id).await?.json();
    is_current(&context.headers, stands["meta"]["versionId"].as_str())?;
    let form = read("Patient", sent, |one| said(one, (&number, &stands), ProfileForm::from(&kept)))?;
    let given = ("", context.caller.address.as_str());
    let saved = profile::save_as_seen(services, actor, &form, given, Some(kept)).await;
    saved.map_err(|failure| Problem::from(failure).changed())?;
    patient::one(context, id).await
}

/// A Patient's content, merged with what it cannot contain.
fn said(one: &mut Element, (number, stands): (&str, &Value), kept: ProfileForm) -> Result<ProfileForm, Problem> {
    if one.flag("active")? == Some(false) {
        return Err(one.lost("active"));
    }
    let mut medicare = String::new();
    for (nth, (system, value)) in one.each("identifier", named)?.into_iter().enumerate() {
        match system.as_str() {
            NUMBER if value == number => {}
            MEDICARE => medicare = value,
            _ => return Err(one.lost(&format!("identifier[{nth}]"))),
        }
    }
    let name = one.only("name", |name| {
        name.word("use", &["official", "usual"])?;
        name.text("text")
    })?;
    let mut phone = String::new();
    for (nth, (system, value)) in one.each("telecom", named)?.into_iter().enumerate() {
        // Other contact points are changed elsewhere, or not kept.
        let is_known = stands["telecom"].as_array().is_some_and(|all| all.iter().any(|one| one["value"] == value));
        match system.as_str() {
            "phone" if phone.is_empty() => phone = value,
            "email" if is_known => {}
            _ => return Err(one.lost(&format!("telecom[{nth}]"))),
        }
    }
    let born = one.text("birthDate")?;
    let born: Option<Date> = match born.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| one.wrong("birthDate", "send a whole date."))?),
    };
    let part = |number: Option<i16>| number.map(|number| number.to_string()).unwrap_or_default();
    let contact = one.only("contact", |contact| {
        let relation = contact.only("relationship", |of| of.text("text"))?.unwrap_or_default();
        let name = contact.within("name", |name| name.text("text"))?.unwrap_or_default();
        let phone = contact.only("telecom", |of| {
            of.said("system", &["phone"])?;
            of.text("value")
        })?;
        Ok((name, relation, phone.unwrap_or_default()))
    })?;
    let (emergency_name, emergency_relation, emergency_phone) = contact.unwrap_or_default();
    Ok(ProfileForm {
        name: name.unwrap_or_default(),
        phone,
        birth_day: part(born.map(|date| date.day().into())),
        birth_month: part(born.map(|date| date.month().into())),
        birth_year: part(born.map(Date::year)),
        gender: one.word("gender", &["female", "male", "other"])?,
        address: one.only("address", |address| address.text("text"))?.unwrap_or_default(),
        medicare,
        emergency_name,
        emergency_relation,
        emergency_phone,
        ..kept
    })
}

/// A value, and its system.
fn named(of: &mut Element) -> Result<(String, String), Problem> {
    Ok((of.text("system")?, of.text("value")?))
}
