//! Whom patients allow or refuse access to their record, and who has read it.

use jiff::Timestamp;

use super::{
    By, Outcome, Services,
    acting::ONE_LOOK,
    appointment::{Seen, seen_for_patient},
    as_patient, authorise,
    directory::Directory,
    message, proxy, record,
    refusals::{self, Tried},
};
use crate::{
    domain::{
        access::{self, Access, Facts, RelationshipKind, RelationshipSource},
        account::{Actor, Role},
        audit::{Deed, Subject, Thing},
        form::{Field, FieldError, Problem},
        ids::{PatientId, PractitionerId, ProxyId, RelationshipId},
        imported::{IMPORTED, LineKey},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        self, account,
        app_grant::{self, Grant},
        db::{Conn, Tx},
        invitation,
        notice::{self, About},
        sharing::{self, NewRelationship},
    },
};

pub use crate::storage::{
    invitation::Invitation,
    sharing::{Proxy, Relationship},
};

/// A patient's choices.
#[derive(Debug)]
pub struct Sharing {
    /// The practitioners who look after them.
    pub relationships: Vec<Relationship>,
    /// The people they trust.
    pub given: Vec<Proxy>,
    /// The people invited who have not answered yet.
    pub invited: Vec<Invitation>,
    /// The practitioners to whom the record is closed.
    pub blocked: Vec<(PractitionerId, String)>,
    /// The apps that they allow to read it.
    pub apps: Vec<Grant>,
    /// Every practitioner concerned, with the basis on which they can currently read it, if any.
    pub readers: Vec<(PractitionerId, String, Option<Access>)>,
}

/// The actor's own choices, and what follows from them.
///
/// # Errors
/// Not allowed.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Sharing> {
    let (me, _) = as_patient(actor, Action::ShareRecord)?;
    let now = services.clock.now();
    let mut conn = services.db.read().await?;
    let readers = readers(&mut conn, me, now).await?;
    let all = sharing::proxies_of(&mut conn, me.account(), now.as_second()).await?;
    Ok(Sharing {
        relationships: sharing::relationships(&mut conn, Some(me), now.as_second()).await?,
        given: all.into_iter().filter(|proxy| proxy.patient == me).collect(),
        invited: invitation::of_patient(&mut conn, me, now.as_second()).await?,
        blocked: sharing::blocks(&mut conn, me).await?,
        apps: app_grant::of_patient(&mut conn, me, now.as_second()).await?,
        readers,
    })
}

/// The records that others entrusted to the actor.
///
/// # Errors
/// Not signed in.
pub async fn entrusted(services: &Services, actor: &Actor) -> Outcome<Vec<Proxy>> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let now = services.clock.now().as_second();
    let all = sharing::proxies_of(&mut services.db.read().await?, me, now).await?;
    // The patient's note on the relation is the patient's own.
    let told = |proxy: Proxy| Proxy { relation: String::new(), ..proxy };
    Ok(all.into_iter().filter(|proxy| proxy.account == me).map(told).collect())
}

/// The records that others entrusted to the actor, and the upcoming appointments of those for whom they book, which is audited.
///
/// # Errors
/// Not signed in.
pub async fn entrusted_with_visits(services: &Services, actor: &Actor) -> Outcome<Vec<(Proxy, Vec<Seen>)>> {
    let mut all = Vec::new();
    for one in entrusted(services, actor).await? {
        let upcoming = match one.books {
            true => proxy::upcoming(services, actor, one.patient).await?,
            false => Vec::new(),
        };
        if !upcoming.is_empty() {
            let what = Subject::any(Thing::Appointment).of(one.patient).part("entrusted");
            let by = By::now(services, actor).on(Basis::Proxy);
            by.keeps_seeing(services, Deed::AppointmentList, what, ONE_LOOK).await?;
        }
        all.push((one, seen_for_patient(services, actor, upcoming).await?));
    }
    Ok(all)
}

