//! From use cases' results to what `server_fns::application` returns.

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
    },
    error::AppError,
    request::{context, session},
    service::{
        Failure, Services, account,
        application::{self, FirstPassword},
    },
    storage::application::{Application, Event, Paper},
    views::application::{ApplicationView, EventView, JoinView, PaperView, PasswordView},
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const TYPED: &str = "application_typed";

pub async fn form(services: &Services, actor: &Actor) -> Result<JoinView, AppError> {
    let form = session::take_once(TYPED).await.unwrap_or_default();
    // Where the directory is for members only, an applicant learns nothing from it either.
    let (professions, centres) = match services.directory_for(actor).await {
        Ok(directory) => (professions(&directory), centres(&directory, None)),
        Err(Failure::Refused(_)) => (COMMON.iter().map(|name| (*name).to_owned()).collect(), Vec::new()),
        Err(fault) => return Err(fault.into()),
    };
    Ok(JoinView { form, professions, centres })
}

pub async fn apply(services: &Services, form: &ApplicationForm, invitation: &str) -> Result<String, AppError> {
    let address = context::identity().address;
    let sent = application::apply(services, form, invitation, &address).await.map_err(AppError::from);
    if sent.is_err() && context::is_plain_form() && account::may_keep_typed(services, &address) {
        session::show_once(TYPED, &form.cut()).await?;
    }
    sent
}

pub async fn seen(services: &Services, token: &str) -> Result<ApplicationView, AppError> {
    let seen = application::see(services, token).await?;
    let now = services.clock.now();
    let count = i64::try_from(seen.papers.len()).unwrap_or(i64::MAX);
    // The clinic speaks with one voice.
    let event = |one: &Event| EventView { author: String::new(), ..event(one, now) };
    Ok(ApplicationView {
        status: seen.application.status,
        sent: sent(&seen.application, &seen.centres),
        email: seen.application.email.clone(),
        events: seen.events.iter().map(event).collect(),
        papers: seen.papers.iter().map(paper).collect(),
        may_add: seen.application.status.is_open() && count < MOST_DOCUMENTS,
        most_megabytes: seen.most_megabytes,
        password: password(seen.password),
        profile: seen.application.account.map(|account| account.0),
    })
}

/// What an applicant sent: what each line is called, and what it says. Lines that say nothing are left out.
pub fn sent(application: &Application, centres: &[(CentreId, String)]) -> Vec<(String, String)> {
    let centres: Vec<&str> = centres.iter().map(|(_, name)| name.as_str()).collect();
    let lines = [
        ("Name", application.full_name.clone()),
        ("Email", application.email.clone()),
        ("Phone", application.phone.clone()),
        ("Profession", application.profession.clone()),
        ("Qualifications", application.qualifications.clone()),
        ("Areas of expertise", application.expertise.clone()),
        ("Languages", application.languages.clone()),
        ("Licence number", application.licence_number.clone()),
        ("Provider number", application.provider_number.clone()),
        ("Would like to work at", centres.join(", ")),
        ("Anything else", application.about.clone()),
    ];
    let said = lines.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(name, text)| (name.to_owned(), text)).collect()
}

pub fn event(event: &Event, now: Timestamp) -> EventView {
    EventView {
        kind: event.kind,
        author: event.author.clone().unwrap_or_default(),
        text: event.body.clone(),
        at: Timestamp::from_second(event.at).unwrap_or_default().to_string(),
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
        FirstPassword::Open => PasswordView::Open,
        FirstPassword::Settled => PasswordView::Settled,
    }
}
