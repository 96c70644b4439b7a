//! Every deed on an appointment against every other, concurrently: every answer is true afterwards, nothing is overbooked, and
//! freed slots are recorded for the waiting list.
//!
//! On PostgreSQL the two are made to collide: a third connection locks the appointment's row until both wait.

mod deed;

use std::{sync::Arc, time::Duration};

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::{CancelRefusal, Status, Step, StepRefusal, advance},
        ids::{AppointmentId, OfferId, PractitionerId, ServiceId},
        series::Recurrence,
        service_form::ServiceForm,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services, booking, cancel,
        clock::Clock,
        consultation, reschedule,
        series::{self, SeriesRequest},
        visit,
        waitlist::{self, WishFor, accept, offer_freed},
    },
    storage::{
        appointment::{Appointment, find},
        db::{Conn, Db},
        invariant,
    },
};
use futures::{FutureExt, future::BoxFuture};
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinHandle;

use self::deed::{DEEDS, Deed, Deed::*};
use super::{
    services::{administrator, form, offered},
    waitlist::{any_time, with},
};
use crate::support::{Clinic, actor, at, monday_morning, on_both, practitioner_actor};

/// The use cases, at the moments at which each deed can be done.
#[derive(Clone)]
struct Moments {
    before: Arc<Services>,
    unanswered: Arc<Services>,
    at_the_door: Arc<Services>,
    begun: Arc<Services>,
}

impl Moments {
    fn of(clinic: &Clinic) -> Self {
        let services = |now| Arc::new(Services::new(clinic.test.db.clone(), Clock::fixed(now)));
        Self {
            before: clinic.services.clone(),
            unanswered: services(monday_morning() + SignedDuration::from_mins(90)),
            at_the_door: services(at("12:55")),
            begun: services(at("13:01")),
        }
    }
}

/// An appointment on which two deeds collide.
#[derive(Clone)]
struct Stage {
    db: Db,
    moments: Moments,
    clinic_centre: consulta::domain::ids::CentreId,
    administrator: Actor,
    doctor: PractitionerId,
    patient: Actor,
    id: AppointmentId,
    offer: Option<OfferId>,
    /// Its time, and the time it is moved to.
    times: [Timestamp; 2],
}

impl Stage {
    fn services(&self, deed: Deed) -> Arc<Services> {
        let moment = match deed {
            Complete | MarkNoshow | Reinstate => &self.moments.begun,
            CheckIn | Open => &self.moments.at_the_door,
            Lapse => &self.moments.unanswered,
            _ => &self.moments.before,
        };
        moment.clone()
    }

    fn run(&self, deed: Deed) -> BoxFuture<'static, Outcome<()>> {
        let (stage, services) = (self.clone(), self.services(deed));
        async move {
            let (id, me) = (stage.id, practitioner_actor(stage.doctor));
            match deed {
                Cancel => cancel::cancel(&services, &stage.patient, id, "").await,
                CancelByPractitioner => cancel::cancel(&services, &me, id, "ill").await,
                CancelByStaff => cancel::cancel(&services, &stage.administrator, id, "a burst pipe").await,
                CancelRest => series::cancel_rest(&services, &stage.patient, id, "").await.map(drop),
                Move => {
                    reschedule::reschedule(&services, &stage.patient, id, stage.clinic_centre, stage.times[1]).await
                }
                MoveByPractitioner => {
                    reschedule::reschedule(&services, &me, id, stage.clinic_centre, stage.times[1]).await
                }
                Accept => accept(&services, &stage.patient, stage.offer.expect("an offer")).await.map(drop),
                Lapse => visit::lapse_requests(&services).await.map(drop),
                Open => consultation::open(&services, &me, id).await,
                EnterInError => visit::enter_in_error(&services, &stage.administrator, id, "booked twice").await,
                step => visit::take_step(&services, &me, id, step.step().expect("a step"), "full").await,
            }
        }
        .boxed()
    }

    async fn read(&self) -> Appointment {
        find(&mut self.db.read().await.expect("a connection"), self.id).await.expect("read").expect("there")
    }
}

