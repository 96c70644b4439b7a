//! Lazily loaded pages: one WebAssembly file for each part of the site, loaded when one of its pages is first opened.
//!
//! The home page, where everyone begins, is in no part. There are few parts, because code shared by some of them becomes a further
//! file.

use leptos::prelude::*;
use leptos_router::ChooseView;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{account, admin, affected, desk, messages, patient, practitioner, public, record, staff};
use crate::{
    browser,
    components::{account_tools, failure::from_the_server, reading::Reading},
    error::AppError,
    server_fns::rendering,
    words::Part,
};

/// The search, which is large, and which those who come to read never open. The front page's box has its help from the same part.
#[derive(Clone, Copy, Debug)]
pub struct Search;

/// The pages that visitors reach from the search: free times, and signing in.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is named as its page")]
pub enum Public {
    Centre,
    Practitioner,
    Book,
    Why,
    About,
    Faq,
    Tools,
    Privacy,
    Contact,
    Accessibility,
    Register,
    SignIn,
    SignInCode,
    ResetPassword,
    Verify,
    Unsubscribe,
    Visits,
    Join,
    JoinStatus,
    Invited,
}

/// Pages for patients, and for all signed-in users.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is named as its page")]
pub enum Personal {
    Account,
    SharedWithMe,
    Details,
    Security,
    Password,
    Devices,
    Tokens,
    Calendar,
    Notifications,
    Notices,
    Messages,
    Conversation,
    Appointment,
    Cancel,
    Dashboard,
    Waitlist,
    Wish,
    Record,
    AboutMe,
    Sharing,
    WhyAccess,
    Readers,
    Documents,
    Document,
    Referrals,
    Referral,
    Entry,
    Prescription,
    Rate,
    Export,
    Close,
    AllowApp,
}

/// Pages for practitioners and administrators.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each is named as its page")]
pub enum Staff {
    Book,
    Desk,
    Week,
    Day,
    OwnAppointments,
    Hours,
    Waitlist,
    Closures,
    Affected,
    Overview,
    Centres,
    Practitioners,
    PractitionerEdit,
    CentreEdit,
    Terms,
    Rooms,
    Services,
    ServiceEdit,
    ServicePeople,
    Users,
    UserEdit,
    Bulk,
    BulkRun,
    Inbox,
    InboxMessage,
    Import,
    Merge,
    Erase,
    Figures,
    OwnFigures,
    Deactivate,
    ExportFor,
    ClinicClosures,
    Appointments,
    ClinicAppointment,
    CallOff,
    CallOffSeveral,
    DayMove,
    BookSeveral,
    ClinicWaitlist,
    Waiter,
    ClinicReferrals,
    ClinicReferral,
    Emergency,
    Emergencies,
    Access,
    Audit,
    AuditRow,
    Letters,
    Mail,
    Apps,
    AppEdit,
    Webhooks,
    WebhookEdit,
    Settings,
    Contents,
    ContentEdit,
    Status,
    Patients,
    Profile,
    MessageSetup,
    PatientDocuments,
    Refer,
    ReferralDesk,
    Consultation,
    Reviews,
    ClinicReview,
    Applications,
    Application,
    Invitations,
}

#[wasm_split(search, preload(load_search), fallible)]
fn search_page(_: Search) -> Result<AnyView, SplitLoaderError> {
    AppError::read_in_full();
    Ok(public::search::Search().into_any())
}

#[wasm_split(public, preload(load_public), fallible)]
fn public_page(page: Public) -> Result<AnyView, SplitLoaderError> {
    AppError::read_in_full();
    Ok(match page {
        Public::Centre => public::centre::Centre().into_any(),
        Public::Practitioner => public::practitioner::Practitioner().into_any(),
        Public::Book => public::book::Book().into_any(),
        Public::Why => public::why::Why().into_any(),
        Public::About => public::about::About().into_any(),
        Public::Faq => public::faq::Faq().into_any(),
        Public::Tools => public::tools::Tools().into_any(),
        Public::Privacy => public::privacy::Privacy().into_any(),
        Public::Contact => public::contact::Contact().into_any(),
        Public::Accessibility => public::accessibility::Accessibility().into_any(),
        Public::Register => public::register::Register().into_any(),
        Public::SignIn => public::sign_in::SignInPage().into_any(),
        Public::SignInCode => public::sign_in_code::SignInCodePage().into_any(),
        Public::ResetPassword => public::reset_password::ResetPasswordPage().into_any(),
        Public::Verify => public::verify::Verify().into_any(),
        Public::Unsubscribe => public::unsubscribe::Unsubscribe().into_any(),
        Public::Visits => public::visits::Visits().into_any(),
        Public::Join => public::join::Join().into_any(),
        Public::JoinStatus => public::join_status::JoinStatus().into_any(),
        Public::Invited => public::invited::Invited().into_any(),
    })
}

