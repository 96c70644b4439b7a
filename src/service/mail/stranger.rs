//! Emails to people who need no account to receive them: those who are invited, wrote to the clinic, applied to work with it or are
//! to read a patient's record. They are sent on behalf of a member of staff, or of that patient; the receipt of an application, on
//! behalf of no one.

use super::{Mailer, letter::Letter};
use crate::{
    domain::{
        account::{IdentifierKind, Role},
        application::ApplicationStatus,
        ids::PatientId,
        settings::Registration,
    },
    service::{
        Failure, Outcome, Services,
        first_password::{FirstPassword, Letters, first_password},
        language, password,
    },
    storage::{
        account,
        account_invitation::{self, AccountInvitation},
        application::{self, Application},
        contact,
        delivery::{Purpose, Taken},
        invitation,
    },
    words::{Reader, tr},
};

/// The recipient of an email.
#[derive(Debug)]
pub(super) struct Recipient {
    /// Their name; may be empty.
    pub name: String,
    /// The email address that letters go to.
    pub email: String,
    /// Their language.
    pub reads: Reader,
}

/// The email and its recipient; `None` if it is no longer needed.
pub(super) async fn compose(
    services: &Services,
    mailer: &Mailer,
    taken: &Taken,
) -> Outcome<Option<(Recipient, Letter)>> {
    let settings = &services.directory().await?.settings;
    let mut conn = services.db.read().await?;
    match (taken.purpose, taken.invitation, taken.answer, taken.application) {
        (Purpose::Invitation, Some(id), ..) => {
            let found = account_invitation::find(&mut conn, id).await?;
            drop(conn);
            let now = services.clock.now();
            let Some(found) = found.filter(|found| found.is_open(now)) else { return Ok(None) };
            let reads = language::reader(settings, found.language);
            let letter = reads.follow(invited(services, mailer, &found)).await?;
            Ok(Some((Recipient { name: found.full_name, email: found.email, reads }, letter)))
        }
        (Purpose::Answer, _, Some(id), _) => {
            let Some(reply) = contact::reply(&mut conn, id).await? else { return Ok(None) };
            let reads = language::reader(settings, reply.language);
            let letter = reads.read(|| answer(mailer, &reply.body));
            Ok(Some((Recipient { name: reply.name, email: reply.email, reads }, letter)))
        }
        (Purpose::Application, _, _, Some(id)) => {
            let Some(found) = application::find(&mut conn, id).await? else { return Ok(None) };
            let first = first_password(&mut conn, &found, Letters::Followed).await?;
            drop(conn);
            let reads = language::reader(settings, found.language);
            if taken.account.is_none() {
                let letter = reads.follow(receipt(services, mailer, &found)).await?;
                // The owner of this address may never have applied: nothing that was typed is repeated to them.
                return Ok(letter.map(|letter| (Recipient { name: String::new(), email: found.email, reads }, letter)));
            }
            let letter = reads.follow(to_applicant(services, mailer, &found, first)).await?;
            Ok(letter.map(|letter| (Recipient { name: found.full_name, email: found.email, reads }, letter)))
        }
        (Purpose::Sharing, ..) => {
            drop(conn);
            sharing(services, mailer, taken).await
        }
        _ => Ok(None),
    }
}

/// An invitation to someone who can still accept.
async fn invited(services: &Services, mailer: &Mailer, found: &AccountInvitation) -> Outcome<Letter> {
    let secret = password::secret();
    let work = services.db.write((found.id, password::digest(&secret)), |tx, (id, hash)| {
        Box::pin(async move { Ok::<_, Failure>(account_invitation::add_link(tx, *id, hash).await?) })
    });
    work.await?;
    let name = &found.inviter;
    let (label, text) = if found.role == Role::Practitioner {
        (tr!(MailInvitedPractitionerLink), tr!(MailInvitedPractitioner, name = name))
    } else {
        (tr!(MailInvitedPatientLink), tr!(MailInvitedPatient, name = name))
    };
    Ok(Letter {
        subject: tr!(MailInvited, name = name),
        text: vec![text],
        link: Some((label, mailer.page(&format!("/invited/{secret}")))),
        after: vec![tr!(MailWorksOnce).to_owned(), tr!(MailNotExpected).to_owned()],
        ..Letter::default()
    })
}

