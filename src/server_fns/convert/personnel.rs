//! Converts use cases' results to the views of `server_fns::personnel`.

use jiff::Timestamp;

use super::{choices::choices, directory::hours, listing, presentation::offer};
use crate::{
    domain::{
        account::AccountStatus,
        calendar_view::local_date,
        first_hours::FirstHoursForm,
        ids::{AppointmentId, PractitionerId},
        ordering::{Order, Page},
        practitioner_form::PractitionerForm,
        profession::COMMON,
        term::TermKind,
    },
    error::AppError,
    service::{
        directory::Directory,
        personnel::{Known, Listed, PersonnelFilter, Seen, Work, form_of, place_of},
        stranded::{Fate, Settled},
    },
    views::{
        listing::PlaceQuery,
        personnel::{PersonnelEditView, PersonnelQuery, PersonnelRowView, PersonnelView, WorkView},
    },
    words::listed,
};

/// The filter of a list of practitioners.
pub fn filter(query: &PersonnelQuery, list: &PlaceQuery) -> PersonnelFilter {
    PersonnelFilter {
        text: query.q.clone(),
        profession: query.profession.clone(),
        expertise: query.expertise.clone(),
        centre: query.centre.parse().ok(),
        status: query.status.parse().ok(),
        order: listing::order(list, Order::default()),
        edge: listing::edge(list),
        place: None,
        limit: 0,
    }
}

/// A page of practitioners, with the filter's choices.
pub fn list(
    reader: listing::Reader<'_>,
    (found, total): (Page<Listed>, i64),
    asked: PersonnelFilter,
    directory: &Directory,
) -> PersonnelView {
    let place = listing::place(reader, asked.order, &found, |one| (one.id.0, place_of(one, asked.order.by)));
    let row = |one: Listed| PersonnelRowView {
        id: one.id.0,
        name: one.name,
        email: one.email,
        profession: one.profession,
        centres: one.centres,
        status: one.status,
    };
    PersonnelView {
        rows: found.rows.into_iter().map(row).collect(),
        total,
        professions: with(asked.profession, directory.practitioners().map(|person| &person.profession)),
        expertise: with(asked.expertise, directory.practitioners().flat_map(|person| &person.expertise)),
        centres: choices(directory, None).centres,
        place,
    }
}

/// The choices. One that no one in the directory has stays visible as long as the filter names it.
fn with<'a>(asked: String, held: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut all: Vec<String> = held.cloned().chain(Some(asked).filter(|asked| !asked.is_empty())).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Refused input for a practitioner: their form with the first hours, and the hours at another centre.
#[derive(Default)]
pub struct Typed {
    pub form: Option<(String, PractitionerForm, FirstHoursForm)>,
    pub work: Option<(String, FirstHoursForm)>,
}

/// A practitioner to be edited, or a new one; `id` as in the address.
pub fn edit(
    directory: &Directory,
    id: &str,
    (seen, account): (Option<Known>, String),
    typed: Typed,
    now: Timestamp,
) -> PersonnelEditView {
    let refused = typed.form.filter(|(of, ..)| of == id);
    let refused_work = typed.work.filter(|(of, _)| of == id).map(|(_, first)| first);
    let (typed, first) = refused.map(|(_, form, first)| (form, first)).unzip();
    let blank = || PractitionerForm { accepting: "yes".into(), ..PractitionerForm::default() };
    let stored = || seen.as_ref().map_or_else(blank, |known| form_of(&known.seen.stored, &known.names));
    let mut form = typed.unwrap_or_else(stored);
    offer(&mut form.bios, &directory.settings.languages);
    let (key, seen) = seen.map(|known| (known.id.0, known.seen)).unzip();
    PersonnelEditView {
        id: key,
        form,
        asked: directory.settings.names_of_practitioners(),
        first: first.or(refused_work).unwrap_or_else(FirstHoursForm::usual),
        professions: professions(directory),
        centres: centres(directory, seen.as_ref()),
        work: seen.as_ref().map(|seen| work(seen, now)).unwrap_or_default(),
        active: seen.as_ref().is_none_or(|seen| seen.stored.status == AccountStatus::Active),
        account,
        name: seen.map(|seen| seen.stored.name).unwrap_or_default(),
    }
}

/// The practitioner that an address names; `None` for a new one.
pub fn key(id: &str) -> Result<Option<PractitionerId>, AppError> {
    if id == "new" { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}

/// The common ones, and those that someone has.
pub(super) fn professions(directory: &Directory) -> Vec<String> {
    let had = directory.practitioners().map(|person| person.profession.clone());
    let common = COMMON.iter().filter(|name| directory.former.current(TermKind::Profession, name).is_none());
    let mut all: Vec<String> = had.chain(common.map(|name| (*name).to_owned())).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The centres where someone does not work yet.
pub(super) fn centres(directory: &Directory, seen: Option<&Seen>) -> Vec<(i64, String)> {
    let works = |id| seen.is_some_and(|seen| seen.work.iter().any(|(work, _)| work.centre == id));
    let others = directory.centres().filter(|centre| !works(centre.id));
    let mut all: Vec<(i64, String)> = others.map(|centre| (centre.id.0, centre.name.clone())).collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}

fn work(seen: &Seen, now: Timestamp) -> Vec<WorkView> {
    let view = |(work, coming): &(Work, Vec<AppointmentId>)| {
        let days = hours(&work.weekly, local_date(&work.zone, now)).into_iter();
        WorkView {
            id: work.id.0,
            centre: work.name.clone(),
            hours: days.filter(|(_, windows)| !windows.is_empty()).map(|(day, all)| (day, listed(all))).collect(),
            coming: coming.iter().map(|id| id.0).collect(),
        }
    };
    seen.work.iter().map(view).collect()
}

/// What becomes of the shown appointments when a practitioner's work ends: they stay, and patients are told if so decided.
pub fn settled(seen: &[String], tell: bool) -> Result<Settled, AppError> {
    let seen = seen.iter().map(|id| id.parse().map_err(|_| AppError::BadRequest)).collect::<Result<_, _>>()?;
    Ok(Settled { seen, fate: Fate::chosen(false, tell) })
}