#[wasm_split(personal, preload(load_personal), fallible)]
fn personal_page(page: Personal) -> Result<AnyView, SplitLoaderError> {
    AppError::read_in_full();
    Ok(match page {
        Personal::Account => account::overview::Account().into_any(),
        Personal::Details => account::details::Details().into_any(),
        Personal::Security => account::security::Security().into_any(),
        Personal::Password => account::password::Password().into_any(),
        Personal::Devices => account::devices::Devices().into_any(),
        Personal::Tokens => account::tokens::Tokens().into_any(),
        Personal::Calendar => account::calendar::Calendar().into_any(),
        Personal::Notifications => account::notifications::Notifications().into_any(),
        Personal::Notices => account::notices::Notices().into_any(),
        Personal::Messages => messages::threads::Messages().into_any(),
        Personal::Conversation => messages::conversation::Conversation().into_any(),
        Personal::Appointment => account::appointment::Appointment().into_any(),
        Personal::Cancel => account::cancel::Cancel().into_any(),
        Personal::Dashboard => patient::dashboard::Dashboard().into_any(),
        Personal::Waitlist => patient::waitlist::Waitlist().into_any(),
        Personal::Wish => patient::wish::Wish().into_any(),
        Personal::Record => record::timeline::Record().into_any(),
        Personal::AboutMe => record::about::About().into_any(),
        Personal::Sharing => record::sharing::Sharing().into_any(),
        Personal::WhyAccess => record::why::Why().into_any(),
        Personal::Readers => record::readers::Readers().into_any(),
        Personal::SharedWithMe => account::shared::SharedWithMe().into_any(),
        Personal::Documents => patient::documents::Documents().into_any(),
        Personal::Document => account::document::Document().into_any(),
        Personal::Referrals => patient::referrals::Referrals().into_any(),
        Personal::Referral => account::referral::Referral().into_any(),
        Personal::Entry => account::entry::Entry().into_any(),
        Personal::Prescription => account::prescription::Prescription().into_any(),
        Personal::Rate => patient::rate::Rate().into_any(),
        Personal::Export => account::export::Export().into_any(),
        Personal::Close => account::close::Close().into_any(),
        Personal::AllowApp => account::allow_app::AllowApp().into_any(),
    })
}

#[wasm_split(staff, preload(load_staff), fallible)]
fn staff_page(page: Staff) -> Result<AnyView, SplitLoaderError> {
    AppError::read_in_full();
    Ok(match page {
        Staff::Book => staff::book::Book().into_any(),
        Staff::Desk => desk::board::Desk().into_any(),
        Staff::Week => desk::week::Week().into_any(),
        Staff::Day => practitioner::day::Day().into_any(),
        Staff::OwnAppointments => practitioner::appointments::Appointments().into_any(),
        Staff::Hours => practitioner::hours::Hours().into_any(),
        Staff::Waitlist => practitioner::waitlist::Waitlist().into_any(),
        Staff::Closures => practitioner::closures::Closures().into_any(),
        Staff::Affected => affected::Affected().into_any(),
        Staff::Overview => admin::overview::Overview().into_any(),
        Staff::Centres => admin::centres::Centres().into_any(),
        Staff::CentreEdit => admin::centre_edit::CentreEdit().into_any(),
        Staff::Practitioners => admin::practitioners::Practitioners().into_any(),
        Staff::PractitionerEdit => admin::practitioner_edit::PractitionerEdit().into_any(),
        Staff::Terms => admin::terms::Terms().into_any(),
        Staff::Rooms => admin::rooms::Rooms().into_any(),
        Staff::Services => admin::services::Services().into_any(),
        Staff::ServiceEdit => admin::service_edit::ServiceEdit().into_any(),
        Staff::ServicePeople => admin::service_people::ServicePeople().into_any(),
        Staff::UserEdit => admin::user_edit::UserEdit().into_any(),
        Staff::Deactivate => admin::deactivate::Deactivate().into_any(),
        Staff::ExportFor => admin::export::ExportFor().into_any(),
        Staff::Users => admin::users::Users().into_any(),
        Staff::ClinicClosures => admin::closures::Closures().into_any(),
        Staff::Appointments => admin::appointments::Appointments().into_any(),
        Staff::ClinicAppointment => admin::appointment::Appointment().into_any(),
        Staff::Bulk => admin::bulk::Bulk().into_any(),
        Staff::BulkRun => admin::bulk_run::BulkRun().into_any(),
        Staff::Inbox => desk::inbox::Inbox().into_any(),
        Staff::InboxMessage => desk::inbox_message::InboxMessage().into_any(),
        Staff::Merge => admin::merge::Merge().into_any(),
        Staff::Erase => admin::erase::Erase().into_any(),
        Staff::Import => admin::import::Import().into_any(),
        Staff::Figures => admin::figures::Figures().into_any(),
        Staff::OwnFigures => practitioner::figures::Figures().into_any(),
        Staff::CallOff => admin::cancel::Cancel().into_any(),
        Staff::BookSeveral => admin::book_several::BookSeveral().into_any(),
        Staff::CallOffSeveral => admin::call_off::CallOff().into_any(),
        Staff::DayMove => admin::day_move::DayMove().into_any(),
        Staff::ClinicWaitlist => admin::waitlist::Waitlist().into_any(),
        Staff::Waiter => admin::waiter::Waiter().into_any(),
        Staff::ClinicReferrals => admin::referrals::Referrals().into_any(),
        Staff::ClinicReferral => admin::referral::Referral().into_any(),
        Staff::Emergency => staff::emergency::Emergency().into_any(),
        Staff::Emergencies => admin::emergencies::Emergencies().into_any(),
        Staff::Access => admin::access::Access().into_any(),
        Staff::Letters => admin::letters::Letters().into_any(),
        Staff::Mail => admin::mail::Mail().into_any(),
        Staff::Webhooks => admin::webhooks::Webhooks().into_any(),
        Staff::Apps => admin::apps::Apps().into_any(),
        Staff::AppEdit => admin::app_edit::AppEdit().into_any(),
        Staff::WebhookEdit => admin::webhook_edit::WebhookEdit().into_any(),
        Staff::Audit => admin::audit::Audit().into_any(),
        Staff::AuditRow => admin::audit_row::AuditRow().into_any(),
        Staff::Settings => admin::settings::Settings().into_any(),
        Staff::Contents => admin::contents::Contents().into_any(),
        Staff::ContentEdit => admin::content_edit::ContentEdit().into_any(),
        Staff::Status => admin::status::Status().into_any(),
        Staff::Profile => practitioner::profile::Profile().into_any(),
        Staff::MessageSetup => practitioner::messages::MessageSetup().into_any(),
        Staff::Patients => practitioner::patients::Patients().into_any(),
        Staff::PatientDocuments => practitioner::documents::Documents().into_any(),
        Staff::Refer => practitioner::refer::Refer().into_any(),
        Staff::ReferralDesk => practitioner::referrals::Referrals().into_any(),
        Staff::Consultation => practitioner::consultation::Consultation().into_any(),
        Staff::Reviews => admin::reviews::Reviews().into_any(),
        Staff::ClinicReview => admin::review::Review().into_any(),
        Staff::Applications => admin::applications::Applications().into_any(),
        Staff::Application => admin::application::Application().into_any(),
        Staff::Invitations => admin::invitations::Invitations().into_any(),
    })
}

