//! Letters to people who need no account to get them: whoever is invited, wrote to the clinic or applied to work with it. They go in the
//! name of whoever works here.

use super::{Mailer, letter::Letter};
use crate::{
    domain::{account::Role, application::ApplicationStatus},
    service::{
        Failure, Outcome, Services,
        first_password::{FirstPassword, Letters, first_password},
        language, password,
    },
    storage::{
        account_invitation::{self, AccountInvitation},
        application::{self, Application},
        contact,
        delivery::{Purpose, Taken},
    },
    words::{Reader, tr},
};

/// To whom a letter goes.
#[derive(Debug)]
pub(super) struct Recipient {
    /// Their name; may be empty.
    pub name: String,
    /// Their address.
    pub email: String,
    /// How they read.
    pub reads: Reader,
}

/// The letter and its reader; `None` if there is no need for it any more.
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
            let now = services.clock.now().as_second();
            let Some(found) = found.filter(|found| found.is_open(now)) else { return Ok(None) };
            let reads = language::reader(settings, found.language);
            let letter = reads.follow(invitation(services, mailer, &found)).await?;
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
            let letter = reads.follow(to_applicant(services, mailer, &found, first)).await?;
            Ok(letter.map(|letter| (Recipient { name: found.full_name, email: found.email, reads }, letter)))
        }
        _ => Ok(None),
    }
}

/// What invites someone who can still accept.
async fn invitation(services: &Services, mailer: &Mailer, found: &AccountInvitation) -> Outcome<Letter> {
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

/// What answers someone who wrote to the clinic. What they wrote themselves is not repeated: it may say how they are.
fn answer(mailer: &Mailer, body: &str) -> Letter {
    let paragraphs = body.lines().map(str::trim).filter(|line| !line.is_empty());
    Letter {
        subject: tr!(MailAnswer).to_owned(),
        text: paragraphs.map(str::to_owned).collect(),
        link: Some((tr!(MailWriteAgain), mailer.page("/contact"))),
        ..Letter::default()
    }
}

/// What became of an application, for whoever sent it; `None` where that is theirs to know already.
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
    let secret = password::secret();
    let work = services.db.write((found.id, password::digest(&secret)), |tx, (id, hash)| {
        Box::pin(async move { Ok::<_, Failure>(application::add_link(tx, *id, hash).await?) })
    });
    work.await?;
    Ok(Some(Letter {
        subject: subject.to_owned(),
        text: vec![text.to_owned()],
        link: Some((tr!(MailSeeApplication), mailer.page(&format!("/join/{secret}")))),
        ..Letter::default()
    }))
}
