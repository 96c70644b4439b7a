//! Referrals: writing one, reading one, the lists of them, and answering them.

#![expect(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its server function")]

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{
        listing::PlaceQuery,
        referral::{
            ClinicReferralView, DeskView, ReferralQuery, ReferralRowView, ReferralView, ReferralsView, WritingView,
        },
    },
};

/// The data for writing a referral in one of the reader's appointments.
#[server(endpoint = "refer_form", input = server_fn::codec::GetUrl)]
pub async fn refer_form(
    id: String,
    #[server(default)] to: String,
    #[server(default)] field: String,
    #[server(default)] q: String,
) -> Result<WritingView, AppError> {
    use crate::service::referral;

    let (services, actor) = crate::request::context::request()?;
    // Anyone who may not write referrals is told so before the search is run.
    let directory = services.directory().await?;
    let found = referral::colleagues(&directory, &actor, &q)?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let writing = referral::writing(&services, &actor, id).await?;
    Ok(super::convert::referral::writing(&directory, &actor, writing, found, (&to, &field)))
}

/// Sends a referral, and shows it. If refused, the page gets its input back.
#[server(endpoint = "send_referral")]
pub async fn send_referral(
    id: String,
    #[server(default)] to: String,
    #[server(default)] field: String,
    #[server(default)] priority: String,
    #[server(default)] valid_until: String,
    #[server(default)] visits: String,
    #[server(default)] letter: String,
    intent: String,
) -> Result<(), AppError> {
    use crate::{
        domain::referral::LetterForm,
        service::referral::{self, Sending},
    };

    let (services, actor) = crate::request::context::request()?;
    let form = LetterForm { priority, valid_until, visits, letter };
    let appointment = id.parse().map_err(|_| AppError::NotFound)?;
    let to = super::convert::referral::addressee(&to, field);
    let sent = referral::send(&services, &actor, Sending { appointment, to, form, intent }).await?;
    crate::request::context::redirect(&format!("{}?sent=1", crate::domain::address::referral(sent)));
    Ok(())
}

/// The reader's own referrals, as a patient.
#[server(endpoint = "own_referrals", input = server_fn::codec::GetUrl)]
pub async fn own_referrals() -> Result<Vec<ReferralRowView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::referral::own(&services, &actor).await?;
    super::convert::referral::rows(found, &actor, services.clock.now())
}

/// One referral with its letter, for anyone who may read it.
#[server(endpoint = "referral", input = server_fn::codec::GetUrl)]
pub async fn referral(
    id: String,
    #[server(default)] to: String,
    #[server(default)] q: String,
) -> Result<ReferralView, AppError> {
    use crate::{domain::referral::Triage, service::referral};

    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let opened = referral::open(&services, &actor, id).await?;
    let directory = services.directory().await?;
    let found = match opened.steps.contains(&Triage::Redirect) {
        true => referral::colleagues(&directory, &actor, &q)?,
        false => Vec::new(),
    };
    super::convert::referral::opened(&directory, &actor, opened, (found, &to), services.clock.now())
}

/// The referrals addressed to the reader, and those that they wrote.
#[server(endpoint = "referral_desk", input = server_fn::codec::GetUrl)]
pub async fn referral_desk() -> Result<DeskView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let desk = crate::service::referral::desk(&services, &actor).await?;
    super::convert::referral::desk(desk, &actor, services.clock.now())
}

/// Accepts a patient.
#[server(endpoint = "accept_referral")]
pub async fn accept_referral(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::referral::accept(&services, &actor, id).await?;
    crate::request::context::redirect("/practitioner/referrals?accepted=1");
    Ok(())
}

/// Declines a referral, with a reason.
#[server(endpoint = "decline_referral")]
pub async fn decline_referral(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::referral::decline(&services, &actor, id, &reason).await?;
    crate::request::context::redirect("/practitioner/referrals?declined=1");
    Ok(())
}

/// Redirects a referral to someone else.
#[server(endpoint = "redirect_referral")]
pub async fn redirect_referral(
    id: String,
    #[server(default)] to: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let to = to.parse().map_err(|_| AppError::NotFound)?;
    crate::service::referral::redirect(&services, &actor, id, to, &reason).await?;
    crate::request::context::redirect("/practitioner/referrals?redirected=1");
    Ok(())
}

/// Withdraws one of the reader's referrals.
#[server(endpoint = "withdraw_referral")]
pub async fn withdraw_referral(id: String, #[server(default)] reason: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::referral::withdraw(&services, &actor, id, &reason).await?;
    crate::request::context::redirect("/practitioner/referrals?withdrawn=1");
    Ok(())
}

/// The clinic's matching referrals, without their content. `again` for an open page that reloads by itself.
#[server(endpoint = "admin_referrals", input = server_fn::codec::GetUrl)]
pub async fn admin_referrals(
    #[server(default)] query: ReferralQuery,
    #[server(default)] list: PlaceQuery,
    #[server(default)] again: bool,
) -> Result<ReferralsView, AppError> {
    use super::convert::listing;
    use crate::service::referral;

    let (services, actor) = crate::request::context::request()?;
    let query = super::convert::referral::asked(&services, &actor, query)?;
    let directory = services.directory_for(&actor).await?;
    let reader = listing::Reader(&services, &actor);
    let mut filter = super::convert::referral::filter(&query, &list, &directory.clinic_zone());
    filter.place = listing::stood(reader, &list, filter.order);
    let found = match again {
        true => referral::of_clinic_again(&services, &actor, &filter).await?,
        false => referral::of_clinic(&services, &actor, &filter).await?,
    };
    let view = super::convert::referral::listed_all(found, filter.order, reader, services.clock.now())?;
    let mut fields: Vec<String> = directory.index.specialties().iter().map(|field| field.name.clone()).collect();
    // A field that no one has stays visible as long as the filter names it.
    fields.extend(Some(query.field).filter(|field| !field.is_empty() && !fields.contains(field)));
    Ok(ReferralsView { sought: [query.patient, query.referrer, query.addressee], fields, ..view })
}

/// One referral, without its content.
#[server(endpoint = "admin_referral", input = server_fn::codec::GetUrl)]
pub async fn admin_referral(id: String) -> Result<ClinicReferralView, AppError> {
    use crate::service::{admin, referral};

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let found = referral::one_of_clinic(&services, &actor, id).await?;
    let opens = admin::may_manage_accounts(&actor);
    super::convert::referral::one_of_clinic(found, (&actor, opens), services.clock.now())
}
