//! Converts use cases' results to the views of `server_fns::closure`.

use jiff::civil::DateTime;

use crate::{
    domain::{
        closure::{ClosureForm, NewClosure, StoredClosure},
        holiday::Holidays,
        ids::CentreId,
    },
    error::AppError,
    request::pending::{Pending, Wanted},
    service::{appointment::Appointment, closure::Whose, directory::Directory},
    views::{
        closure::{AffectedView, ClosureView, ComingView, HolidayView, ImportView, PendingView, UndoClosureView},
        time_view::TimeView,
    },
    words::{calendar, counted, tr},
};

/// The maximum number of stranded appointments shown individually.
pub const SHOWN: usize = 50;

/// Whom the closure is for.
pub fn whose(clinics: bool) -> Whose {
    if clinics { Whose::Clinics } else { Whose::Own }
}

/// The closures, and what of the last change can be undone.
pub fn coming(directory: &Directory, rows: &[StoredClosure], undo: Option<(String, bool)>) -> ComingView {
    let undo = undo.map(|(key, was_added)| UndoClosureView { key, was_added });
    ComingView { rows: rows.iter().map(|row| view(directory, row)).collect(), undo }
}

/// The refused form, or else the pending one.
pub fn typed(refused: Option<ClosureForm>, waiting: Option<Wanted>) -> Option<ClosureForm> {
    refused.or(match waiting {
        Some(Wanted::Close(form) | Wanted::CloseClinic(form)) => Some(form),
        _ => None,
    })
}

fn view(directory: &Directory, stored: &StoredClosure) -> ClosureView {
    ClosureView {
        id: stored.id.0,
        name: stored.name.clone(),
        when: calendar::closure(stored.times),
        centre: stored.centre.and_then(|id| directory.centre(id)).map(|centre| centre.name.clone()),
        is_clinics: stored.practitioner.is_none(),
    }
}

/// A pending change, with the first of the appointments that it would strand, and which of a file's holidays are already known.
pub fn pending(
    directory: &Directory,
    Pending { wanted, stranded }: &Pending,
    (shown, known): (&[Appointment], &[bool]),
    now: DateTime,
) -> Result<PendingView, AppError> {
    Ok(PendingView {
        what: what(directory, wanted, now)?,
        affected: affected(shown),
        more: stranded.len().saturating_sub(SHOWN),
        is_own: wanted.whose() == Whose::Own,
        origin: wanted.origin().to_owned(),
        import: match wanted {
            Wanted::Import { centre, holidays } => Some(import(*centre, holidays, known)),
            _ => None,
        },
    })
}

/// A short description of the change.
fn what(directory: &Directory, wanted: &Wanted, now: DateTime) -> Result<String, AppError> {
    let is_own = wanted.whose() == Whose::Own;
    let closed = |NewClosure { times, name, .. }: &NewClosure| {
        let when = calendar::closure(*times);
        match (is_own, name.as_str()) {
            (true, "") => tr!(AwayOn, when = when),
            (true, name) => tr!(AffectedAwayFor, when = when, name = name),
            (false, "") => tr!(ClosedOn, when = when),
            (false, name) => tr!(ClosedOnFor, when = when, name = name),
        }
    };
    Ok(match wanted {
        Wanted::Week(_) => tr!(AffectedNewWeek).to_owned(),
        Wanted::RemoveDate(form) => match form.date.parse() {
            Ok(date) => {
                let date = calendar::long_date(date);
                tr!(AffectedWithoutHours, date = date, from = form.from, to = form.to)
            }
            Err(_) => tr!(AffectedWithoutThese).to_owned(),
        },
        Wanted::Close(form) | Wanted::CloseClinic(form) => match form.parse(now) {
            Ok(new) => closed(&new),
            Err(_) if is_own => tr!(AffectedAway).to_owned(),
            Err(_) => tr!(Closed).to_owned(),
        },
        Wanted::PutBack(_, closures) => match &closures[..] {
            [one] => closed(one),
            several => counted!(AffectedRestored, several.len()),
        },
        Wanted::Import { centre: None, .. } => tr!(AffectedHolidaysAll).to_owned(),
        Wanted::Import { centre: Some(id), .. } => {
            let centre = directory.centre(CentreId(*id)).ok_or(AppError::NotFound)?;
            tr!(AffectedHolidaysFor, centre = centre.name)
        }
    })
}

fn import(centre: Option<i64>, holidays: &Holidays, known: &[bool]) -> ImportView {
    let closures = holidays.closures(centre.map(CentreId));
    let all = holidays.coming.iter().zip(&closures).zip(known);
    let new = all.filter(|(_, known)| !**known).map(|((holiday, new), _)| HolidayView {
        key: holiday.key(),
        when: calendar::closure(new.times),
        name: new.name.clone(),
    });
    let left_out = holidays.left_out.iter().map(|one| {
        let when = one.when.parse().map_or_else(|_| one.when.clone(), calendar::long_date);
        (one.name.clone(), when, one.reason)
    });
    ImportView {
        new: new.collect(),
        known: known.iter().filter(|known| **known).count(),
        left_out: left_out.collect(),
        more_left_out: holidays.more_left_out,
    }
}

/// Appointments as shown in a list of those outside the hours.
pub fn affected(found: &[Appointment]) -> Vec<AffectedView> {
    let view = |one: &Appointment| AffectedView {
        id: one.id.0,
        when: TimeView::new(&one.zone, &one.slot),
        patient: one.patient_name.clone(),
        practitioner: one.practitioner_name.clone(),
        centre: one.centre_name.clone(),
    };
    found.iter().map(view).collect()
}
