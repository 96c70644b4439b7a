//! Converts use cases' results to the views of `server_fns::vetting`.

use jiff::Timestamp;

use super::{
    application::{event, paper, password, sent},
    listing,
    personnel::{centres, professions},
    time_view::ago,
};
use crate::{
    domain::{
        account::Actor,
        application::ApplicationStatus,
        first_hours::FirstHoursForm,
        ordering::{ApplicationColumn, Order, Page},
        practitioner_form::PractitionerForm,
        time::Zone,
    },
    service::{
        Outcome, Services,
        application::Application,
        directory::Directory,
        sought,
        vetting::{ApplicationFilter, Choices, Seen, place_of},
    },
    views::{
        listing::PlaceQuery,
        vetting::{ApplicationQuery, ApplicationRowView, ApplicationsView, VettingView},
    },
    words::{listed, tr},
};

/// A query with its sealed name as typed.
pub fn asked(services: &Services, actor: &Actor, query: ApplicationQuery) -> Outcome<ApplicationQuery> {
    Ok(ApplicationQuery { name: sought::read(services, actor, &query.name)?, ..query })
}

/// The list filter of a query, in the clinic's time zone.
pub fn filter(query: &ApplicationQuery, list: &PlaceQuery, zone: &Zone) -> ApplicationFilter {
    let (from, until) = listing::days(&query.from, &query.until, zone);
    ApplicationFilter {
        name: query.name.clone(),
        profession: query.profession.clone(),
        from,
        until,
        status: query.status.parse().ok(),
        order: listing::order(list, Order::down(ApplicationColumn::Changed)),
        edge: listing::edge(list),
        place: None,
        limit: 0,
    }
}

/// A page of applications, with the filter's choices.
pub fn list(
    reader: listing::Reader<'_>,
    (found, choices): (Page<Application>, Choices),
    asked: ApplicationFilter,
    now: Timestamp,
) -> ApplicationsView {
    let ApplicationFilter { name, profession, status, order, .. } = asked;
    let Choices { counts, mut professions } = choices;
    let count = |status: ApplicationStatus| {
        let of = counts.iter().find(|(word, _)| word == status.as_str());
        (status, of.map_or(0, |(_, count)| *count))
    };
    let place = listing::place(reader, order, &found, |one| (one.id.0, place_of(one, order.by)));
    let rows = found.rows.into_iter().map(|one| ApplicationRowView {
        id: one.id.0,
        name: one.full_name,
        profession: one.profession,
        status: one.status,
        sent: ago(one.created_at, now),
        changed: ago(one.changed_at, now),
    });
    // A profession that no one has stays visible as long as the filter names it.
    professions.extend(Some(profession).filter(|one| !one.is_empty() && !professions.contains(one)));
    ApplicationsView {
        rows: rows.collect(),
        counts: ApplicationStatus::ALL.map(count).to_vec(),
        status,
        sought: name,
        professions,
        place,
    }
}

/// An application, with a refused approval: its key, and the forms.
pub fn seen(
    directory: &Directory,
    seen: &Seen,
    refused: Option<(i64, PractitionerForm, FirstHoursForm)>,
    now: Timestamp,
) -> VettingView {
    let key = seen.application.id;
    let (form, first) = match refused.filter(|(of, ..)| *of == key.0) {
        Some((_, form, first)) => (form, first),
        None => proposed(seen),
    };
    let account = seen.applicant.as_ref().map(|(name, email)| (tr!(Account).to_owned(), listed([name, email])));
    VettingView {
        id: key.0,
        name: seen.application.full_name.clone(),
        status: seen.application.status,
        invited_by: seen.application.invited_by.clone().unwrap_or_default(),
        sent: sent(&seen.application, &seen.centres).into_iter().chain(account).collect(),
        events: seen.events.iter().map(|one| event(one, now)).collect(),
        papers: seen.papers.iter().map(paper).collect(),
        form,
        first,
        professions: professions(directory),
        asked: directory.settings.names_of_practitioners(),
        centres: centres(directory, None),
        password: password(seen.password),
        may_confirm: seen.may_confirm,
        profile: seen.application.account.map(|account| account.0),
    }
}

/// The default approval: what the applicant sent, at the first centre that they chose.
fn proposed(seen: &Seen) -> (PractitionerForm, FirstHoursForm) {
    let sent = &seen.application;
    let form = PractitionerForm {
        name: sent.full_name.clone(),
        email: sent.email.clone(),
        phone: sent.phone.clone(),
        profession: sent.profession.clone(),
        expertise: sent.expertise.clone(),
        provider_number: sent.provider_number.clone(),
        licence_number: Some(sent.licence_number.clone()),
        // An existing account keeps its names.
        names: seen.applicant.is_none().then(|| sent.names.clone()),
        qualifications: sent.qualifications.clone(),
        languages: sent.languages.clone(),
        accepting: "yes".to_owned(),
        ..PractitionerForm::default()
    };
    let centre = seen.centres.first().map(|(id, _)| id.to_string()).unwrap_or_default();
    (form, FirstHoursForm { centre, ..FirstHoursForm::usual() })
}
