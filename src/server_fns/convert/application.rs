//! Converts use cases' results to the views of `server_fns::application`.

use jiff::Timestamp;

use super::{
    personnel::{centres, professions},
    time_view::ago,
};
use crate::{
    domain::{
        account::Actor,
        application::{ApplicationForm, MOST_DOCUMENTS},
        ids::CentreId,
        profession::COMMON,
        sign_in_name::NamesAsked,
    },
    service::{
        application::{Application, Event, FirstPassword, Paper, Seen, may_claim},
        directory::Directory,
    },
    views::application::{ApplicationView, EventView, JoinView, PaperView, PasswordView},
    words::{listed, tr},
};

/// The data for an application form, with refused input. If the directory is for members only, an applicant learns nothing from it
/// either.
pub fn form(directory: Option<&Directory>, asked: NamesAsked, typed: Option<ApplicationForm>) -> JoinView {
    let (professions, centres) = match directory {
        Some(directory) => (professions(directory), centres(directory, None)),
        None => (COMMON.iter().map(|name| (*name).to_owned()).collect(), Vec::new()),
    };
    JoinView { form: typed.unwrap_or_default(), asked, professions, centres }
}

/// An application as its applicant sees it, whether or not people sign in with their email address.
pub fn seen(seen: &Seen, actor: &Actor, by_email: bool, now: Timestamp) -> ApplicationView {
    let count = i64::try_from(seen.papers.len()).unwrap_or(i64::MAX);
    ApplicationView {
        status: seen.application.status,
        sent: sent(&seen.application, &seen.centres),
        email: seen.application.email.clone(),
        events: seen.events.iter().map(|one| event(one, now)).collect(),
        papers: seen.papers.iter().map(paper).collect(),
        may_add: seen.application.status.is_open() && count < MOST_DOCUMENTS,
        most_megabytes: seen.most_megabytes,
        password: password(seen.password),
        by_email,
        profile: seen.application.account.map(|account| account.0),
        claimed: may_claim(actor, &seen.application).then(|| seen.application.applicant == actor.id()),
    }
}

/// What an applicant sent: labels and values. Blank lines are left out.
pub fn sent(application: &Application, centres: &[(CentreId, String)]) -> Vec<(String, String)> {
    let centres: Vec<&str> = centres.iter().map(|(_, name)| name.as_str()).collect();
    let lines = [
        (tr!(ApplyName), application.full_name.clone()),
        (tr!(Email), application.email.clone()),
        (tr!(Phone), application.phone.clone()),
        (tr!(Profession), application.profession.clone()),
        (tr!(Qualifications), application.qualifications.clone()),
        (tr!(ApplyExpertise), application.expertise.clone()),
        (tr!(Languages), application.languages.clone()),
        (tr!(ApplyLicence), application.licence_number.clone()),
        (tr!(ApplyProvider), application.provider_number.clone()),
        (tr!(Username), application.names.username.clone()),
        (tr!(NationalId), application.names.national_id.clone()),
        (tr!(ApplyWishes), listed(centres)),
        (tr!(ApplyElse), application.about.clone()),
    ];
    let said = lines.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(name, text)| (name.to_owned(), text)).collect()
}

pub fn event(event: &Event, now: Timestamp) -> EventView {
    EventView {
        kind: event.kind,
        author: event.author.clone().unwrap_or_default(),
        text: event.body.clone(),
        at: event.at.to_string(),
        ago: ago(event.at, now),
    }
}

pub fn paper(paper: &Paper) -> PaperView {
    PaperView { id: paper.id, name: paper.name.clone(), is_image: paper.media.is_image() }
}

pub fn password(password: FirstPassword) -> PasswordView {
    match password {
        FirstPassword::NoAccount => PasswordView::NoAccount,
        FirstPassword::Unconfirmed => PasswordView::Unconfirmed,
        FirstPassword::Mailed => PasswordView::Mailed,
        FirstPassword::Open => PasswordView::Open,
        FirstPassword::Settled => PasswordView::Settled,
    }
}
