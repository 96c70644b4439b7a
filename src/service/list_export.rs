//! Lists exported as files: one audit row per file, and no more rows in it than [`MOST`].

use super::{
    By, Outcome, Services, admin, as_practitioner, authorise,
    centre::Listed as Centre,
    centre_list::{self, CentreFilter},
    chosen,
    contact::{self, ContactMessage, InboxFilter},
    personnel::{self, Listed as Practitioner, PersonnelFilter},
    referral as referrals, settings,
    vetting::{self, ApplicationFilter},
};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        list::Chosen,
        ordering::{AccountColumn, AppointmentColumn, Order},
        policy::{Action, Basis, Resource},
        settings::PatientList,
    },
    storage::{
        account::{self, Account, AccountFilter},
        application::Application,
        appointment::{self, Appointment, AppointmentFilter},
        delivery::{self, Listed as Letter, list::LetterFilter},
        patient_list::{self, Listed, PatientQuery},
        rating::{self, Rating, list::ReviewFilter},
        referral::{Referral, list::ReferralFilter},
        waitlist::{self, Entry, WaiterFilter},
    },
};

/// The maximum number of rows in a file.
pub const MOST: usize = 50_000;

/// Rows read at once.
pub const PAGE: i64 = 500;

/// A list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The clinic's appointments.
    Appointments,
    /// The clinic's referrals.
    Referrals,
    /// Reviews of the clinic's practitioners and centres.
    Reviews,
    /// Messages to the clinic.
    Inbox,
    /// The waiting list.
    Waitlist,
    /// Applications to work with the clinic.
    Applications,
    /// Emails and push messages.
    Letters,
    /// The clinic's practitioners.
    Practitioners,
    /// The clinic's centres.
    Centres,
    /// The clinic's users.
    Users,
    /// A practitioner's patients.
    Patients,
    /// A practitioner's day or week.
    Schedule,
}

impl List {
    fn begun(self) -> (Deed, Thing) {
        match self {
            Self::Appointments | Self::Schedule => (Deed::AppointmentExport, Thing::Appointment),
            Self::Referrals => (Deed::ReferralExport, Thing::Referral),
            Self::Reviews => (Deed::RatingExport, Thing::Rating),
            Self::Inbox => (Deed::ContactExport, Thing::ContactMessage),
            Self::Waitlist => (Deed::WaitlistExport, Thing::WaitlistEntry),
            Self::Applications => (Deed::ApplicationExport, Thing::Application),
            Self::Letters => (Deed::MailExport, Thing::Delivery),
            Self::Practitioners => (Deed::PractitionerExport, Thing::Practitioner),
            Self::Centres => (Deed::CentreExport, Thing::Centre),
            Self::Users => (Deed::AccountExport, Thing::Account),
            Self::Patients => (Deed::PatientExport, Thing::Patient),
        }
    }
}

/// The basis on which the actor may export the clinic's list that this action opens.
fn may_take(actor: &Actor, opens: Action) -> Outcome<Basis> {
    authorise(actor, opens, Resource::Clinic)?;
    authorise(actor, Action::ExportLists, Resource::Clinic)
}

/// Begins a file, which is audited with its kind and criteria.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn begin(services: &Services, actor: &Actor, list: List, part: &str) -> Outcome<()> {
    let basis = match list {
        List::Appointments => may_take(actor, Action::ListAppointments)?,
        List::Referrals => may_take(actor, Action::ListReferrals)?,
        List::Reviews => may_take(actor, Action::ModerateReviews)?,
        List::Inbox => may_take(actor, Action::AnswerClinicMessages)?,
        List::Waitlist => may_take(actor, Action::ManageWaitlist)?,
        List::Applications => may_take(actor, Action::VetApplications)?,
        List::Practitioners | List::Centres => may_take(actor, Action::ManageDirectory)?,
        List::Users | List::Letters => may_take(actor, Action::ManageAccounts)?,
        List::Patients => {
            as_practitioner(actor, Action::ListPatients)?;
            as_practitioner(actor, Action::ExportLists)?.1
        }
        List::Schedule => {
            as_practitioner(actor, Action::ReadAgenda)?;
            as_practitioner(actor, Action::ExportLists)?.1
        }
    };
    let (deed, thing) = list.begun();
    By::now(services, actor).on(basis).saw(services, deed, Subject::any(thing).part(part)).await
}

/// The next appointments for a file, without the reasons for the visits.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn appointments(services: &Services, actor: &Actor, filter: &AppointmentFilter) -> Outcome<Vec<Appointment>> {
    may_take(actor, Action::ListAppointments)?;
    admin::may_ask(actor, filter)?;
    let filter = AppointmentFilter {
        limit: PAGE,
        patient: filter.patient.chars().take(100).collect(),
        found_by: admin::patients_found_by(actor),
        ..filter.clone()
    };
    let mut found = appointment::page(&mut services.db.read().await?, &filter).await?;
    for one in &mut found {
        one.reason.clear();
    }
    Ok(found)
}