/// A part of the code, as its file is named.
#[derive(Clone, Copy, Debug)]
enum Code {
    Search,
    Public,
    Personal,
    Staff,
}

impl Code {
    const ALL: [Self; 4] = [Self::Search, Self::Public, Self::Personal, Self::Staff];

    /// Its name, and the part of the texts that its pages need.
    const fn of(self) -> (&'static str, Part) {
        match self {
            Self::Search => ("search", Part::Site),
            Self::Public => ("public", Part::Public),
            Self::Personal => ("personal", Part::Personal),
            Self::Staff => ("staff", Part::Staff),
        }
    }

    /// Loads its code and texts; returns whether both arrived.
    async fn load(self) -> bool {
        browser::load_words(self.of().1).await
            && match self {
                Self::Search => load_search().await.is_ok(),
                Self::Public => load_public().await.is_ok(),
                Self::Personal => load_personal().await.is_ok(),
                Self::Staff => load_staff().await.is_ok(),
            }
    }
}

/// Opens the pages of a part by the function that contains them.
macro_rules! pages_of {
    ($($part:ident by $page:ident,)*) => {
        $(
            impl ChooseView for $part {
                async fn choose(self) -> AnyView {
                    opened(Code::$part, $page(self)).await
                }

                async fn preload(&self) {
                    // If it failed, that shows when the page is needed.
                    let _ = Code::$part.load().await;
                }
            }
        )*
    };
}

pages_of! {
    Search by search_page,
    Public by public_page,
    Personal by personal_page,
    Staff by staff_page,
}

/// A page of a part, once its code and texts are loaded.
async fn opened(code: Code, page: impl Future<Output = Result<AnyView, SplitLoaderError>>) -> AnyView {
    let (name, words) = code.of();
    rendering::announce(name, words);
    let _under_way = use_context::<Reading>().map(Reading::begin);
    if !browser::load_words(words).await {
        return from_the_server();
    }
    page.await.unwrap_or_else(|_| from_the_server())
}

/// Loads what every page needs, and the parts that the head of this page names; returns whether all of it arrived.
pub async fn load_announced() -> bool {
    let is_announced = |code: &str| {
        let link = document().query_selector(&format!("link[href*='/split_{code}.']"));
        link.is_ok_and(|link| link.is_some())
    };
    if is_announced(account_tools::CODE) && !account_tools::load().await {
        return false;
    }
    match Code::ALL.into_iter().find(|code| is_announced(code.of().0)) {
        Some(code) => code.load().await,
        None => browser::load_words(Part::Site).await,
    }
}
