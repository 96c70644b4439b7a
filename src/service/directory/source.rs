//! Reading the directory: all of it, or what has changed.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::{
    assemble::{All, Parts},
    copy::Directory,
};
use crate::{
    domain::{
        closure::SharedClosures,
        content::Texts,
        directory::Changed,
        healthcare_service::{HealthcareService, VisitMode},
        ids::{PractitionerId, ServiceId},
    },
    service::{
        Failure, Outcome,
        clock::Clock,
        settings,
        versioned::{Source, Versioned},
    },
    storage::{
        centre, closure,
        db::{Conn, Db},
        directory, healthcare_service, page_text, room, term,
    },
};

/// The maximum number of people read one by one (more in a large directory); beyond that, reading everything costs less.
const FEW: usize = 64;
const PART: usize = 8;

/// The database, and a clock.
#[derive(Debug)]
pub struct FromDatabase {
    db: Db,
    clock: Clock,
}

impl Versioned<FromDatabase> {
    /// An empty source for a copy of what is in a database; nothing has been read yet.
    #[must_use]
    pub fn of(db: &Db, clock: &Clock) -> Self {
        Self::new(FromDatabase { db: db.clone(), clock: clock.clone() }, clock.clone())
    }
}

/// What is newer than the copy.
#[derive(Debug)]
pub struct News {
    version: i64,
    from: Date,
    /// What has changed; `None` if that could be anything.
    changed: Option<BTreeSet<Changed>>,
}

/// The date from which hours and closures of single dates matter. Two days back: somewhere it is still yesterday.
fn first_date(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date().saturating_sub(2.days())
}

impl Source for FromDatabase {
    type Kept = Directory;
    type News = News;

    async fn look(&self, kept: Option<&Directory>) -> Outcome<Option<News>> {
        let mut conn = self.db.read().await?;
        // The version first: a change made after it is then read again, never missed.
        let version = directory::version(&mut conn).await?;
        let from = first_date(self.clock.now());
        let changed = match kept {
            Some(kept) if (kept.version, kept.from) == (version, from) => return Ok(None),
            // Once a day, everything past is dropped.
            Some(kept) if kept.from == from => directory::changes(&mut conn, kept.version, version).await?,
            _ => None,
        };
        Ok(Some(News { version, from, changed: changed.map(|changed| changed.into_iter().collect()) }))
    }

    async fn take_in(&self, kept: Option<Arc<Directory>>, news: News) -> Outcome<Directory> {
        let mut conn = self.db.read().await?;
        if let (Some(kept), Some(changed)) = (kept, &news.changed)
            && let Some(parts) = parts(&mut conn, &kept, changed).await?
        {
            drop(conn);
            return off_the_workers(move || kept.with(news.version, parts)).await;
        }
        let all = all(&mut conn, news.from).await?;
        drop(conn);
        off_the_workers(move || Directory::assemble((news.version, news.from), all)).await
    }
}

/// Runs something that may take a while with a large directory, off the threads that serve pages.
async fn off_the_workers(work: impl FnOnce() -> Directory + Send + 'static) -> Outcome<Directory> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Failure::Fault(e.to_string()))
}

async fn all(conn: &mut Conn, from: Date) -> Outcome<All> {
    let settings = settings(conn).await?;
    let centres = directory::centres(conn).await?;
    let (mut people, shared) = directory::people(conn, from).await?;
    let services = healthcare_service::services(conn, &settings).await?;
    let services: Vec<HealthcareService> = services.into_iter().map(|(service, _)| service).collect();
    if !settings.online_visits {
        let online: BTreeSet<ServiceId> =
            services.iter().filter(|one| is_online(one)).filter_map(|one| one.id).collect();
        people.iter_mut().for_each(|person| person.practitioner.services.retain(|id| !online.contains(id)));
    }
    let rooms = room::all(conn).await?;
    let texts = texts(conn).await?;
    let former = term::former(conn).await?;
    Ok(All { settings, texts, former, centres, people, shared, services, rooms })
}

