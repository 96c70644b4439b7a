//! A week of a whole centre: the appointments of each practitioner there, and of each room. Staff who manage the clinic see any
//! centre's, and receptionists the centres at whose desks they work; no one sees why a patient is coming.

use jiff::{ToSpan, civil::Date};

use super::{By, Outcome, Services, authorise, desk, directory::Directory};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        calendar_view::{day_start, local_date, week_of},
        ids::CentreId,
        policy::{Action, Basis, Resource},
        time::Zone,
    },
    error::AppError,
    storage::appointment::{self, Appointment},
};

/// Days of a week.
pub const DAYS: usize = 7;

/// A practitioner's or a room's week.
#[derive(Debug)]
pub struct Line {
    /// The name of the practitioner or room.
    pub name: String,
    /// The appointments of each day, in order, without the reasons for the visits.
    pub days: [Vec<Appointment>; DAYS],
}

/// What the actor can open from the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// Appointments as administrators settle them.
    Settling,
    /// Appointments as the desk sees them.
    Desk,
    /// None.
    Nothing,
}

/// A week of a centre.
#[derive(Debug)]
pub struct Week {
    /// The centres that the actor can choose from, by name.
    pub centres: Vec<(CentreId, String)>,
    /// The centre shown.
    pub centre: CentreId,
    /// The centre's time zone.
    pub zone: Zone,
    /// Today's date at the centre.
    pub today: Date,
    /// The requested day.
    pub date: Date,
    /// The Monday of its week.
    pub monday: Date,
    /// Everyone who works there or has an appointment there, by name.
    pub practitioners: Vec<Line>,
    /// Every room there, by name.
    pub rooms: Vec<Line>,
    /// What the actor can open.
    pub opens: Opens,
}

/// The week of a day at a centre: today's unless another day is named, and the first centre unless one is named. `None` for a
/// receptionist who works at no desk yet, or a clinic without centres.
///
/// # Errors
/// Not allowed; not found for a centre that the actor may not see.
pub async fn of_centre(
    services: &Services,
    actor: &Actor,
    centre: Option<CentreId>,
    date: Option<Date>,
) -> Outcome<Option<Week>> {
    let directory = services.directory().await?;
    let (basis, centres) = centres(services, actor, &directory).await?;
    let Some(centre) = centre.or_else(|| centres.first().map(|(id, _)| *id)) else { return Ok(None) };
    if !centres.iter().any(|(id, _)| *id == centre) {
        return Err(AppError::NotFound.into());
    }
    let zone = directory.centre(centre).ok_or(AppError::NotFound)?.zone.clone();
    let today = local_date(&zone, services.clock.now());
    let date = date.unwrap_or(today);
    let monday = week_of(date);
    let mut practitioners: Vec<Line> = directory.staff(centre).map(|person| line(&person.name)).collect();
    let mut rooms: Vec<Line> =
        directory.rooms().filter(|room| room.active && room.centre == centre).map(|room| line(&room.name)).collect();
    let mut conn = services.db.read().await?;
    for day in 0..DAYS {
        let from = monday.saturating_add(i64::try_from(day).unwrap_or(0).days());
        let until = day_start(&zone, from.saturating_add(1.day()));
        let found = appointment::of_centre(&mut conn, centre, day_start(&zone, from), until).await?;
        for mut one in found {
            one.reason.clear();
            if let Some(room) = one.room_name.clone() {
                push(&mut rooms, &room, day, one.clone());
            }
            let name = one.practitioner_name.clone();
            push(&mut practitioners, &name, day, one);
        }
    }
    drop(conn);
    for lines in [&mut practitioners, &mut rooms] {
        lines.sort_by(|line, other| line.name.cmp(&other.name));
    }
    let part = format!("centre {centre}, week of {monday}");
    let by = By::now(services, actor).on(basis);
    let deed = if basis == Basis::FrontDesk { Deed::DeskRead } else { Deed::AppointmentList };
    by.saw(services, deed, Subject::any(Thing::Appointment).part(&part)).await?;
    let opens = match authorise(actor, Action::SettleAppointments, Resource::Clinic) {
        Ok(_) => Opens::Settling,
        Err(_) if basis == Basis::FrontDesk => Opens::Desk,
        Err(_) => Opens::Nothing,
    };
    Ok(Some(Week { centres, centre, zone, today, date, monday, practitioners, rooms, opens }))
}

/// The basis on which the actor sees weeks, and the centres, by name.
async fn centres(
    services: &Services,
    actor: &Actor,
    directory: &Directory,
) -> Outcome<(Basis, Vec<(CentreId, String)>)> {
    if let Ok(basis) = authorise(actor, Action::ListAppointments, Resource::Clinic) {
        let mut all: Vec<_> = directory.centres().map(|centre| (centre.id, centre.name.clone())).collect();
        all.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
        return Ok((basis, all));
    }
    let theirs = desk::centres(services, actor).await?;
    let named = theirs.into_iter().filter_map(|id| Some((id, directory.centre(id)?.name.clone())));
    Ok((Basis::FrontDesk, named.collect()))
}

fn line(name: &str) -> Line {
    Line { name: name.to_owned(), days: Default::default() }
}

/// Adds an appointment to the line with this name, creating it if necessary.
fn push(lines: &mut Vec<Line>, name: &str, day: usize, one: Appointment) {
    let at = lines.iter().position(|line| line.name == name).unwrap_or_else(|| {
        lines.push(line(name));
        lines.len() - 1
    });
    lines[at].days[day].push(one);
}
