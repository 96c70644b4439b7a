//! Practitioners with everything the directory says about them: all of them, or one.

use std::collections::HashMap;

use jiff::civil::Date;

use super::super::{
    closure,
    db::{Conn, on},
    error::StorageResult,
    grouped::grouped,
    healthcare_service, hours, practitioner_text,
};
use crate::domain::{
    biographies::Biographies,
    closure::{SharedClosures, StoredClosure},
    directory::{Affiliation, Practitioner},
    ids::{AffiliationId, CentreId, PractitionerId, ServiceId},
    patient::Gender,
    slot::{Availability, DatedWindow, WeeklyWindow},
};

/// A practitioner, with their absences.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Who.
    pub practitioner: Practitioner,
    /// Their own closures, by start; those of a centre, or of everyone, are kept elsewhere.
    pub closures: Vec<StoredClosure>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    full_name: String,
    profession: String,
    qualifications: String,
    bio: String,
    experience_years: i64,
    languages: String,
    photo: Option<String>,
    fee_cents: Option<i64>,
    currency: String,
    gender: Option<String>,
    accepting_bookings: bool,
    requires_referral: bool,
}

/// Practitioners with an active account who meet the condition.
macro_rules! select {
    ($condition:literal) => {
        concat!(
            "
        select p.id, a.full_name, p.profession, p.qualifications, p.bio, p.experience_years, p.languages, p.photo,
            p.fee_cents, p.currency, p.gender, p.accepting_bookings, p.requires_referral
        from practitioner p
        join account a on a.id = p.id
        where a.status = 'active'
        and exists (
            select 1
            from account_role r
            where r.account_id = p.id
            and r.role = 'practitioner'
        )
        ",
            $condition,
            "
        order by a.full_name, p.id"
        )
    };
}

/// The parts that belong to a row.
struct Parts {
    expertise: Vec<String>,
    bios: Biographies,
    services: Vec<ServiceId>,
    affiliations: Vec<Affiliation>,
}

impl Row {
    fn with(self, Parts { expertise, bios, services, affiliations }: Parts) -> Practitioner {
        Practitioner {
            id: PractitionerId(self.id),
            name: self.full_name,
            profession: self.profession,
            expertise,
            qualifications: self.qualifications,
            bio: self.bio,
            bios,
            experience_years: self.experience_years,
            languages: self.languages,
            photo: self.photo,
            gender: self.gender.as_deref().and_then(Gender::parse),
            fee: self.fee_cents.map(|cents| (cents, self.currency)),
            accepting: self.accepting_bookings,
            requires_referral: self.requires_referral,
            services,
            affiliations,
        }
    }
}

/// Every practitioner with an active account, by name, with their expertise, services, centres and hours (dated hours and closures
/// only if they are not over on `from`).
pub async fn practitioners(conn: &mut Conn, from: Date) -> StorageResult<Vec<Practitioner>> {
    let (people, _) = people(conn, from).await?;
    Ok(people.into_iter().map(|person| person.practitioner).collect())
}