/// Sets the stage: its own practitioner and patient, and someone who waits for any of the practitioner's times.
async fn stage(
    clinic: &Clinic,
    moments: &Moments,
    class: Option<(&Actor, &ServiceForm)>,
    pair: [Deed; 2],
    nth: usize,
) -> Stage {
    let asked = pair.iter().any(|deed| deed.is_of_requests());
    clinic.set("booking.confirmation", if asked { "approval" } else { "auto" }).await;
    let administrator =
        actor(clinic.account(&format!("Ad Min {nth}"), Role::Administrator).await, &[Role::Administrator]);
    let doctor = clinic.practitioner(&format!("Doctor {nth}")).await;
    let names = ["Pat", "Other", "Third", "Waiting"].map(|name| format!("{name} {nth}"));
    let people = clinic.patients(&names).await;
    let service = match class {
        Some((admin, form)) => {
            let form = ServiceForm { name: format!("Class {nth}"), ..form.clone() };
            Some(offered(clinic, admin, &form, &[doctor]).await)
        }
        None => None,
    };
    let times = [at("13:00"), at("15:00")];
    let id = make(clinic, &people[0], doctor, service, times[0], pair.contains(&CancelRest)).await;
    if class.is_some() {
        make(clinic, &people[1], doctor, service, times[0], false).await;
    }
    let mut offer = None;
    if pair.contains(&Accept) {
        let other = make(clinic, &people[2], doctor, service, at("10:00"), false).await;
        let wish = WishFor { instead_of: Some(id), service, ..with(doctor) };
        waitlist::join(&clinic.services, &people[0], wish, &any_time()).await.expect("on the list");
        cancel::cancel(&clinic.services, &people[2], other, "").await.expect("cancelled");
        offer_freed(&clinic.services).await.expect("looked through");
        offer = waitlist::own(&clinic.services, &people[0]).await.expect("own").offers.pop().map(|offer| offer.id);
    }
    if pair.contains(&Reinstate) && !asked {
        let me = practitioner_actor(doctor);
        visit::take_step(&moments.begun, &me, id, Step::MarkNoshow, "").await.expect("missed");
    }
    let wish = WishFor { service, ..with(doctor) };
    waitlist::join(&clinic.services, &people[3], wish, &any_time()).await.expect("on the list");
    let (db, patient) = (clinic.test.db.clone(), people[0].clone());
    Stage {
        db,
        moments: moments.clone(),
        clinic_centre: clinic.centre,
        administrator,
        doctor,
        patient,
        id,
        offer,
        times,
    }
}

async fn make(
    clinic: &Clinic,
    patient: &Actor,
    doctor: PractitionerId,
    service: Option<ServiceId>,
    starts_at: Timestamp,
    in_series: bool,
) -> AppointmentId {
    let mut request = clinic.request(doctor, starts_at);
    request.target.service = service;
    if in_series {
        let twice = Recurrence::new(1, 2).expect("a recurrence");
        let made = series::book_series(&clinic.services, patient, SeriesRequest::whole(request, twice)).await;
        return made.expect("a series")[0];
    }
    booking::book(&clinic.services, patient, request).await.expect("booked")
}

/// Makes two deeds collide at the appointment's row.
async fn at_once(stage: &Stage, pair: [Deed; 2]) -> [Outcome<()>; 2] {
    let gate = match &stage.db {
        Db::Postgres(pool, _) => {
            let mut gate = pool.begin().await.expect("a transaction");
            let keep = sqlx::query("select 1 from appointment where id = $1 for update").bind(stage.id.0);
            keep.execute(&mut *gate).await.expect("kept");
            Some(gate)
        }
        Db::Sqlite { .. } => None,
    };
    let mut running = Vec::new();
    for deed in pair {
        running.push(tokio::spawn(stage.run(deed)));
        if gate.is_some() {
            all_wait(&stage.db, &running).await;
        }
    }
    if let Some(gate) = gate {
        gate.commit().await.expect("let go");
    }
    let [second, first] = [running.pop().expect("two"), running.pop().expect("two")];
    [first.await.expect("joined"), second.await.expect("joined")]
}

