//! The document, the frame around every page, and the whole route table.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    NavigateOptions, SsrMode,
    components::{Route, Router, Routes},
    hooks::{use_location, use_navigate},
    path,
};

use crate::{
    browser,
    components::{
        account_tools, clinic,
        connection::Connection,
        content::ClinicNotice,
        failure::address_of,
        focus::follow_pages,
        live::{Live, on_own_change},
        loaded::resource,
        reading::{Reading, ReadingBar},
        site::{CurrentViewer, SiteFooter, SiteHeader, Unread, Welcome},
    },
    pages::{lazy, not_found::NotFound, public},
    server_fns::{
        rendering,
        viewer::{unread, viewer},
    },
    words::{Part, tr},
};

/// Makes the browser cache the offline page, once the page has all it needs itself. If it cannot, nothing is lost.
const WORKER: &str = "addEventListener('load',()=>navigator.serviceWorker?.register('/sw.js').catch(()=>{}))";

/// Fetches the scripts that take over the page once some of it is painted: people read it first. A page in the background is
/// painted later, if ever, so there it happens a while after loading. What is needed is listed in the head as `later`.
const TAKE_OVER: &str = "(script, wasm) => {
    let begin = () => {
        begin = () => {};
        document.querySelectorAll('link[rel=later]').forEach((link) => { link.rel = 'preload'; });
        import(script).then((code) => code.default({ module_or_path: wasm }).then(() => code.hydrate()));
    };
    const seen = (paints) => paints.getEntriesByName('first-contentful-paint').forEach(() => begin());
    new PerformanceObserver(seen).observe({ type: 'paint', buffered: true });
    addEventListener('load', () => setTimeout(() => begin(), 500));
}";

/// The document that the server sends.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let look = clinic::look();
    let (language, direction, words) = rendering::document();
    let fetched = format!("{words}/site.txt");
    let (script, wasm) = rendering::program(&options);
    let take_over = format!("({TAKE_OVER})({script:?}, {wasm:?});");
    // Its announcements of the parts are useful, but not its own way of taking over the page.
    let _ = view! { <HydrationScripts options=options.clone() root=rendering::scripts(&options)/> };
    view! {
        <!DOCTYPE html>
        <html
            lang=language
            dir=direction
            data-theme=rendering::theme()
            data-reader=rendering::reader()
            data-words=words
            data-clinic=look.name.clone()
            data-directory=rendering::directory_version()
            data-logo=look.logo.as_ref().map(|logo| logo.address())
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content=tr!(MetaDescription)/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <meta name="theme-color" content="#f6f8fa" media="(prefers-color-scheme: light)"/>
                <meta name="theme-color" content="#0f1626" media="(prefers-color-scheme: dark)"/>
                // It names the fonts, which arrive after it: until then, text is set in fallbacks of the same width.
                <link rel="stylesheet" href=rendering::stylesheet(&options)/>
                {look.stylesheet().map(|colours| view! { <link rel="stylesheet" href=colours/> })}
                <link rel="later" href=fetched r#as="fetch" crossorigin="" fetchpriority="low"/>
                <link rel="later" href=wasm r#as="fetch" type="application/wasm" crossorigin="" fetchpriority="low"/>
                <script type="module" nonce=rendering::nonce()>{take_over}</script>
                <script nonce=rendering::nonce()>{WORKER}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The frame around every page, and the routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    if rendering::reader().is_some_and(|reader| reader != "visitor") {
        rendering::announce(account_tools::CODE, Part::Site);
    }
    let clinic = rendering::title(&clinic::look().name);
    view! {
        <Title formatter=move |title: String| if title.is_empty() { clinic.clone() } else { format!("{title} - {clinic}") }/>
        <Router>
            <Frame/>
        </Router>
    }
}

