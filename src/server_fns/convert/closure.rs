//! From use cases' results to what `server_fns::closure` returns.

use crate::{
    domain::{
        account::Actor,
        calendar_view::{closure_label, long_date},
        closure::{ClosureForm, NewClosure, StoredClosure},
        holiday::Holidays,
        ids::CentreId,
        time::Zone,
    },
    error::AppError,
    request::{
        context,
        pending::{self, Pending, Wanted, wall_clock},
        session, undo,
    },
    service::{
        Services,
        closure::{self, Whose},
        directory::Directory,
        hours, stranded,
    },
    storage::appointment::Appointment,
    views::{
        closure::{
            AffectedView, ClosureView, ClosuresView, ComingView, HolidayView, ImportView, PendingView, UndoClosureView,
        },
        time_view::TimeView,
    },
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_closure";
/// So many stranded appointments are shown one by one.
const SHOWN: usize = 50;

/// For whom somebody closes.
pub fn whose(clinics: bool) -> Whose {
    if clinics { Whose::Clinics } else { Whose::Own }
}

pub async fn form(services: &Services, actor: &Actor, whose: Whose, typed: bool) -> Result<ClosuresView, AppError> {
    let mut centres: Vec<(i64, String)>;
    match whose {
        Whose::Own => {
            let (directory, me) = hours::own_hours(services, actor).await?;
            let person = directory.practitioner(me).ok_or(AppError::NotFound)?;
            let theirs = person.affiliations.iter().filter_map(|here| directory.centre(here.centre));
            centres = theirs.map(|centre| (centre.id.0, centre.name.clone())).collect();
        }
        Whose::Clinics => {
            let directory = closure::clinics_directory(services, actor).await?;
            centres = directory.centres().map(|centre| (centre.id.0, centre.name.clone())).collect();
            centres.sort_by(|a, b| a.1.cmp(&b.1));
        }
    }
    Ok(ClosuresView { centres, typed: typed_before(typed).await })
}

pub async fn coming(services: &Services, actor: &Actor, whose: Whose) -> Result<ComingView, AppError> {
    let (directory, rows) = closure::coming(services, actor, whose).await?;
    let undo = undo::closures(whose).await.map(|(key, was_added)| UndoClosureView { key, was_added });
    Ok(ComingView { rows: rows.iter().map(|row| view(&directory, row)).collect(), undo })
}

async fn typed_before(typed: bool) -> Option<ClosureForm> {
    let refused = session::take_once(REFUSED).await;
    let waiting = pending::waiting().await.filter(|_| typed).map(|waiting| waiting.wanted);
    refused.or(match waiting {
        Some(Wanted::Close(form) | Wanted::CloseClinic(form)) => Some(form),
        _ => None,
    })
}

fn view(directory: &Directory, stored: &StoredClosure) -> ClosureView {
    ClosureView {
        id: stored.id.0,
        name: stored.name.clone(),
        when: closure_label(stored.times),
        centre: stored.centre.and_then(|id| directory.centre(id)).map(|centre| centre.name.clone()),
        is_clinics: stored.practitioner.is_none(),
    }
}

/// Closes, or keeps it to be asked about. A plain form that is refused is found again by the page.
pub async fn add(wanted: Wanted, form: ClosureForm) -> Result<(), AppError> {
    let (services, actor) = context::request()?;
    let added = pending::ask(&services, &actor, wanted).await;
    if matches!(added, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED, &form).await?;
    }
    context::redirect(added?);
    Ok(())
}

pub async fn pending(services: &Services, actor: &Actor) -> Result<PendingView, AppError> {
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let Pending { wanted, stranded } = pending::waiting().await.ok_or(AppError::NotFound)?;
    let shown = &stranded[..stranded.len().min(SHOWN)];
    let affected = affected(&stranded::appointments(services, actor, shown).await?);
    let import = match &wanted {
        Wanted::Import { centre, holidays } => Some(import(services, actor, *centre, holidays).await?),
        _ => None,
    };
    Ok(PendingView {
        what: what(services, &wanted).await?,
        affected,
        more: stranded.len() - shown.len(),
        is_own: wanted.whose() == Whose::Own,
        origin: wanted.origin().to_owned(),
        import,
    })
}

/// What is going to change, in a few words.
async fn what(services: &Services, wanted: &Wanted) -> Result<String, AppError> {
    let verb = if wanted.whose() == Whose::Own { "Away" } else { "Closed" };
    let closed = |NewClosure { times, name, .. }: &NewClosure| match name.as_str() {
        "" => format!("{verb} {}", closure_label(*times)),
        name => format!("{verb} {}: {name}", closure_label(*times)),
    };
    Ok(match wanted {
        Wanted::Week(_) => "Your new weekly hours".to_owned(),
        Wanted::RemoveDate(form) => match form.date.parse() {
            Ok(date) => format!("Without your hours on {}, {}-{}", long_date(date), form.from, form.to),
            Err(_) => "Without these hours".to_owned(),
        },
        Wanted::Close(form) | Wanted::CloseClinic(form) => match form.parse(wall_clock(services)) {
            Ok(new) => closed(&new),
            Err(_) => verb.to_owned(),
        },
        Wanted::PutBack(_, closures) => match &closures[..] {
            [one] => closed(one),
            several => format!("{} closures, restored", several.len()),
        },
        Wanted::Import { centre: None, .. } => "Holidays for all centres".to_owned(),
        Wanted::Import { centre: Some(id), .. } => {
            let directory = services.directory().await?;
            let name = directory.centre(CentreId(*id)).map(|centre| centre.name.clone());
            format!("Holidays for {}", name.ok_or(AppError::NotFound)?)
        }
    })
}

async fn import(
    services: &Services,
    actor: &Actor,
    centre: Option<i64>,
    holidays: &Holidays,
) -> Result<ImportView, AppError> {
    let closures = holidays.closures(centre.map(CentreId));
    let known = closure::is_known(services, actor, &closures).await?;
    let all = holidays.coming.iter().zip(&closures).zip(&known);
    let new = all.filter(|(_, known)| !**known).map(|((holiday, new), _)| HolidayView {
        key: holiday.key(),
        when: closure_label(new.times),
        name: new.name.clone(),
    });
    let left_out = holidays.left_out.iter().map(|one| {
        let when = one.when.parse().map_or_else(|_| one.when.clone(), long_date);
        (one.name.clone(), when, one.reason)
    });
    Ok(ImportView {
        new: new.collect(),
        known: known.iter().filter(|known| **known).count(),
        left_out: left_out.collect(),
        more_left_out: holidays.more_left_out,
    })
}

/// Appointments as they stand in a list of those outside the hours.
pub fn affected(found: &[Appointment]) -> Vec<AffectedView> {
    let view = |one: &Appointment| {
        Some(AffectedView {
            id: one.id.0,
            when: TimeView::new(&Zone::parse(&one.time_zone).ok()?, &one.slot),
            patient: one.patient_name.clone(),
            practitioner: one.practitioner_name.clone(),
            centre: one.centre_name.clone(),
        })
    };
    found.iter().filter_map(view).collect()
}