/// The next referrals for a file.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn referrals(services: &Services, actor: &Actor, filter: &ReferralFilter) -> Outcome<Vec<Referral>> {
    may_take(actor, Action::ListReferrals)?;
    referrals::rows(services, filter, PAGE).await
}

/// The next reviews for a file, including hidden ones, and without names.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn reviews(services: &Services, actor: &Actor, filter: &ReviewFilter) -> Outcome<Vec<Rating>> {
    may_take(actor, Action::ModerateReviews)?;
    let filter = ReviewFilter { limit: PAGE, ..filter.clone() };
    Ok(rating::list::written(&mut services.db.read().await?, &filter).await?)
}

/// The next messages to the clinic for a file, without their text.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn messages(services: &Services, actor: &Actor, filter: &InboxFilter) -> Outcome<Vec<ContactMessage>> {
    may_take(actor, Action::AnswerClinicMessages)?;
    let mut found = contact::rows(services, filter, PAGE).await?;
    for one in &mut found {
        one.message.clear();
    }
    Ok(found)
}

/// The next waiting list entries for a file.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn waiting(services: &Services, actor: &Actor, filter: &WaiterFilter) -> Outcome<Vec<Entry>> {
    may_take(actor, Action::ManageWaitlist)?;
    let filter = WaiterFilter { limit: PAGE, patient: filter.patient.chars().take(100).collect(), ..filter.clone() };
    Ok(waitlist::waiting(&mut services.db.read().await?, &filter).await?)
}

/// The next applications for a file.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn applications(services: &Services, actor: &Actor, filter: &ApplicationFilter) -> Outcome<Vec<Application>> {
    may_take(actor, Action::VetApplications)?;
    vetting::rows(services, filter, PAGE).await
}

/// The next emails and push messages for a file, without their text.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn letters(services: &Services, actor: &Actor, filter: &LetterFilter) -> Outcome<Vec<Letter>> {
    may_take(actor, Action::ManageAccounts)?;
    let filter = LetterFilter { limit: PAGE, name: filter.name.chars().take(100).collect(), ..filter.clone() };
    Ok(delivery::list::page(&mut services.db.read().await?, &filter).await?)
}

/// The next practitioners for a file.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn practitioners(services: &Services, actor: &Actor, filter: &PersonnelFilter) -> Outcome<Vec<Practitioner>> {
    may_take(actor, Action::ManageDirectory)?;
    Ok(personnel::shown(services, filter, PAGE).await?.0)
}

/// The next centres for a file.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn centres(services: &Services, actor: &Actor, filter: &CentreFilter) -> Outcome<Vec<Centre>> {
    may_take(actor, Action::ManageDirectory)?;
    let (found, _) = centre_list::shown(services, actor, filter, PAGE).await?;
    Ok(found.rows)
}

/// The next users for a file.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn users(services: &Services, actor: &Actor, filter: &AccountFilter) -> Outcome<Vec<Account>> {
    may_take(actor, Action::ManageAccounts)?;
    let filter = AccountFilter { limit: PAGE, text: filter.text.chars().take(100).collect(), ..filter.clone() };
    Ok(account::list(&mut services.db.read().await?, &filter).await?.0)
}

/// The chosen users for a file: all of them, for they are fewer than [`PAGE`].
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn chosen_users(
    services: &Services,
    actor: &Actor,
    (chosen, order): &(Chosen, Order<AccountColumn>),
) -> Outcome<Vec<Account>> {
    may_take(actor, Action::ManageAccounts)?;
    chosen::those_accounts(services, chosen, *order).await
}

/// The chosen appointments for a file, without the reasons for the visits.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn chosen_appointments(
    services: &Services,
    actor: &Actor,
    (chosen, order): &(Chosen, Order<AppointmentColumn>),
) -> Outcome<Vec<Appointment>> {
    may_take(actor, Action::ListAppointments)?;
    chosen::those_appointments(services, chosen, *order).await
}

/// The actor's next patients, skipping this many.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn patients(services: &Services, actor: &Actor, named: &str, offset: i64) -> Outcome<Vec<Listed>> {
    let (me, _) = as_practitioner(actor, Action::ListPatients)?;
    as_practitioner(actor, Action::ExportLists)?;
    let mut conn = services.db.read().await?;
    let settings = settings(&mut conn).await?;
    let query = PatientQuery {
        practitioner: me,
        named: named.chars().take(100).collect(),
        everybody: settings.patient_list == PatientList::Everybody,
        to_book: false,
        now: services.clock.now().as_second(),
        treating: settings.treating,
        place: None,
        is_backwards: false,
        limit: PAGE,
        offset,
    };
    Ok(patient_list::find(&mut conn, &query).await?)
}