/// Returns when every task that has not ended waits for a lock.
pub(super) async fn all_wait<T>(db: &Db, running: &[JoinHandle<T>]) {
    const SQL: &str = "
        select count(*) from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()";
    loop {
        let Conn::Postgres(conn) = &mut db.read().await.expect("a connection") else { return };
        let waiting: i64 = sqlx::query_scalar(SQL).fetch_one(&mut **conn).await.expect("counted");
        let going_on = running.iter().filter(|deed| !deed.is_finished()).count();
        if usize::try_from(waiting).is_ok_and(|waiting| waiting >= going_on) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Whether the answer to one of the two is true, given the appointment after both.
fn is_true(after: &Appointment, stage: &Stage, (deed, answer): (Deed, &Outcome<()>), other: (Deed, bool)) -> bool {
    let (other, other_done) = other;
    let overtaken = |by: fn(Deed) -> bool| other_done && by(other);
    let reinstated = overtaken(|other| other == Reinstate);
    let status = after.status;
    match answer {
        Ok(()) if deed == Lapse => true,
        // Nothing undoes it.
        Ok(()) if deed == EnterInError || overtaken(|other| other == EnterInError) => status == Status::EnteredInError,
        Ok(()) if deed.calls_off() => status == Status::Cancelled,
        Ok(()) if deed.moves() => after.slot.starts_at != stage.times[0],
        Ok(()) => match deed {
            Approve => status != Status::Pending || overtaken(Deed::moves),
            CheckIn | Open => matches!(status, Status::CheckedIn) || (other_done && other != deed),
            Complete => status == Status::Fulfilled,
            MarkNoshow => status == Status::Noshow || reinstated,
            Reinstate => status != Status::Noshow || overtaken(|other| other == MarkNoshow),
            _ => false,
        },
        Err(Failure::Refused(
            AppError::Cancel(CancelRefusal::AlreadyCancelled) | AppError::Move(CancelRefusal::AlreadyCancelled),
        )) => matches!(status, Status::Cancelled | Status::EnteredInError),
        Err(Failure::Refused(AppError::Cancel(CancelRefusal::Started) | AppError::Move(CancelRefusal::Started))) => {
            matches!(status, Status::CheckedIn | Status::Fulfilled | Status::Noshow) || reinstated
        }
        Err(Failure::Refused(AppError::Step(StepRefusal::NotFromHere))) if deed == EnterInError => {
            status == Status::EnteredInError
        }
        Err(Failure::Refused(AppError::Step(refusal))) => {
            let now = stage.services(deed).clock.now();
            let next = deed.step().map(|step| advance(step, status, after.slot.starts_at, now));
            // A consultation can only be opened for an agreed visit.
            next.map_or(status == Status::Pending || status == Status::Noshow, |next| next == Err(*refusal))
                || (*refusal == StepRefusal::NotFromHere && overtaken(Deed::moves))
                // It came before the request was answered: no one had agreed to the visit.
                || (*refusal == StepRefusal::NotFromHere && overtaken(Deed::is_of_requests))
                // It came while the visit still counted as missed.
                || (*refusal == StepRefusal::NotFromHere && reinstated)
        }
        Err(Failure::Refused(AppError::NotFound)) => deed == Open && !status.holds_its_time(),
        Err(_) => false,
    }
}

/// Whether the practitioner's vacated slot is recorded for the waiting list.
async fn is_noted(stage: &Stage, starts_at: Timestamp) -> bool {
    const SQL: &str = "select count(*) from freed_slot where practitioner_id = $1 and starts_at = $2";
    let (who, when) = (stage.doctor.0, starts_at.as_second());
    let noted: i64 = match &mut stage.db.read().await.expect("a connection") {
        Conn::Sqlite(c) => sqlx::query_scalar(SQL).bind(who).bind(when).fetch_one(&mut **c).await.expect("counted"),
        Conn::Postgres(c) => sqlx::query_scalar(SQL).bind(who).bind(when).fetch_one(&mut **c).await.expect("counted"),
    };
    noted > 0
}

async fn race_all(clinic: &Clinic, class: Option<(&Actor, &ServiceForm)>) {
    clinic.set("booking.pending_hours", "1").await;
    let moments = Moments::of(clinic);
    let mut nth = 0;
    for first in DEEDS {
        for second in DEEDS {
            // A request that has expired or was not approved has no visit; one offer is accepted once.
            if first == second && first == Accept {
                continue;
            }
            nth += 1;
            let pair = [first, second];
            let stage = stage(clinic, &moments, class, pair, nth).await;
            let answers = at_once(&stage, pair).await;
            let after = stage.read().await;
            let said =
                format!("{pair:?} answered {answers:?}, and it is {:?} at {}", after.status, after.slot.starts_at);
            for n in [0, 1] {
                let other = (pair[1 - n], answers[1 - n].is_ok());
                assert!(is_true(&after, &stage, (pair[n], &answers[n]), other), "{said}: the answer to {:?}", pair[n]);
            }
            assert!(answers.iter().any(Result::is_ok), "{said}: nothing was done");
            if after.slot.starts_at != stage.times[0] || !after.status.holds_its_time() {
                assert!(is_noted(&stage, stage.times[0]).await, "{said}: nobody hears of the time it had");
            }
            if !after.status.holds_its_time() {
                assert!(is_noted(&stage, after.slot.starts_at).await, "{said}: nobody hears of the time it left");
            }
            let conn = &mut stage.db.read().await.expect("a connection");
            let broken = invariant::broken(conn, monday_morning().as_second()).await.expect("asked");
            assert_eq!(broken, [], "{said}");
        }
    }
}

on_both! {
    async fn whatever_two_people_do_to_an_appointment_at_once_both_are_told_the_truth(test) {
        let clinic = Clinic::new(test).await;

        race_all(&clinic, None).await;
    }
}

on_both! {
    async fn whatever_two_people_do_to_a_seat_of_a_group_at_once_the_seats_are_right(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let class = ServiceForm { duration: "60".into(), capacity: "3".into(), ..form("Group class") };

        race_all(&clinic, Some((&admin, &class))).await;
    }
}