/// The same with the closures themselves, including those that do not belong to one person.
pub async fn people(conn: &mut Conn, from: Date) -> StorageResult<(Vec<Person>, SharedClosures)> {
    const SQL: &str = select!("");
    const EXPERTISE: &str = "
        select practitioner_id, expertise
        from practitioner_expertise
        order by practitioner_id, expertise";
    const AFFILIATIONS: &str = "
        select f.practitioner_id, f.id, f.centre_id
        from affiliation f
        join centre c on c.id = f.centre_id
        order by f.practitioner_id, c.name";
    let rows: Vec<Row> = on!(&mut *conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    let expertise: Vec<(i64, String)> = on!(&mut *conn, c => sqlx::query_as(EXPERTISE).fetch_all(c).await)?;
    let mut expertise = grouped(expertise);
    let work: Vec<(i64, i64, i64)> = on!(&mut *conn, c => sqlx::query_as(AFFILIATIONS).fetch_all(c).await)?;
    let mut work =
        grouped(work.into_iter().map(|(person, id, centre)| (person, (AffiliationId(id), CentreId(centre)))));
    let mut bios = practitioner_text::all(conn).await?;
    let mut services = healthcare_service::offered(conn).await?;
    let mut weekly = hours::all(conn).await?;
    let mut dated = hours::dated(conn, from).await?;
    // Grouped once: scanning all of them for each affiliation would be quadratic.
    let (mut own, shared) = split(closure::all(conn, from.at(0, 0, 0, 0)).await?);
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        let id = PractitionerId(row.id);
        let closures = own.remove(&id).unwrap_or_default();
        let affiliations = work.remove(&row.id).unwrap_or_default().into_iter().map(|(id, centre)| {
            let windows = (weekly.remove(&id).unwrap_or_default(), dated.remove(&id).unwrap_or_default());
            affiliation((id, centre), windows, &closures, &shared)
        });
        let parts = Parts {
            affiliations: affiliations.collect(),
            expertise: expertise.remove(&row.id).unwrap_or_default(),
            bios: bios.remove(&id).unwrap_or_default(),
            services: services.remove(&id).unwrap_or_default(),
        };
        people.push(Person { practitioner: row.with(parts), closures });
    }
    Ok((people, shared))
}

/// One practitioner, if their account is active, in seven look-ups, whose cost does not depend on the size of the directory.
pub async fn person(
    conn: &mut Conn,
    id: PractitionerId,
    from: Date,
    shared: &SharedClosures,
) -> StorageResult<Option<Person>> {
    const SQL: &str = select!("and p.id = $1");
    const EXPERTISE: &str = "
        select expertise
        from practitioner_expertise
        where practitioner_id = $1
        order by expertise";
    const AFFILIATIONS: &str = "
        select f.id, f.centre_id
        from affiliation f
        join centre c on c.id = f.centre_id
        where f.practitioner_id = $1
        order by c.name";
    let row: Option<Row> = on!(&mut *conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    let Some(row) = row else { return Ok(None) };
    let expertise: Vec<String> = on!(&mut *conn, c => sqlx::query_scalar(EXPERTISE).bind(id.0).fetch_all(c).await)?;
    let work: Vec<(i64, i64)> = on!(&mut *conn, c => sqlx::query_as(AFFILIATIONS).bind(id.0).fetch_all(c).await)?;
    let bios = practitioner_text::of(conn, id).await?;
    let services = healthcare_service::offered_by(conn, id).await?;
    let closures = closure::of_practitioner(conn, id, from.at(0, 0, 0, 0)).await?;
    let mut affiliations = Vec::with_capacity(work.len());
    for (at, centre) in work {
        let at = AffiliationId(at);
        let windows = (hours::of_affiliation(conn, at).await?, hours::dated_of(conn, at, from).await?);
        affiliations.push(affiliation((at, CentreId(centre)), windows, &closures, shared));
    }
    let practitioner = row.with(Parts { expertise, bios, services, affiliations });
    Ok(Some(Person { practitioner, closures }))
}

fn affiliation(
    (id, centre): (AffiliationId, CentreId),
    (weekly, dated): (Vec<WeeklyWindow>, Vec<DatedWindow>),
    own: &[StoredClosure],
    shared: &SharedClosures,
) -> Affiliation {
    let closures = shared.with(own, centre).into_iter().map(|closure| closure.times).collect();
    Affiliation { id, centre, hours: Availability { weekly, dated, closures } }
}

/// Each person's own closures, and the others.
fn split(all: Vec<StoredClosure>) -> (HashMap<PractitionerId, Vec<StoredClosure>>, SharedClosures) {
    let (own, shared): (Vec<_>, Vec<_>) = all.into_iter().partition(|closure| closure.practitioner.is_some());
    let own = own.into_iter().filter_map(|closure| Some((closure.practitioner?, closure)));
    (grouped(own), SharedClosures::new(shared))
}
