//! The simulated clinic and its people.

use jiff::{SignedDuration, Timestamp};

use super::options::SimulationOptions;
use crate::{
    domain::{
        account::{Actor, Role},
        appointment::Status,
        booking::Target,
        ids::{AccountId, AppointmentId, CentreId, PatientId, PractitionerId, ServiceId},
        seed::{Rng, SeedSize},
    },
    service::{
        Outcome, Services,
        clock::Clock,
        seed::{self, SeedOptions, SeedReport},
    },
    storage::{account, db::Db},
};

/// A practitioner at a centre as one kind of visit.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub practitioner: PractitionerId,
    pub centre: CentreId,
    pub service: Option<ServiceId>,
}

impl Place {
    /// A slot there.
    pub fn at(self, starts_at: Timestamp) -> Target {
        let Self { practitioner, centre, service } = self;
        Target { practitioner, centre, service, starts_at, slots: 1 }
    }
}

/// The clinic, its people, and what they remember.
pub struct World {
    pub services: Services,
    pub rng: Rng,
    pub patients: Vec<PatientId>,
    pub places: Vec<Place>,
    pub administrator: Actor,
    /// Every appointment that was ever confirmed.
    pub appointments: Vec<AppointmentId>,
    /// Promises that were not kept.
    pub lies: Vec<String>,
    url: String,
    intents: u64,
}

impl World {
    /// A generated clinic without appointments.
    pub async fn begin(options: &SimulationOptions) -> Outcome<Self> {
        let services = Services::new(Db::open(&options.url).await?, Clock::fixed(options.from));
        let size = SeedSize { practitioners: options.practitioners, patients: options.patients, appointments: Some(0) };
        let seeded = SeedOptions { size, seed: options.seed, password: seed::DEMO_PASSWORD.into() };
        if seed::run(&services, &seeded).await? == SeedReport::NotEmpty {
            return Err(crate::service::Failure::Fault("the database is not empty".into()));
        }
        let directory = services.directory().await?;
        let mut places: Vec<Place> = Vec::new();
        for person in directory.practitioners() {
            for service in directory.services_of(person) {
                let at = person.affiliations.iter().map(|here| here.centre);
                places.extend(at.map(|centre| Place { practitioner: person.id, centre, service: service.id }));
            }
        }
        places.sort_by_key(|place| (place.practitioner, place.centre, place.service));
        let mut conn = services.db.read().await?;
        let patients =
            account::of_role(&mut conn, Role::Patient).await?.into_iter().map(|id| PatientId(id.0)).collect();
        let administrators = account::of_role(&mut conn, Role::Administrator).await?;
        drop(conn);
        let administrator = administrators.first().copied().unwrap_or(AccountId(0));
        Ok(Self {
            services,
            rng: Rng::for_thing(options.seed, 77, 0),
            patients,
            places,
            administrator: Actor::Account { id: administrator, roles: vec![Role::Administrator] },
            appointments: Vec::new(),
            lies: Vec::new(),
            url: options.url.clone(),
            intents: 0,
        })
    }

    pub fn now(&self) -> Timestamp {
        self.services.clock.now()
    }

    /// Lets time pass: usually minutes, sometimes a night.
    pub fn pass(&mut self) {
        let minutes = if self.rng.percent(4) { self.rng.between(240, 1_080) } else { self.rng.between(1, 45) };
        self.services.clock.set(self.now() + SignedDuration::from_mins(minutes));
    }

    /// The process dies and another one starts: whatever was only in memory is gone.
    pub async fn restart(&mut self) -> Outcome<()> {
        let now = self.now();
        self.services.db.close().await;
        self.services = Services::new(Db::open(&self.url).await?, Clock::fixed(now));
        Ok(())
    }

    pub fn patient(&mut self) -> Actor {
        let index = self.rng.below(self.patients.len());
        Actor::Account { id: self.patients[index].account(), roles: vec![Role::Patient] }
    }

    pub fn place(&mut self) -> Place {
        let index = self.rng.below(self.places.len());
        self.places[index]
    }

    /// One of the latest appointments, if there is any.
    pub fn appointment(&mut self) -> Option<AppointmentId> {
        let recent = self.appointments.len().min(60);
        let index = self.appointments.len() - recent + self.rng.below(recent.max(1));
        self.appointments.get(index).copied()
    }

    /// An idempotency key that no one has used before.
    pub fn intent(&mut self) -> String {
        self.intents += 1;
        format!("simulated-{:08}", self.intents)
    }

    /// Whether someone is counting on an appointment, given its status.
    pub fn counts_on(status: Status) -> bool {
        matches!(status, Status::Pending | Status::Booked | Status::Arrived | Status::CheckedIn)
    }
}

pub fn practitioner(id: PractitionerId) -> Actor {
    Actor::Account { id: id.account(), roles: vec![Role::Practitioner] }
}