/// The clinic's texts on its public pages.
async fn texts(conn: &mut Conn) -> Outcome<Texts> {
    let latest = page_text::latest(conn).await?;
    Ok(Texts::new(latest.into_iter().map(|version| (version.edition, version.body))))
}

/// What has to be read again; `None` if that is so much that everything might as well be.
async fn parts(conn: &mut Conn, kept: &Directory, changed: &BTreeSet<Changed>) -> Outcome<Option<Parts>> {
    let mut parts = Parts::default();
    let mut people = BTreeSet::new();
    for one in changed {
        match *one {
            Changed::Practitioner(id) => people.extend([id]),
            Changed::Centre(id) => {
                parts.centres.push((id, directory::centre(conn, id).await?));
                people.extend(kept.staff(id).map(|person| person.id));
                people.extend(centre::practitioners(conn, id).await?);
            }
            Changed::Service(id) => {
                people.extend(kept.practitioners().filter(|one| one.services.contains(&id)).map(|one| one.id));
                people.extend(healthcare_service::practitioners(conn, id).await?);
            }
            Changed::Room(_) => {}
            Changed::Settings => {
                let read = settings(conn).await?;
                // Everyone's offers may have changed.
                if read.online_visits != kept.settings.online_visits {
                    return Ok(None);
                }
                parts.settings = Some(read);
                parts.texts = Some(texts(conn).await?);
                parts.former = Some(term::former(conn).await?);
            }
        }
        if people.len() > FEW.max(kept.people.len() / PART) {
            return Ok(None);
        }
    }
    read_services(conn, kept, changed, &mut parts).await?;
    if changed.iter().any(|one| matches!(one, Changed::Room(_))) {
        parts.rooms = Some(room::all(conn).await?);
    }
    if !parts.centres.is_empty() {
        let shared = closure::shared(conn, kept.from.at(0, 0, 0, 0)).await?;
        parts.shared = Some(SharedClosures::new(shared));
    }
    parts.people = read_people(conn, kept, &people, parts.shared.as_ref()).await?;
    if !kept.settings.online_visits {
        let read = parts.services.iter().map(|(id, service)| (*id, is_online(service)));
        let read: BTreeMap<ServiceId, bool> = read.collect();
        let online = |id: &ServiceId| {
            read.get(id).copied().unwrap_or_else(|| kept.services.get(id).is_some_and(|one| is_online(one)))
        };
        for person in parts.people.iter_mut().filter_map(|(_, person)| person.as_mut()) {
            person.practitioner.services.retain(|id| !online(id));
        }
    }
    Ok(Some(parts))
}

/// Where visits are in person only, no one offers these.
fn is_online(service: &HealthcareService) -> bool {
    service.mode == VisitMode::Online
}

async fn read_people(
    conn: &mut Conn,
    kept: &Directory,
    people: &BTreeSet<PractitionerId>,
    shared: Option<&SharedClosures>,
) -> Outcome<Vec<(PractitionerId, Option<directory::Person>)>> {
    let shared = shared.unwrap_or(&kept.shared);
    let mut read = Vec::with_capacity(people.len());
    for id in people {
        read.push((*id, directory::person(conn, *id, kept.from, shared).await?));
    }
    Ok(read)
}

/// The settings supply what services leave open, so a change of settings changes all services.
async fn read_services(
    conn: &mut Conn,
    kept: &Directory,
    changed: &BTreeSet<Changed>,
    parts: &mut Parts,
) -> Outcome<()> {
    if let Some(settings) = &parts.settings {
        let services = healthcare_service::services(conn, settings).await?;
        parts.services = services.into_iter().filter_map(|(service, _)| Some((service.id?, service))).collect();
        return Ok(());
    }
    let ids = changed.iter().filter_map(|one| match one {
        Changed::Service(id) => Some(*id),
        _ => None,
    });
    let ids: Vec<ServiceId> = ids.collect();
    for id in ids {
        let service = healthcare_service::service(conn, id, &kept.settings).await?;
        parts.services.extend(service.map(|service| (id, service)));
    }
    Ok(())
}
