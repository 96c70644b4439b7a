//! The harness: databases, a small clinic, and people in it, each with defaults that a test can override.
//!
//! `on_both!` makes a SQLite and a PostgreSQL test of one function. A [`Clinic`] has its clock at a fixed instant, Monday
//! 2026-11-23 08:00 in Sydney; everyone at "Harbour Clinic" works 09:00 to 17:00 on weekdays there.

mod database;
pub mod server;
mod session;

pub use self::{database::TestDb, session::cookie};

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Email, IdentifierKind, Password, Role},
        booking::Target,
        directory::CentreKind,
        ids::{AccountId, AffiliationId, CentreId, PractitionerId},
        patient::Registration,
        person_name::NameParts,
        slot::WeeklyWindow,
        time::{WallMinute, weekday_from_iso},
    },
    service::{
        Failure, Services, booking::BookingRequest, clock::Clock, document::FileChecker, hours::set_requires_referral,
    },
    storage::{
        account::{self, NewAccount},
        db::Tx,
        desk, directory, hours,
        import::{self, CentreRow},
        setting,
    },
};
use jiff::Timestamp;

/// Makes two tests, `sqlite` and `postgres`, of an async function, whose argument is a [`TestDb`].
macro_rules! on_both {
    ($(#[$attribute:meta])* async fn $name:ident($db:ident) $body:block) => {
        $(#[$attribute])*
        mod $name {
            use super::*;

            async fn run($db: $crate::support::TestDb) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run($crate::support::TestDb::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run($crate::support::TestDb::postgres().await).await;
            }
        }
    };
}
pub(crate) use on_both;

/// Monday 2026-11-23, 08:00 in Sydney.
pub fn monday_morning() -> Timestamp {
    "2026-11-22T21:00:00Z".parse().expect("an instant")
}

/// That Monday at a wall time in Sydney, such as `at("09:30")`.
pub fn at(wall: &str) -> Timestamp {
    let wall = WallMinute::parse(wall).expect("a wall time");
    // Midnight in Sydney is 13:00 UTC of the day before.
    let midnight: Timestamp = "2026-11-22T13:00:00Z".parse().expect("an instant");
    midnight + jiff::SignedDuration::from_mins(i64::from(wall.minutes()))
}

/// A clinic with its services, at a fixed instant.
pub struct Clinic {
    pub test: TestDb,
    pub services: Arc<Services>,
    pub centre: CentreId,
}

impl Clinic {
    pub async fn new(test: TestDb) -> Self {
        let checker = FileChecker::by(Path::new(env!("CARGO_BIN_EXE_consulta")));
        let services = Services::new(test.db.clone(), Clock::fixed(monday_morning())).with_checker(checker);
        let services = Arc::new(services);
        let centre = add_centre(&services, "1001", "Harbour Clinic", "Australia/Sydney").await;
        Self { test, services, centre }
    }

    pub async fn centre(&self, abn: &'static str, name: &'static str, zone: &'static str) -> CentreId {
        add_centre(&self.services, abn, name, zone).await
    }

    /// A practitioner who works 09:00 to 17:00 on weekdays at the clinic's first centre.
    pub async fn practitioner(&self, name: &str) -> PractitionerId {
        let id = self.account(name, Role::Practitioner).await;
        self.affiliate(id, self.centre, &weekdays("09:00", "17:00")).await;
        PractitionerId(id.0)
    }

    /// A specialist with a field, who is seen on referral only.
    pub async fn specialist(&self, name: &str, field: &'static str) -> PractitionerId {
        let id = self.practitioner(name).await;
        self.write((id, field), |tx, (id, field)| {
            Box::pin(async move {
                import::add_expertise(tx, id.account(), field).await?;
                Ok(())
            })
        })
        .await;
        let switched = set_requires_referral(&self.services, &practitioner_actor(id), true).await;
        switched.expect("on referral only");
        id
    }

    /// Adds a practitioner's affiliation with a centre.
    pub async fn affiliate(&self, id: AccountId, centre: CentreId, hours: &[WeeklyWindow]) -> AffiliationId {
        let made = self.write((id, centre, hours.to_vec()), |tx, (id, centre, hours)| {
            Box::pin(async move {
                import::put_practitioner(tx, *id, "General practitioner", &format!("PN{id}")).await?;
                let made = import::add_affiliation(tx, *id, *centre).await?.expect("a new affiliation");
                hours::replace(tx, made, hours).await?;
                directory::bump_version(tx).await?;
                Ok(made)
            })
        });
        let made = made.await;
        self.services.directory_changed().await;
        made
    }

    /// A signed-in patient.
    pub async fn patient(&self, name: &str) -> Actor {
        self.patients(&[name.to_owned()]).await.remove(0)
    }

    /// Many at once.
    pub async fn patients(&self, names: &[String]) -> Vec<Actor> {
        self.write(names.to_vec(), |tx, names| {
            Box::pin(async move {
                let mut made = Vec::new();
                for name in names {
                    let id = add_account(tx, name, Role::Patient).await?;
                    account::insert_patient(tx, id, &format!("P-{id}"), &registration(name)).await?;
                    made.push(actor(id, &[Role::Patient]));
                }
                Ok(made)
            })
        })
        .await
    }

    /// An account with one role and nothing else.
    pub async fn account(&self, name: &str, role: Role) -> AccountId {
        self.write((name.to_owned(), role), |tx, (name, role)| Box::pin(add_account(tx, name, *role))).await
    }

    /// Someone who works at a centre's desk.
    pub async fn receptionist(&self, name: &str, centre: CentreId) -> Actor {
        let id = self.account(name, Role::Receptionist).await;
        self.write((id, centre), |tx, (id, centre)| {
            Box::pin(async move { Ok(desk::set_centres(tx, *id, &[*centre]).await?) })
        })
        .await;
        actor(id, &[Role::Receptionist])
    }

    /// Stores a setting.
    pub async fn set(&self, key: &'static str, value: &'static str) {
        self.write((key, value), |tx, (key, value)| {
            Box::pin(async move {
                setting::put(tx, key, value).await?;
                directory::bump_version(tx).await?;
                Ok(())
            })
        })
        .await;
        self.services.directory_changed().await;
    }

    /// Half an hour with a practitioner at the first centre.
    pub fn target(&self, practitioner: PractitionerId, starts_at: Timestamp) -> Target {
        Target { practitioner, centre: self.centre, service: None, starts_at, slots: 1 }
    }

    /// A booking request for that.
    pub fn request(&self, practitioner: PractitionerId, starts_at: Timestamp) -> BookingRequest {
        self.request_for(self.target(practitioner, starts_at))
    }

    /// A booking request for a target.
    pub fn request_for(&self, target: Target) -> BookingRequest {
        static INTENT: AtomicUsize = AtomicUsize::new(0);
        let idempotency_key = format!("intent-{:08}", INTENT.fetch_add(1, Ordering::Relaxed));
        BookingRequest { target, reason: String::new(), idempotency_key }
    }

    /// Runs a statement for which there is no use case.
    pub async fn run(&self, sql: &'static str) {
        use consulta::storage::db::Conn;
        let work: consulta::storage::db::Work<&'static str, (), Failure> = |tx, sql| {
            Box::pin(async move {
                match &mut **tx {
                    Conn::Sqlite(c) => drop(sqlx::query(*sql).execute(&mut **c).await.expect("done")),
                    Conn::Postgres(c) => drop(sqlx::query(*sql).execute(&mut **c).await.expect("done")),
                }
                Ok(())
            })
        };
        self.write(sql, work).await;
    }

    pub async fn write<I, T>(&self, input: I, work: consulta::storage::db::Work<I, T, Failure>) -> T
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        self.services.db.write(input, work).await.expect("stored")
    }
}