/// Why someone can read a record.
#[derive(Debug)]
pub struct Why {
    /// The patient's name.
    pub patient_name: String,
    /// The practitioner's name.
    pub practitioner_name: String,
    /// Every basis, strongest first.
    pub grounds: Vec<Access>,
    /// The facts that they follow from.
    pub facts: Facts,
}

/// Why a practitioner can read a patient's record: every basis that they have, strongest first, and what each follows from. For the
/// patient, and for administrators.
///
/// # Errors
/// Not found for others, and if there is no such practitioner.
pub async fn why(services: &Services, actor: &Actor, patient: PatientId, practitioner: PractitionerId) -> Outcome<Why> {
    let basis = authorise(actor, Action::ShareRecord, Resource::Patient(patient))
        .or_else(|_| authorise(actor, Action::ReviewAccess, Resource::Clinic))
        .map_err(|_| AppError::NotFound.into());
    let basis = refusals::told_of(services, actor, Tried::For(patient), Deed::AccessRead, basis).await?;
    let mut conn = services.db.read().await?;
    let whose = account::find(&mut conn, patient.account()).await?.ok_or(AppError::NotFound)?;
    let reader = account::find(&mut conn, practitioner.account()).await?.ok_or(AppError::NotFound)?;
    let practitioner_name = reader.full_name;
    let reader = Actor::Account { id: practitioner.account(), roles: reader.roles };
    let facts = record::facts(&mut conn, &reader, patient).await?;
    let grounds = access::grounds(&facts, services.clock.now());
    drop(conn);
    if basis != Basis::Own {
        By::now(services, actor).on(basis).saw(services, Deed::AccessRead, Subject::record(patient)).await?;
    }
    Ok(Why { patient_name: whose.full_name, practitioner_name, grounds, facts })
}

/// Every practitioner concerned with a patient's record, with the basis on which they can currently read it, if any.
pub(super) async fn readers(
    conn: &mut Conn,
    patient: PatientId,
    now: Timestamp,
) -> Outcome<Vec<(PractitionerId, String, Option<Access>)>> {
    let settings = super::settings(conn).await?;
    let mut readers = Vec::new();
    for (practitioner, name) in sharing::concerned(conn, patient).await? {
        let reader = Actor::Account { id: practitioner.account(), roles: vec![Role::Practitioner] };
        let facts = record::facts_under(conn, &settings, &reader, patient).await?;
        readers.push((practitioner, name, access::decide(&facts, now)));
    }
    Ok(readers)
}

/// A change to the access to a record, by the patient or an administrator.
#[derive(Clone, Debug)]
pub enum Change {
    /// Names a practitioner who looks after the patient.
    BeginRelationship(PractitionerId),
    /// Ends that relationship.
    EndRelationship(RelationshipId),
    /// Closes the record to a practitioner.
    Block(PractitionerId),
    /// Opens it to them again, if they have a basis.
    Unblock(PractitionerId),
    /// Hides an entry, or shows it again.
    Hide(LineKey, bool),
}

/// Checks that the actor may name this practitioner as their own doctor, before they are told what that means.
///
/// # Errors
/// Not allowed; [`Problem::NotAChoice`] for anyone who is not in the directory, and for the actor.
pub async fn may_begin(services: &Services, actor: &Actor, practitioner: PractitionerId) -> Outcome<()> {
    let (me, _) = as_patient(actor, Action::ShareRecord)?;
    let directory = services.directory().await?;
    is_choice(&directory, me, Field::Practitioner, practitioner)
}

fn is_choice(directory: &Directory, me: PatientId, field: Field, practitioner: PractitionerId) -> Outcome<()> {
    if directory.practitioner(practitioner).is_none() || practitioner.account() == me.account() {
        return Err(FieldError::new(field, Problem::NotAChoice).into());
    }
    Ok(())
}