/// An answer to someone who wrote to the clinic. Their own message is not repeated: it may be about their health.
fn answer(mailer: &Mailer, body: &str) -> Letter {
    let paragraphs = body.lines().map(str::trim).filter(|line| !line.is_empty());
    Letter {
        subject: tr!(MailAnswer).to_owned(),
        text: paragraphs.map(str::to_owned).collect(),
        link: Some((tr!(MailWriteAgain), mailer.page("/contact"))),
        ..Letter::default()
    }
}

/// Says that someone wants to share a record, to an address that has no account yet. Only its owner can tell whether the address is
/// right, so no name is mentioned.
async fn sharing(services: &Services, mailer: &Mailer, taken: &Taken) -> Outcome<Option<(Recipient, Letter)>> {
    let (Some(patient), Some(address)) = (taken.account, &taken.to_address) else { return Ok(None) };
    let settings = &services.directory().await?.settings;
    let mut conn = services.db.read().await?;
    let open = invitation::of_patient(&mut conn, PatientId(patient.0), services.clock.now().as_second()).await?;
    let has_account = account::find_credentials(&mut conn, IdentifierKind::Email, address).await?.is_some();
    let is_pointless = settings.registration != Registration::Open || has_account;
    let Some(patient) = account::find(&mut conn, patient).await? else { return Ok(None) };
    if is_pointless || !open.iter().any(|one| one.email == *address) {
        return Ok(None);
    }
    let reads = language::reader(settings, patient.language);
    let letter = reads.read(|| Letter {
        subject: tr!(MailEntrusted).to_owned(),
        text: vec![tr!(MailEntrustedNewcomer).to_owned()],
        link: Some((tr!(MailInvitedPatientLink), mailer.page("/register"))),
        after: vec![tr!(MailNotExpected).to_owned()],
        ..Letter::default()
    });
    Ok(Some((Recipient { name: String::new(), email: address.clone(), reads }, letter)))
}

/// Says that an application has arrived; `None` if more has happened to it since.
async fn receipt(services: &Services, mailer: &Mailer, found: &Application) -> Outcome<Option<Letter>> {
    if found.status != ApplicationStatus::Received {
        return Ok(None);
    }
    Ok(Some(Letter {
        subject: tr!(MailApplicantReceived).to_owned(),
        text: vec![tr!(MailApplicantReceivedText).to_owned()],
        link: Some(see_application(services, mailer, found).await?),
        after: vec![tr!(MailNotExpected).to_owned()],
        ..Letter::default()
    }))
}

/// What became of an application, for its sender; `None` where they already know.
async fn to_applicant(
    services: &Services,
    mailer: &Mailer,
    found: &Application,
    first: FirstPassword,
) -> Outcome<Option<Letter>> {
    let (subject, text) = match (found.status, first) {
        (ApplicationStatus::Asked, _) => (tr!(MailApplicantAsked), tr!(MailApplicantAskedText)),
        (ApplicationStatus::Approved, FirstPassword::Unconfirmed) => {
            (tr!(MailApplicantApproved), tr!(MailApplicantWaits))
        }
        (ApplicationStatus::Approved, FirstPassword::Open) => (tr!(MailApplicantApproved), tr!(MailApplicantOpen)),
        (ApplicationStatus::Refused, _) => (tr!(MailApplicantRefused), tr!(MailApplicantRefusedText)),
        (ApplicationStatus::Received | ApplicationStatus::Approved | ApplicationStatus::Withdrawn, _) => {
            return Ok(None);
        }
    };
    Ok(Some(Letter {
        subject: subject.to_owned(),
        text: vec![text.to_owned()],
        link: Some(see_application(services, mailer, found).await?),
        ..Letter::default()
    }))
}

/// A new link to an application.
async fn see_application(services: &Services, mailer: &Mailer, found: &Application) -> Outcome<(&'static str, String)> {
    let secret = password::secret();
    let work = services.db.write((found.id, password::digest(&secret)), |tx, (id, hash)| {
        Box::pin(async move { Ok::<_, Failure>(application::add_link(tx, *id, hash).await?) })
    });
    work.await?;
    Ok((tr!(MailSeeApplication), mailer.page(&format!("/join/{secret}"))))
}
