//! The tool's knowledge of the clinic: it reads the same database, so that every answer can be checked against what is stored, and
//! signs patients in there without a password.

use std::collections::{HashMap, HashSet};

use consulta::{
    domain::{
        account::Role,
        calendar_view::local_date,
        directory::{Centre, Practitioner},
        healthcare_service::HealthcareService,
        ids::{AccountId, AppointmentId, CentreId, PractitionerId},
        settings::Settings,
        slot::{BusyCells, Occupancy, Slot},
        time::cells,
    },
    service::{clock::Clock, password::digest},
    storage::{
        account::{self, AccountFilter},
        appointment, claim,
        db::Db,
        directory,
        error::StorageError,
        session,
    },
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::Failure;

/// How far ahead free times are searched, in days.
const DAYS: u16 = 21;
/// Times that begin sooner are not requested, as they might be past before the answer.
const SOON: SignedDuration = SignedDuration::from_hours(3);

/// A practitioner who takes bookings, at one of their centres.
pub struct Bookable {
    pub id: PractitionerId,
    pub name: String,
    pub profession: String,
    /// The title that patients see.
    pub title: String,
    pub centre: CentreId,
    /// Free times from then on, in order.
    pub free: Vec<Slot>,
    /// The date of the first of them at the centre, `2026-11-24`.
    pub first_date: String,
}

/// The clinic as stored.
pub struct Clinic {
    pub db: Db,
    pub now: Timestamp,
    pub centres: Vec<Centre>,
    pub practitioners: Vec<Practitioner>,
    pub bookable: Vec<Bookable>,
}

impl Clinic {
    pub async fn read(url: &str) -> Result<Self, Failure> {
        let db = Db::open_with(url, crate::server::opening()).await?;
        let now = Clock::System.now();
        let mut conn = db.read().await?;
        let centres = directory::centres(&mut conn).await?;
        let practitioners = directory::practitioners(&mut conn, now.to_zoned(TimeZone::UTC).date()).await?;
        let by_id: HashMap<CentreId, &Centre> = centres.iter().map(|centre| (centre.id, centre)).collect();
        let (first, last) = cells(now, now + SignedDuration::from_hours(24 * i64::from(DAYS + 2))).into_inner();
        let mut bookable = Vec::new();
        let open = |person: &&Practitioner| person.accepting && !person.requires_referral && is_plain(&person.name);
        for person in practitioners.iter().filter(open) {
            let Some((affiliation, centre)) =
                person.affiliations.iter().find_map(|work| Some((work, *by_id.get(&work.centre)?)))
            else {
                continue;
            };
            let busy =
                claim::busy_cells(&mut conn, claim::Asker::new(None, now), person.id.resource(), first, last).await?;
            let busy = Occupancy::from(busy.into_iter().collect::<BusyCells>());
            let schedule = affiliation.schedule(centre, HealthcareService::standard(&Settings::default()).rule);
            let days = schedule.free_slots(local_date(&centre.zone, now), DAYS, &busy, now + SOON);
            let free: Vec<Slot> = days.into_iter().flat_map(|day| day.slots).collect();
            if let Some(first) = free.first() {
                bookable.push(Bookable {
                    id: person.id,
                    name: person.name.clone(),
                    profession: person.profession.clone(),
                    title: person.title(),
                    centre: centre.id,
                    first_date: local_date(&centre.zone, first.starts_at).to_string(),
                    free,
                });
            }
        }
        drop(conn);
        Ok(Self { db, now, centres, practitioners, bookable })
    }

    /// Signs this many patients in, and returns the header that their browsers would send.
    pub async fn sign_in_patients(&self, count: usize) -> Result<Vec<Patient>, Failure> {
        // The demo clinic numbers practitioners first and then patients.
        let first = self.practitioners.iter().map(|person| person.id.0).max().unwrap_or(0) + 1;
        self.sign_in((first..).take(count).map(AccountId)).await
    }

    /// Signs an administrator in.
    pub async fn sign_in_administrator(&self) -> Result<Patient, Failure> {
        let administrators = AccountFilter { role: Some(Role::Administrator), limit: 1, ..AccountFilter::default() };
        let (found, _) = account::list(&mut self.db.read().await?, &administrators).await?;
        let signed_in = self.sign_in(found.iter().map(|one| one.id)).await?;
        Ok(signed_in.into_iter().next().ok_or("the clinic has no administrator")?)
    }

    /// The same for these accounts.
    pub async fn sign_in(&self, accounts: impl Iterator<Item = AccountId>) -> Result<Vec<Patient>, Failure> {
        let now = self.now.as_second();
        let patients: Vec<Patient> = accounts
            .map(|account| Patient { account, token: tower_sessions::session::Id::default().to_string() })
            .collect();
        let sessions: Vec<session::StoredSession> = patients
            .iter()
            .map(|patient| session::StoredSession {
                token_hash: digest(&patient.token),
                account_id: Some(patient.account),
                credential_epoch: 0,
                remembered: false,
                data: "{}".to_owned(),
                user_agent: "load".to_owned(),
                created_at: now,
                expires_at: now + 86_400,
            })
            .collect();
        let saved = self.db.write(sessions, |tx, sessions| {
            Box::pin(async move {
                for stored in sessions {
                    session::create(tx, stored).await?;
                }
                Ok::<_, StorageError>(())
            })
        });
        saved.await?;
        Ok(patients)
    }

    /// Checks that each of these appointments is stored as confirmed, and none was confirmed twice.
    pub async fn has_all(&self, confirmed: &[Confirmed]) -> Result<(), Failure> {
        let mut conn = self.db.read().await?;
        let mut seen = HashSet::new();
        for made in confirmed {
            let found = appointment::find_of_party(&mut conn, made.id, made.patient).await?;
            let as_confirmed = found.is_some_and(|found| {
                found.practitioner == made.practitioner && found.slot.starts_at.as_second() == made.starts_at
            });
            if !as_confirmed || !seen.insert(made.id) {
                return Err(format!("appointment {} was confirmed, and is not stored so", made.id).into());
            }
        }
        Ok(())
    }
}

/// A signed-in user, usually a patient.
pub struct Patient {
    pub account: AccountId,
    token: String,
}

impl Patient {
    /// The header of this patient's requests.
    pub fn cookie(&self) -> String {
        format!("Cookie: consulta_session={}\r\n", self.token)
    }
}

/// An appointment that the server has confirmed.
pub struct Confirmed {
    pub id: AppointmentId,
    pub patient: AccountId,
    pub practitioner: PractitionerId,
    pub starts_at: i64,
}

/// Whether a name is the same in HTML, in JSON and in an address, apart from its spaces.
fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ')
}
