//! The sources of a file's rows, read in parts.

use std::sync::Arc;

use super::{
    paper,
    rows::{
        APPLICATION, APPOINTMENT, CENTRE, Cell, LETTER, MESSAGE, PATIENT, PRACTITIONER, REFERRAL, REVIEW, USER, WAITER,
        application, appointment, centre, letter, message, patient, practitioner, referral, review, user, waiter,
    },
    trail,
};
use crate::{
    domain::{
        account::Actor,
        list::{APPLICATIONS, AUDIT, CENTRES, Chosen, LETTERS, PRACTITIONERS, REFERRALS, USERS, WAITLIST},
        ordering::{AccountColumn, AppointmentColumn, Edge, Order},
        time::Zone,
    },
    server_fns::convert,
    service::{
        Outcome, Services,
        account::{Account, AccountFilter, place_of},
        appointment::{AppointmentFilter, Place},
        audit::{self, AuditFilter},
        centre_list::{self, CentreFilter},
        contact::{self, InboxFilter},
        directory::Directory,
        list_export::{self, MOST, PAGE},
        mail::LetterFilter,
        personnel::{self, PersonnelFilter},
        rating::{self, ReviewFilter},
        referral::{self as referrals, ReferralFilter},
        vetting::{self, ApplicationFilter},
        waitlist::{self, WaiterFilter},
    },
    words::tr,
};

/// The medium of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Medium {
    /// A spreadsheet, or a program: in English, with everything that is stored.
    Sheet,
    /// Paper: what the list's page shows, in words.
    Paper,
}

/// The source of a file's rows, and how far it has been read.
pub enum Source {
    /// The clinic's.
    Appointments(AppointmentFilter),
    /// The chosen ones.
    ChosenAppointments((Chosen, Order<AppointmentColumn>)),
    /// The clinic's.
    Referrals(ReferralFilter),
    /// With the directory, for the names of their subjects.
    Reviews(ReviewFilter, Arc<Directory>),
    /// Messages to the clinic, in its time zone.
    Inbox(InboxFilter, Zone),
    /// With the directory, for the names of what they wait for.
    Waitlist(WaiterFilter, Arc<Directory>),
    /// In the clinic's time zone.
    Applications(ApplicationFilter, Zone),
    /// In the clinic's time zone.
    Letters(LetterFilter, Zone),
    /// The clinic's.
    Practitioners(PersonnelFilter),
    /// The clinic's.
    Centres(CentreFilter),
    /// The clinic's.
    Users(AccountFilter),
    /// The chosen ones.
    ChosenUsers((Chosen, Order<AccountColumn>)),
    /// By the typed text, skipping this many.
    Patients(String, i64),
    /// In the clinic's time zone.
    Audit(AuditFilter, Zone),
}

