//! Use cases: authorise, load, decide, write and audit in one transaction. This is where access is really enforced; HTTP and pages
//! only ask.

pub mod account;
pub mod account_invitation;
mod acting;
pub mod admin;
mod administrators;
pub mod agenda;
pub mod agreed_time;
pub mod app;
pub mod app_consent;
pub mod app_token;
pub mod application;
pub mod appointment;
pub mod assignment;
pub mod attempts;
pub mod audit;
pub mod availability;
pub mod backup;
pub mod board;
pub mod book_several;
pub mod booking;
pub mod bulk;
pub mod bulk_export;
mod by;
pub mod calendar_event;
pub mod calendar_feed;
pub mod call_off;
pub mod cancel;
pub mod centre;
pub mod centre_list;
pub mod centre_photo;
pub mod checkout;
pub mod checkup;
pub mod chosen;
pub mod clinic_logo;
pub mod clinical;
pub mod clock;
pub mod clock_watch;
pub mod closure;
pub mod consultation;
pub mod contact;
pub mod content;
pub mod copy;
pub mod data_export;
pub mod day_move;
pub mod deactivation;
mod deed;
pub mod desk;
pub mod details;
pub mod diagnosis;
mod diaries;
pub mod directory;
pub mod document;
pub mod draft;
pub mod earliest;
pub mod edit;
pub mod email_change;
pub mod emergency;
pub mod entry;
pub mod erasure;
pub mod errand;
pub mod export;
mod failure;
pub mod figures;
mod first_password;
pub mod forecast;
pub mod handover;
pub mod health;
pub mod healthcare_service;
pub mod hold;
pub mod home;
pub mod hours;
pub mod import;
pub mod import_bundle;
pub mod imported;
pub mod invitation;
mod job;
pub mod language;
pub mod last_day;
pub mod limits;
pub mod list_export;
pub mod list_view;
pub mod listing;
pub mod live;
pub mod look_up;
pub mod mail;
pub mod merge;
pub mod message;
mod movable;
pub mod new_times;
pub mod note;
pub mod notice;
pub mod notice_preference;
pub mod observation;
mod occupancy;
pub mod on_behalf;
pub mod outgoing;
pub mod own_calendar;
pub mod part;
pub mod party;
pub mod passkey;
pub mod password;
pub mod patient_list;
pub mod personal_token;
pub mod personnel;
pub mod photo;
pub mod practitioner;
pub mod prescription;
pub mod presentation;
pub mod profile;
pub mod proxy;
pub mod push;
pub mod rating;
mod reason;
pub mod record;
pub mod referral;
pub mod refusals;
pub mod reminder;
pub mod reschedule;
pub mod reset_code;
pub mod retention;
pub mod room;
pub mod search;
pub mod second_factor;
pub mod seed;
pub mod seen;
pub mod series;
pub mod session;
pub mod setting;
pub mod sharing;
pub mod sign_in;
pub mod simulation;
pub mod sought;
pub mod staff;
pub mod status;
pub mod store;
pub mod stranded;
pub mod task;
pub mod term;
pub mod timeline;
pub mod token;
pub mod upkeep;
pub mod user;
pub mod versioned;
pub mod vetting;
pub mod visit;
pub mod visit_link;
pub mod waitlist;
pub mod webhook;
pub mod week;
pub mod why;

pub use by::By;
pub use failure::{Failure, Outcome};
use seen::Seen;

use std::sync::Arc;

use crate::{
    domain::{
        account::Actor,
        ids::{PatientId, PractitionerId},
        policy::{self, Action, Basis, Resource},
        settings::Settings,
    },
    storage::{
        self,
        db::{Conn, Db, Work},
        files::Files,
    },
};

pub use crate::storage::{aside, monotonic, random};

/// Everything that the use cases share; one per process.
#[derive(Debug)]
pub struct Services {
    /// The database.
    pub db: store::Store,
    /// The current time.
    pub clock: clock::Clock,
    /// The bounded pool that hashes passwords.
    pub passwords: password::Hasher,
    /// The copy of the public directory.
    pub directory: Arc<directory::DirectoryCache>,
    /// The copy of all rating averages.
    pub ratings: Arc<rating::totals::TotalsCache>,
    /// The event source for open pages.
    pub live: live::Live,
    /// The document files.
    pub files: Files,
    /// The sender of emails; `None` if none are sent.
    pub mail: Option<mail::Mailer>,
    /// The sender of push messages; `None` if none are sent.
    pub push: Option<push::Pusher>,
    /// The checker of untrusted files.
    pub checker: document::FileChecker,
    /// Backups and the like.
    pub upkeep: upkeep::Upkeep,
    /// How this process is configured, for checks.
    pub setup: checkup::Setup,
    /// The site that passkeys are for; `None` if there are none.
    pub site: Option<passkey::Site>,
    /// The client for other servers.
    pub outgoing: outgoing::Outgoing,
    limits: limits::Limits,
    waiting: waitlist::Known,
    tokens: token::Keys,
    refusals: refusals::Ledger,
}

