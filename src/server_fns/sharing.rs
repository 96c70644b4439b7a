//! Who may read a record, who has read it, and who did so in an emergency.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::sharing::{InvitationView, ProxyView, ReadingsView, SharingView, TypedTrust, WhyView},
};

/// The reader's sharing choices, and if a practitioner is named, the question whether they are to be the reader's own doctor.
#[server(endpoint = "sharing", input = server_fn::codec::GetUrl)]
pub async fn sharing(#[server(default)] doctor: String) -> Result<SharingView, AppError> {
    use super::convert::{
        sharing::{self as convert, KeptTrust},
        suggest,
    };
    use crate::request::{kept, session::take_once};

    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::sharing::own(&services, &actor).await?;
    let directory = services.directory_for(&actor).await?;
    let doctor = doctor.parse().ok().and_then(|id| directory.practitioner(id));
    let kept = KeptTrust {
        invited: take_once(kept::INVITED).await,
        typed: take_once(kept::TRUST).await,
        asked: doctor.map(|person| suggest::practitioner(&directory, person)),
    };
    Ok(convert::sharing(&directory, found, kept, services.clock.now()))
}

/// The records entrusted to the reader.
#[server(endpoint = "entrusted_records", input = server_fn::codec::GetUrl)]
pub async fn entrusted_records() -> Result<Vec<ProxyView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::sharing::entrusted_with_visits(&services, &actor).await?;
    let zone = services.directory().await?.clinic_zone();
    Ok(super::convert::sharing::entrusted(found, &zone))
}

/// Names a practitioner as the reader's own doctor; asks first, unless it is confirmed.
#[server(endpoint = "begin_relationship")]
pub async fn begin_relationship(
    #[server(default)] practitioner: String,
    #[server(default)] confirmed: bool,
) -> Result<(), AppError> {
    use crate::{
        domain::form::Field,
        service::sharing::{Change, change, may_begin},
    };

    let (services, actor) = crate::request::context::request()?;
    let practitioner = super::convert::sharing::chosen(&practitioner, Field::Practitioner)?;
    let way_on = match confirmed {
        true => {
            change(&services, &actor, Change::BeginRelationship(practitioner)).await?;
            "added"
        }
        false => {
            may_begin(&services, &actor, practitioner).await?;
            "doctor"
        }
    };
    crate::request::context::redirect(&format!("/record/sharing?{way_on}={practitioner}"));
    Ok(())
}

/// Ends one of the reader's relationships.
#[server(endpoint = "end_relationship")]
pub async fn end_relationship(id: String) -> Result<(), AppError> {
    use crate::service::sharing::{Change, change};

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    change(&services, &actor, Change::EndRelationship(id)).await?;
    crate::request::context::redirect("/record/sharing?saved=1");
    Ok(())
}

/// Closes the reader's record to a practitioner.
#[server(endpoint = "block_practitioner")]
pub async fn block_practitioner(#[server(default)] practitioner: String) -> Result<(), AppError> {
    use crate::{
        domain::form::Field,
        service::sharing::{Change, change},
    };

    let (services, actor) = crate::request::context::request()?;
    let practitioner = super::convert::sharing::chosen(&practitioner, Field::CloseTo)?;
    change(&services, &actor, Change::Block(practitioner)).await?;
    crate::request::context::redirect(&format!("/record/sharing?closed={practitioner}"));
    Ok(())
}

/// Opens it to them again.
#[server(endpoint = "unblock_practitioner")]
pub async fn unblock_practitioner(practitioner: String) -> Result<(), AppError> {
    use crate::service::sharing::{Change, change};

    let (services, actor) = crate::request::context::request()?;
    let practitioner = practitioner.parse().map_err(|_| AppError::NotFound)?;
    change(&services, &actor, Change::Unblock(practitioner)).await?;
    crate::request::context::redirect("/record/sharing?saved=1");
    Ok(())
}

/// Invites a member of the family to see the reader's record.
#[server(endpoint = "trust")]
pub async fn trust(form: TypedTrust) -> Result<(), AppError> {
    use crate::{
        request::{kept, session},
        service::invitation::{InvitationForm, invite},
    };

    let (services, actor) = crate::request::context::request()?;
    let TypedTrust { trusted_email, scope, books, relation, trusted_until } = &form;
    let asked = InvitationForm { email: trusted_email, scope, books: *books, relation, until: trusted_until };
    let invited = invite(&services, &actor, asked).await;
    let code = kept::or_keep(kept::TRUST, &form, invited).await?;
    session::show_once(kept::INVITED, &(trusted_email.trim(), code)).await?;
    crate::request::context::redirect("/record/sharing?invited=1");
    Ok(())
}

/// Withdraws one of the reader's invitations.
#[server(endpoint = "withdraw_invitation")]
pub async fn withdraw_invitation(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::invitation::withdraw(&services, &actor, id).await?;
    crate::request::context::redirect("/record/sharing?saved=1");
    Ok(())
}

/// The invitations to the reader to see someone's record.
#[server(endpoint = "invitations", input = server_fn::codec::GetUrl)]
pub async fn invitations() -> Result<Vec<InvitationView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::invitation::received(&services, &actor).await?;
    let zone = services.directory().await?.clinic_zone();
    Ok(super::convert::sharing::received(found, &zone))
}

/// Accepts an invitation.
#[server(endpoint = "accept_invitation")]
pub async fn accept_invitation(id: String, #[server(default)] code: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::invitation::accept(&services, &actor, id, &code).await?;
    crate::request::context::redirect("/account?accepted=1");
    Ok(())
}

/// Declines an invitation.
#[server(endpoint = "decline_invitation")]
pub async fn decline_invitation(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::invitation::decline(&services, &actor, id).await?;
    crate::request::context::redirect("/account?declined=1");
    Ok(())
}

/// Ends a proxy that the reader gave or was given.
#[server(endpoint = "end_trust")]
pub async fn end_trust(id: String, #[server(default)] given: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::sharing::end_trust(&services, &actor, id).await?;
    crate::request::context::redirect(if given { "/record/sharing?saved=1" } else { "/account?ended=1" });
    Ok(())
}

/// Why a practitioner can read a record: the reader's own if no patient is named.
#[server(endpoint = "why_access", input = server_fn::codec::GetUrl)]
pub async fn why_access(patient: String, practitioner: String) -> Result<WhyView, AppError> {
    use crate::domain::ids::PatientId;

    let (services, actor) = crate::request::context::request()?;
    let own = actor.id().map(|id| PatientId(id.0)).ok_or(AppError::NotSignedIn)?;
    let patient = if patient.is_empty() { own } else { patient.parse().map_err(|_| AppError::NotFound)? };
    let practitioner = practitioner.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::sharing::why(&services, &actor, patient, practitioner).await?;
    Ok(super::convert::sharing::why(found, patient, patient == own))
}

/// Who has read the reader's record.
#[server(endpoint = "record_readers", input = server_fn::codec::GetUrl)]
pub async fn record_readers(before: String) -> Result<ReadingsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    let found = crate::service::audit::readers(&services, &actor, before.parse().unwrap_or(0)).await?;
    Ok(super::convert::audit::readers(found, &actor, &zone))
}