impl Source {
    /// The next rows; fewer than a page's worth are the last.
    pub(super) async fn next(&mut self, services: &Services, actor: &Actor, on: Medium) -> Outcome<Vec<Vec<Cell>>> {
        let is_printed = on == Medium::Paper;
        Ok(match self {
            Self::Appointments(filter) => {
                let found = list_export::appointments(services, actor, filter).await?;
                filter.place = found.last().map(|last| Place::of(last, filter.by));
                found.iter().map(if is_printed { paper::appointment } else { appointment }).collect()
            }
            Self::ChosenAppointments(chosen) => {
                let found = list_export::chosen_appointments(services, actor, chosen).await?;
                found.iter().map(if is_printed { paper::appointment } else { appointment }).collect()
            }
            Self::Referrals(filter) => {
                let found = list_export::referrals(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(|last| referrals::place_of(last, filter.order.by));
                match on {
                    Medium::Sheet => found.iter().map(referral).collect(),
                    Medium::Paper => {
                        let rows = convert::referral::rows(found, actor, services.clock.now())?;
                        rows.into_iter().map(paper::referral).collect()
                    }
                }
            }
            Self::Reviews(filter, directory) => {
                let found = list_export::reviews(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(rating::place_of);
                let row = if is_printed { paper::review } else { review };
                found.iter().map(|one| row(one, directory)).collect()
            }
            Self::Inbox(filter, zone) => {
                let found = list_export::messages(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(contact::place_of);
                let row = if is_printed { paper::message } else { message };
                found.iter().map(|one| row(one, zone)).collect()
            }
            Self::Waitlist(filter, directory) => {
                let found = list_export::waiting(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(waitlist::place_of);
                match on {
                    Medium::Sheet => found.iter().map(|one| waiter(one, directory)).collect(),
                    Medium::Paper => {
                        let (rows, zone) = (
                            convert::waitlist::waiters(directory, found, services.clock.now()),
                            directory.clinic_zone(),
                        );
                        rows.into_iter().map(|one| paper::waiter(one, &zone)).collect()
                    }
                }
            }
            Self::Applications(filter, zone) => {
                let found = list_export::applications(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(|last| vetting::place_of(last, filter.order.by));
                let row = if is_printed { paper::application } else { application };
                found.iter().map(|one| row(one, zone)).collect()
            }
            Self::Letters(filter, zone) => {
                let found = list_export::letters(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(|last| last.created_at.as_second());
                let row = if is_printed { paper::letter } else { letter };
                found.iter().map(|one| row(one, zone)).collect()
            }
            Self::Practitioners(filter) => {
                let found = list_export::practitioners(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.id));
                filter.place = found.last().map(|last| personnel::place_of(last, filter.order.by));
                found.iter().map(if is_printed { paper::practitioner } else { practitioner }).collect()
            }
            Self::Centres(filter) => {
                let found = list_export::centres(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.centre.id));
                filter.place = found.last().map(|last| centre_list::place_of(last, filter.order.by));
                found.iter().map(if is_printed { paper::centre } else { centre }).collect()
            }
            Self::Users(filter) => {
                let found = list_export::users(services, actor, filter).await?;
                filter.place = found.last().map(|last| place_of(last, filter.order.by));
                users(services, found, is_printed).await?
            }
            Self::ChosenUsers(chosen) => {
                let found = list_export::chosen_users(services, actor, chosen).await?;
                users(services, found, is_printed).await?
            }
            Self::Patients(named, offset) => {
                let found = list_export::patients(services, actor, named, *offset).await?;
                *offset += PAGE;
                found.into_iter().map(patient).collect()
            }
            Self::Audit(filter, zone) => {
                let found = audit::export(services, actor, filter).await?;
                filter.edge = found.last().map_or(filter.edge, |last| Edge::After(last.stored.seq));
                match on {
                    Medium::Sheet => found.iter().map(trail::cells).collect(),
                    Medium::Paper => {
                        found.into_iter().map(|one| paper::audited(convert::audit::row(one, zone))).collect()
                    }
                }
            }
        })
    }

    /// The columns of a spreadsheet.
    pub(super) fn head(&self) -> &'static [&'static str] {
        match self {
            Self::Appointments(_) | Self::ChosenAppointments(_) => &APPOINTMENT,
            Self::Referrals(_) => &REFERRAL,
            Self::Reviews(..) => &REVIEW,
            Self::Inbox(..) => &MESSAGE,
            Self::Waitlist(..) => &WAITER,
            Self::Applications(..) => &APPLICATION,
            Self::Letters(..) => &LETTER,
            Self::Practitioners(_) => &PRACTITIONER,
            Self::Centres(_) => &CENTRE,
            Self::Users(_) | Self::ChosenUsers(_) => &USER,
            Self::Patients(..) => &PATIENT,
            Self::Audit(..) => &trail::HEAD,
        }
    }

    /// The most rows of a CSV file.
    pub(super) fn most(&self) -> usize {
        match self {
            Self::Audit(..) => usize::try_from(audit::EXPORT).unwrap_or(MOST),
            _ => MOST,
        }
    }

    /// The title above it, and its column headings on paper.
    pub(super) fn printed(&self) -> (&'static str, Vec<&'static str>) {
        match self {
            Self::Appointments(_) | Self::ChosenAppointments(_) => (
                tr!(PaperAppointments),
                vec![tr!(When), tr!(Patient), tr!(PaperPractitioner), tr!(Centre), tr!(Status)],
            ),
            Self::Referrals(_) => (tr!(NavReferralDesk), paper::columns(&REFERRALS)),
            Self::Reviews(..) => (tr!(Reviews), paper::review_columns()),
            Self::Inbox(..) => (tr!(ClinicContact), paper::message_columns()),
            Self::Waitlist(..) => (tr!(ClinicWaitingList), paper::columns(&WAITLIST)),
            Self::Applications(..) => (tr!(PeopleApplications), paper::columns(&APPLICATIONS)),
            Self::Letters(..) => (tr!(MailAll), paper::columns(&LETTERS)),
            Self::Practitioners(_) => (tr!(KindPractitioners), paper::columns(&PRACTITIONERS)),
            Self::Centres(_) => (tr!(KindCentres), paper::columns(&CENTRES)),
            Self::Users(_) | Self::ChosenUsers(_) => (tr!(NavUsers), paper::columns(&USERS)),
            Self::Audit(..) => (tr!(AuditTitle), paper::columns(&AUDIT)),
            Self::Patients(..) => (
                tr!(PaperPatients),
                vec![tr!(PaperPatientName), tr!(PaperNumber), tr!(PaperBorn), tr!(PaperLastVisit), tr!(PaperNextVisit)],
            ),
        }
    }
}

/// Users as rows, in the clinic's time zone.
async fn users(services: &Services, found: Vec<Account>, is_printed: bool) -> Outcome<Vec<Vec<Cell>>> {
    let zone = services.directory().await?.clinic_zone();
    let row = if is_printed { paper::user } else { user };
    Ok(found.iter().map(|one| row(one, &zone)).collect())
}