impl Services {
    /// The use cases over a database and a clock.
    #[must_use]
    pub fn new(db: Db, clock: clock::Clock) -> Self {
        let directory = Arc::new(directory::DirectoryCache::of(&db, &clock));
        let ratings = Arc::new(rating::totals::TotalsCache::of(&db, &clock));
        Self {
            live: live::Live::start(&db),
            tokens: token::Keys::of(db.audit_key()),
            db: store::Store::new(db, directory.clone(), ratings.clone()),
            directory,
            ratings,
            waiting: waitlist::Known::default(),
            limits: limits::Limits::new(clock.clone()),
            clock,
            passwords: password::Hasher::default(),
            files: Files::in_memory(),
            mail: None,
            push: None,
            refusals: refusals::Ledger::default(),
            checker: document::FileChecker::default(),
            upkeep: upkeep::Upkeep::default(),
            setup: checkup::Setup::default(),
            site: passkey::Site::of("http://localhost:3000"),
            outgoing: outgoing::Outgoing::default(),
        }
    }

    /// The same, with document storage that outlives the process.
    #[must_use]
    pub fn with_files(self, files: Files) -> Self {
        Self { files, ..self }
    }

    /// The same, with emails sent.
    #[must_use]
    pub fn with_mail(self, mail: Option<mail::Mailer>) -> Self {
        Self { mail, ..self }
    }

    /// The same, with push messages sent.
    #[must_use]
    pub fn with_push(self, push: Option<push::Pusher>) -> Self {
        Self { push, ..self }
    }

    /// The same, with passkeys for this site, or with none.
    #[must_use]
    pub fn with_site(self, site: Option<passkey::Site>) -> Self {
        Self { site, ..self }
    }

    /// The same, with places for backups.
    #[must_use]
    pub fn with_upkeep(self, upkeep: upkeep::Upkeep) -> Self {
        Self { upkeep, ..self }
    }

    /// The same, knowing how it was set up.
    #[must_use]
    pub fn with_setup(self, setup: checkup::Setup) -> Self {
        Self { setup, ..self }
    }

    /// The same, with another client for other servers.
    #[must_use]
    pub fn with_outgoing(self, outgoing: outgoing::Outgoing) -> Self {
        Self { outgoing, ..self }
    }

    /// The same, with documents checked by a program other than the running one.
    #[must_use]
    pub fn with_checker(self, checker: document::FileChecker) -> Self {
        Self { checker, ..self }
    }
}

impl Services {
    /// Runs a change that relies on the directory; runs it once more with the new one if the directory has changed in the meantime.
    async fn write_by_directory<I, T>(
        &self,
        input: impl Fn(Arc<directory::Directory>) -> I,
        work: Work<I, T, Failure>,
    ) -> Outcome<T>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        const TRIES: usize = 8;
        for _ in 0..TRIES {
            let change = (input(self.directory().await?), work, Seen::current());
            let made = self.db.write(change, |tx, (input, work, seen)| {
                let Some(seen) = seen else { return work(tx, input) };
                Box::pin(async move {
                    seen.stands(tx).await?;
                    work(tx, input).await
                })
            });
            match made.await {
                Err(Failure::Stale) => self.directory_changed().await,
                outcome => return outcome,
            }
        }
        Err(Failure::Stale)
    }
}

/// Asks the policy, and turns a denial into an error.
fn authorise(actor: &Actor, action: Action, resource: Resource) -> Outcome<Basis> {
    policy::decide(actor, action, resource).map_err(Failure::from)
}

/// The actor in their role as a patient, if they may do this.
fn as_patient(actor: &Actor, action: Action) -> Outcome<(PatientId, Basis)> {
    let id = PatientId(actor.id().ok_or(policy::Denial::NotSignedIn)?.0);
    Ok((id, authorise(actor, action, Resource::Patient(id))?))
}

/// The actor in their role as a practitioner, if they may do this.
fn as_practitioner(actor: &Actor, action: Action) -> Outcome<(PractitionerId, Basis)> {
    let id = PractitionerId(actor.id().ok_or(policy::Denial::NotSignedIn)?.0);
    Ok((id, authorise(actor, action, Resource::Practitioner(id))?))
}

/// The settings as stored now.
async fn settings(conn: &mut Conn) -> Outcome<Settings> {
    Ok(storage::setting::current(conn).await?)
}