/// Changes who can read the actor's own record.
///
/// # Errors
/// Not allowed; not found for anything that is not theirs or does not exist.
pub async fn change(services: &Services, actor: &Actor, change: Change) -> Outcome<()> {
    let (me, by) = services.as_patient(actor, Action::ShareRecord)?;
    let directory = services.directory().await?;
    match change {
        Change::BeginRelationship(practitioner) => is_choice(&directory, me, Field::Practitioner, practitioner)?,
        Change::Block(practitioner) => is_choice(&directory, me, Field::CloseTo, practitioner)?,
        Change::EndRelationship(_) | Change::Unblock(_) | Change::Hide(..) => {}
    }
    let hides = match change {
        Change::Hide(LineKey::Written(entry), _) => Some(Tried::Entry(entry)),
        Change::Hide(LineKey::Imported(line), _) => Some(Tried::Imported(line)),
        _ => None,
    };
    let changed = services
        .change(by, (me, change), |tx, by, (me, change)| {
            Box::pin(async move {
                let (deed, subject) = apply(tx, *me, change, by.second()).await?;
                by.did(tx, deed, subject.of(*me));
                Ok(())
            })
        })
        .await;
    match hides {
        Some(tried) => refusals::told_of(services, actor, tried, Deed::EntryHide, changed).await,
        None => changed,
    }
}

async fn apply(tx: &mut Tx, me: PatientId, change: &Change, at: i64) -> Outcome<(Deed, Subject<'static>)> {
    let found = |found: bool| if found { Ok(()) } else { Err(AppError::NotFound) };
    Ok(match *change {
        Change::BeginRelationship(practitioner) => {
            let new = NewRelationship {
                patient: me,
                practitioner,
                kind: RelationshipKind::PrimaryCare,
                source: RelationshipSource::Patient,
                created_by: me.account(),
                since: at,
                until: None,
            };
            let id = sharing::begin_relationship(tx, &new).await?;
            message::ground_changed(tx, me, practitioner, at).await?;
            (Deed::RelationshipBegin, id.into())
        }
        Change::EndRelationship(id) => {
            let (_, practitioner) = sharing::end_relationship(tx, id, Some(me), at).await?.ok_or(AppError::NotFound)?;
            message::ground_changed(tx, me, practitioner, at).await?;
            (Deed::RelationshipEnd, id.into())
        }
        Change::Block(practitioner) => {
            sharing::block(tx, me, practitioner, at).await?;
            message::ground_changed(tx, me, practitioner, at).await?;
            (Deed::RecordBlock, practitioner.into())
        }
        Change::Unblock(practitioner) => {
            found(sharing::unblock(tx, me, practitioner).await?)?;
            message::ground_changed(tx, me, practitioner, at).await?;
            (Deed::RecordUnblock, practitioner.into())
        }
        Change::Hide(key, hidden) => {
            found(storage::entry::set_hidden(tx, key, me, hidden).await?)?;
            let subject = match key {
                LineKey::Written(entry) => entry.into(),
                LineKey::Imported(_) => Subject::record(me).part(IMPORTED),
            };
            (if hidden { Deed::EntryHide } else { Deed::EntryShow }, subject)
        }
    })
}

/// Ends a proxy that the actor gave or was given. The other person is told.
///
/// # Errors
/// Not found if it is neither, or has ended.
pub async fn end_trust(services: &Services, actor: &Actor, id: ProxyId) -> Outcome<()> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let by = services.authorise(actor, Action::UseOwnAccount, Resource::Account(me))?;
    services
        .change(by, (me, id), |tx, by, (me, id)| {
            Box::pin(async move {
                let at = by.second();
                let ended = sharing::end_proxy(tx, *id, *me, at).await?;
                let (patient, trusted) = ended.ok_or(AppError::NotFound)?;
                if trusted == *me {
                    notice::insert_about(tx, patient.account(), NoticeKind::SharingEnded, About::Person(*me), at)
                        .await?;
                } else {
                    notice::insert_about(tx, trusted, NoticeKind::SharingEnded, About::Patient(patient), at).await?;
                }
                by.did(tx, Deed::ProxyEnd, Subject::from(*id).of(patient));
                Ok(())
            })
        })
        .await
}