/// Monday to Friday.
pub fn weekdays(from: &str, to: &str) -> Vec<WeeklyWindow> {
    (1..=5).map(|day| window(day, from, to)).collect()
}

/// One window; 1 is Monday.
pub fn window(day: i64, from: &str, to: &str) -> WeeklyWindow {
    let wall = |text| WallMinute::parse(text).expect("a wall time");
    WeeklyWindow::new(weekday_from_iso(day).expect("a weekday"), wall(from), wall(to)).expect("a window")
}

pub fn actor(id: AccountId, roles: &[Role]) -> Actor {
    Actor::Account { id, roles: roles.to_vec() }
}

pub fn practitioner_actor(id: PractitionerId) -> Actor {
    actor(id.account(), &[Role::Practitioner])
}

pub const PASSWORD: &str = "correct horse battery";
/// Its hash, as the server would compute it.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$/HetJC6LZ4lnwgLB+wJSS2a9bFu2Kq4HxwNWzoJq2qU";

/// The e-mail address that [`add_account`] gives to a name.
pub fn email_of(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase().replace(' ', "."))
}

async fn add_account(tx: &mut Tx, name: &str, role: Role) -> Result<AccountId, Failure> {
    let email = email_of(name);
    let new = NewAccount {
        email: &email,
        full_name: name,
        phone: "0491 570 156",
        password_hash: PASSWORD_HASH,
        must_change_password: false,
        status: AccountStatus::Active,
        created_at: monday_morning().as_second(),
    };
    let id = account::insert(tx, &new).await?;
    account::add_identifier(tx, id, IdentifierKind::Email, &email).await?;
    account::add_role(tx, id, role).await?;
    Ok(id)
}

fn registration(name: &str) -> Registration {
    Registration {
        name: name.to_owned(),
        parts: NameParts::of(name),
        names: Vec::new(),
        email: Email::parse(&email_of(name)).expect("an address"),
        phone: "0491 570 156".into(),
        date_of_birth: Some(jiff::civil::date(1985, 3, 27)),
        gender: None,
        blood_group: None,
        address: String::new(),
        emergency_name: String::new(),
        emergency_phone: String::new(),
        password: Password::attempt(PASSWORD),
    }
}

async fn add_centre(services: &Services, abn: &'static str, name: &'static str, zone: &'static str) -> CentreId {
    let work = services.db.write((abn, name, zone), |tx, (abn, name, zone)| {
        Box::pin(async move {
            let row = CentreRow {
                kind: CentreKind::MedicalCentre,
                abn,
                name,
                phone: "02 9382 1111",
                suburb: "Randwick",
                time_zone: zone,
            };
            let (centre, _) = import::put_centre(tx, &row).await?;
            directory::bump_version(tx).await?;
            Ok::<_, Failure>(centre.id)
        })
    });
    work.await.expect("a new centre")
}
