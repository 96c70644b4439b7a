//! The setup for referral tests: a patient whom a general practitioner sees and refers.

use consulta::{
    domain::{
        account::Actor,
        ids::{AppointmentId, EntryId, PractitionerId},
        referral::{Addressee, LetterForm},
    },
    service::{
        Outcome, booking,
        referral::{self, Sending},
    },
    storage::invariant,
};
use jiff::Timestamp;

use crate::support::{Clinic, at, monday_morning, practitioner_actor};

/// A letter valid until the end of a date.
pub fn letter(visits: &str, valid_until: &str) -> LetterForm {
    LetterForm {
        priority: "soon".into(),
        valid_until: valid_until.into(),
        visits: visits.into(),
        letter: "Please see this patient about a mole.".into(),
    }
}

/// A patient's appointment with a general practitioner, and the referral sent from it.
pub struct Referring {
    pub gp: Actor,
    pub patient: Actor,
    pub seen: AppointmentId,
}

impl Referring {
    pub async fn new(clinic: &Clinic) -> Self {
        let gp = clinic.practitioner("Gene Practice").await;
        let patient = clinic.patient("Pat Ient").await;
        let request = clinic.request(gp, at("16:30"));
        let seen = booking::book(&clinic.services, &patient, request).await.expect("seen by the GP");
        Self { gp: practitioner_actor(gp), patient, seen }
    }

    pub async fn send(&self, clinic: &Clinic, to: Addressee, form: LetterForm) -> Outcome<EntryId> {
        let intent = clinic.request(PractitionerId(0), at("09:00")).idempotency_key;
        referral::send(&clinic.services, &self.gp, Sending { appointment: self.seen, to, form, intent }).await
    }

    pub async fn to(&self, clinic: &Clinic, to: PractitionerId, visits: &str) -> EntryId {
        self.send(clinic, Addressee::Practitioner(to), letter(visits, "2027-01-31")).await.expect("sent")
    }

    pub async fn book(&self, clinic: &Clinic, with: PractitionerId, when: Timestamp) -> Outcome<AppointmentId> {
        booking::book(&clinic.services, &self.patient, clinic.request(with, when)).await
    }

    /// How many visits of a referral were used.
    pub async fn used(&self, clinic: &Clinic, id: EntryId) -> i64 {
        let own = referral::own(&clinic.services, &self.patient).await.expect("own referrals");
        own.iter().find(|one| one.id == id).expect("their own").visits_used
    }
}

pub async fn assert_invariants(clinic: &Clinic) {
    let mut conn = clinic.test.db.read().await.expect("a connection");
    let broken = invariant::broken(&mut conn, monday_morning().as_second()).await.expect("an answer");
    assert_eq!(broken, []);
}