#[component]
fn Frame() -> impl IntoView {
    // Reloaded on every page, so that the header is right after signing in or out.
    let (location, navigate) = (use_location(), use_navigate());
    let path = location.pathname;
    provide_context(Reading::new());
    let current = resource(move || path.get(), |_| viewer());
    provide_context(CurrentViewer(current));
    let waiting = resource(move || path.get(), |_| unread());
    provide_context(Unread(waiting));
    provide_context(Live::listen());
    on_own_change(move || waiting.refetch());
    browser::follow_redirects(move |to| navigate(to, NavigateOptions::default()));
    // Someone else has signed in next to this document, or no one is signed in any more: what it shows next is theirs.
    Effect::new(move || {
        let Some(Ok(viewer)) = current.get() else { return };
        if browser::reader().is_some_and(|reader| reader != viewer.reader()) {
            let _ = browser::renew_document(&address_of(&location));
        }
    });
    follow_pages();
    view! {
        <ReadingBar/>
        <SiteHeader/>
        <Connection/>
        <main id="main" class="site-main" tabindex="-1">
            <ClinicNotice/>
            <Welcome/>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=public::home::Home ssr=SsrMode::Async/>
                <Route path=path!("/search") view=lazy::Search ssr=SsrMode::Async/>
                <Route path=path!("/centres/:id") view=lazy::Public::Centre ssr=SsrMode::Async/>
                <Route path=path!("/practitioners/:id") view=lazy::Public::Practitioner ssr=SsrMode::Async/>
                <Route path=path!("/book/:id") view=lazy::Public::Book ssr=SsrMode::Async/>
                <Route path=path!("/book/:id/why") view=lazy::Public::Why ssr=SsrMode::Async/>
                <Route path=path!("/desk") view=lazy::Staff::Desk ssr=SsrMode::Async/>
                <Route path=path!("/week") view=lazy::Staff::Week ssr=SsrMode::Async/>
                <Route path=path!("/staff/book") view=lazy::Staff::Book ssr=SsrMode::Async/>
                <Route path=path!("/about") view=lazy::Public::About ssr=SsrMode::Async/>
                <Route path=path!("/faq") view=lazy::Public::Faq ssr=SsrMode::Async/>
                <Route path=path!("/tools") view=lazy::Public::Tools ssr=SsrMode::Async/>
                <Route path=path!("/privacy") view=lazy::Public::Privacy ssr=SsrMode::Async/>
                <Route path=path!("/accessibility") view=lazy::Public::Accessibility ssr=SsrMode::Async/>
                <Route path=path!("/contact") view=lazy::Public::Contact ssr=SsrMode::Async/>
                <Route path=path!("/register") view=lazy::Public::Register ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=lazy::Public::SignIn ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/code") view=lazy::Public::SignInCode ssr=SsrMode::Async/>
                <Route path=path!("/reset-password") view=lazy::Public::ResetPassword ssr=SsrMode::Async/>
                <Route path=path!("/verify") view=lazy::Public::Verify ssr=SsrMode::Async/>
                <Route path=path!("/unsubscribe") view=lazy::Public::Unsubscribe ssr=SsrMode::Async/>
                <Route path=path!("/visits") view=lazy::Public::Visits ssr=SsrMode::Async/>
                <Route path=path!("/join") view=lazy::Public::Join ssr=SsrMode::Async/>
                <Route path=path!("/join/:id") view=lazy::Public::JoinStatus ssr=SsrMode::Async/>
                <Route path=path!("/invited/:id") view=lazy::Public::Invited ssr=SsrMode::Async/>
                <Route path=path!("/apps/allow/:id") view=lazy::Personal::AllowApp ssr=SsrMode::Async/>
                <Route path=path!("/account/close") view=lazy::Personal::Close ssr=SsrMode::Async/>
                <Route path=path!("/account/export") view=lazy::Personal::Export ssr=SsrMode::Async/>
                <Route path=path!("/account") view=lazy::Personal::Account ssr=SsrMode::Async/>
                <Route path=path!("/shared") view=lazy::Personal::SharedWithMe ssr=SsrMode::Async/>
                <Route path=path!("/account/details") view=lazy::Personal::Details ssr=SsrMode::Async/>
                <Route path=path!("/account/security") view=lazy::Personal::Security ssr=SsrMode::Async/>
                <Route path=path!("/account/password") view=lazy::Personal::Password ssr=SsrMode::Async/>
                <Route path=path!("/account/devices") view=lazy::Personal::Devices ssr=SsrMode::Async/>
                <Route path=path!("/account/tokens") view=lazy::Personal::Tokens ssr=SsrMode::Async/>
                <Route path=path!("/account/calendar") view=lazy::Personal::Calendar ssr=SsrMode::Async/>
                <Route path=path!("/account/notifications") view=lazy::Personal::Notifications ssr=SsrMode::Async/>
                <Route path=path!("/notices") view=lazy::Personal::Notices ssr=SsrMode::Async/>
                <Route path=path!("/messages") view=lazy::Personal::Messages ssr=SsrMode::Async/>
                <Route path=path!("/messages/:id") view=lazy::Personal::Conversation ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:id") view=lazy::Personal::Appointment ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:id/cancel") view=lazy::Personal::Cancel ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:id/documents") view=lazy::Staff::PatientDocuments ssr=SsrMode::Async/>
                <Route path=path!("/documents") view=lazy::Personal::Documents ssr=SsrMode::Async/>
                <Route path=path!("/documents/:id") view=lazy::Personal::Document ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:id/consultation") view=lazy::Staff::Consultation ssr=SsrMode::Async/>
                <Route path=path!("/entries/:id") view=lazy::Personal::Entry ssr=SsrMode::Async/>
                <Route path=path!("/prescriptions/:id") view=lazy::Personal::Prescription ssr=SsrMode::Async/>
                <Route path=path!("/patient") view=lazy::Personal::Dashboard ssr=SsrMode::Async/>
                <Route path=path!("/waitlist") view=lazy::Personal::Waitlist ssr=SsrMode::Async/>
                <Route path=path!("/waitlist/join") view=lazy::Personal::Wish ssr=SsrMode::Async/>
                <Route path=path!("/record") view=lazy::Personal::Record ssr=SsrMode::Async/>
                <Route path=path!("/record/about") view=lazy::Personal::AboutMe ssr=SsrMode::Async/>
                <Route path=path!("/record/sharing") view=lazy::Personal::Sharing ssr=SsrMode::Async/>
                <Route path=path!("/record/readers") view=lazy::Personal::Readers ssr=SsrMode::Async/>
                <Route path=path!("/record/why") view=lazy::Personal::WhyAccess ssr=SsrMode::Async/>
                <Route path=path!("/patients/:id/record") view=lazy::Personal::Record ssr=SsrMode::Async/>
                <Route path=path!("/staff/emergency") view=lazy::Staff::Emergency ssr=SsrMode::Async/>
                <Route path=path!("/practitioner") view=lazy::Staff::Day ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/appointments") view=lazy::Staff::OwnAppointments ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/hours") view=lazy::Staff::Hours ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/patients") view=lazy::Staff::Patients ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/profile") view=lazy::Staff::Profile ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/messages") view=lazy::Staff::MessageSetup ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/waitlist") view=lazy::Staff::Waitlist ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/hours/affected") view=lazy::Staff::Affected ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/closures") view=lazy::Staff::Closures ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/closures/affected") view=lazy::Staff::Affected ssr=SsrMode::Async/>
                <Route path=path!("/admin") view=lazy::Staff::Overview ssr=SsrMode::Async/>
                <Route path=path!("/admin/letters") view=lazy::Staff::Letters ssr=SsrMode::Async/>
                <Route path=path!("/admin/mail") view=lazy::Staff::Mail ssr=SsrMode::Async/>
                <Route path=path!("/admin/apps") view=lazy::Staff::Apps ssr=SsrMode::Async/>
                <Route path=path!("/admin/apps/:id") view=lazy::Staff::AppEdit ssr=SsrMode::Async/>
                <Route path=path!("/admin/webhooks") view=lazy::Staff::Webhooks ssr=SsrMode::Async/>
                <Route path=path!("/admin/webhooks/:id") view=lazy::Staff::WebhookEdit ssr=SsrMode::Async/>
                <Route path=path!("/admin/settings") view=lazy::Staff::Settings ssr=SsrMode::Async/>
                <Route path=path!("/admin/content") view=lazy::Staff::Contents ssr=SsrMode::Async/>
                <Route path=path!("/admin/content/:id") view=lazy::Staff::ContentEdit ssr=SsrMode::Async/>
                <Route path=path!("/admin/status") view=lazy::Staff::Status ssr=SsrMode::Async/>
                <Route path=path!("/admin/centres") view=lazy::Staff::Centres ssr=SsrMode::Async/>
                <Route path=path!("/admin/centres/:id") view=lazy::Staff::CentreEdit ssr=SsrMode::Async/>
                <Route path=path!("/admin/practitioners") view=lazy::Staff::Practitioners ssr=SsrMode::Async/>
                <Route path=path!("/admin/practitioners/:id") view=lazy::Staff::PractitionerEdit ssr=SsrMode::Async/>
                <Route path=path!("/admin/professions") view=lazy::Staff::Terms ssr=SsrMode::Async/>
                <Route path=path!("/admin/rooms") view=lazy::Staff::Rooms ssr=SsrMode::Async/>
                <Route path=path!("/admin/services") view=lazy::Staff::Services ssr=SsrMode::Async/>
                <Route path=path!("/admin/services/:id") view=lazy::Staff::ServiceEdit ssr=SsrMode::Async/>
                <Route path=path!("/admin/services/:id/practitioners") view=lazy::Staff::ServicePeople ssr=SsrMode::Async/>
                <Route path=path!("/admin/applications") view=lazy::Staff::Applications ssr=SsrMode::Async/>
                <Route path=path!("/admin/applications/:id") view=lazy::Staff::Application ssr=SsrMode::Async/>
                <Route path=path!("/admin/invitations") view=lazy::Staff::Invitations ssr=SsrMode::Async/>
                <Route path=path!("/admin/users") view=lazy::Staff::Users ssr=SsrMode::Async/>
                <Route path=path!("/admin/users/:id") view=lazy::Staff::UserEdit ssr=SsrMode::Async/>
                <Route path=path!("/admin/bulk") view=lazy::Staff::Bulk ssr=SsrMode::Async/>
                <Route path=path!("/admin/bulk/:id") view=lazy::Staff::BulkRun ssr=SsrMode::Async/>
                <Route path=path!("/inbox") view=lazy::Staff::Inbox ssr=SsrMode::Async/>
                <Route path=path!("/inbox/:id") view=lazy::Staff::InboxMessage ssr=SsrMode::Async/>
                <Route path=path!("/admin/merge") view=lazy::Staff::Merge ssr=SsrMode::Async/>
                <Route path=path!("/admin/import") view=lazy::Staff::Import ssr=SsrMode::Async/>
                <Route path=path!("/admin/book-several") view=lazy::Staff::BookSeveral ssr=SsrMode::Async/>
                <Route path=path!("/admin/call-off") view=lazy::Staff::CallOffSeveral ssr=SsrMode::Async/>
                <Route path=path!("/admin/move-day") view=lazy::Staff::DayMove ssr=SsrMode::Async/>
                <Route path=path!("/admin/figures") view=lazy::Staff::Figures ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/figures") view=lazy::Staff::OwnFigures ssr=SsrMode::Async/>
                <Route path=path!("/admin/users/:id/erase") view=lazy::Staff::Erase ssr=SsrMode::Async/>
                <Route path=path!("/admin/users/:id/deactivate") view=lazy::Staff::Deactivate ssr=SsrMode::Async/>
                <Route path=path!("/admin/users/:id/export") view=lazy::Staff::ExportFor ssr=SsrMode::Async/>
                <Route path=path!("/admin/closures") view=lazy::Staff::ClinicClosures ssr=SsrMode::Async/>
                <Route path=path!("/admin/closures/affected") view=lazy::Staff::Affected ssr=SsrMode::Async/>
                <Route path=path!("/admin/appointments") view=lazy::Staff::Appointments ssr=SsrMode::Async/>
                <Route path=path!("/admin/appointments/:id") view=lazy::Staff::ClinicAppointment ssr=SsrMode::Async/>
                <Route path=path!("/admin/appointments/:id/cancel") view=lazy::Staff::CallOff ssr=SsrMode::Async/>
                <Route path=path!("/admin/access") view=lazy::Staff::Access ssr=SsrMode::Async/>
                <Route path=path!("/admin/emergencies") view=lazy::Staff::Emergencies ssr=SsrMode::Async/>
                <Route path=path!("/admin/audit") view=lazy::Staff::Audit ssr=SsrMode::Async/>
                <Route path=path!("/admin/audit/:id") view=lazy::Staff::AuditRow ssr=SsrMode::Async/>
                <Route path=path!("/admin/waitlist") view=lazy::Staff::ClinicWaitlist ssr=SsrMode::Async/>
                <Route path=path!("/admin/waitlist/:id") view=lazy::Staff::Waiter ssr=SsrMode::Async/>
                <Route path=path!("/admin/referrals") view=lazy::Staff::ClinicReferrals ssr=SsrMode::Async/>
                <Route path=path!("/admin/referrals/:id") view=lazy::Staff::ClinicReferral ssr=SsrMode::Async/>
                <Route path=path!("/referrals") view=lazy::Personal::Referrals ssr=SsrMode::Async/>
                <Route path=path!("/referrals/:id") view=lazy::Personal::Referral ssr=SsrMode::Async/>
                <Route path=path!("/appointments/:id/refer") view=lazy::Staff::Refer ssr=SsrMode::Async/>
                <Route path=path!("/practitioner/referrals") view=lazy::Staff::ReferralDesk ssr=SsrMode::Async/>
                <Route path=path!("/admin/reviews") view=lazy::Staff::Reviews ssr=SsrMode::Async/>
                <Route path=path!("/admin/reviews/:id") view=lazy::Staff::ClinicReview ssr=SsrMode::Async/>
                <Route path=path!("/rate/:kind/:id") view=lazy::Personal::Rate ssr=SsrMode::Async/>
            </Routes>
        </main>
        <SiteFooter/>
    }
}
