//! What surrounds every page: the header with its role-aware navigation, and the footer.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

pub use super::current_viewer::{CurrentViewer, Unread};
use super::{
    account_tools::account_tools, awaited::awaited, clinic, focus::close_on_escape, icon::Icon,
    language_switch::LanguageSwitch, theme_switch::ThemeSwitch,
};
use crate::{
    domain::account::Role,
    views::viewer::{UnreadView, Viewer},
    words::tr,
};

/// The logo and name, with a link to the home page.
#[component]
pub fn Brand() -> impl IntoView {
    let clinic = clinic::look();
    let mark = match clinic.logo {
        Some(logo) => view! {
            <img class="brand-logo" src=logo.address() alt="" width=logo.width height=logo.height/>
        }
        .into_any(),
        None => view! {
            <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
                <rect class="brand-a" width="32" height="32" rx="9"></rect>
                <path class="brand-b" d="M19.2 22.3a7.6 7.6 0 1 1 0-12.6"></path>
                <path class="brand-c" d="M22.5 12.4v7.2M18.9 16h7.2"></path>
            </svg>
        }
        .into_any(),
    };
    view! {
        <a class="brand" href="/">
            {mark}
            <span class="brand-name">{clinic.name}</span>
        </a>
    }
}

/// The header. It is redrawn only for another reader: its menus stay open while unread items are counted.
#[component]
pub fn SiteHeader() -> impl IntoView {
    let (CurrentViewer(viewer), Unread(unread)) = (expect_context(), expect_context());
    // Until there is an answer, both stay as they are.
    let shown = move || {
        let viewer = Memo::new(move |last: Option<&Option<Viewer>>| match viewer.get() {
            Some(Ok(viewer)) => Some(viewer),
            Some(Err(_)) => Some(last.cloned().flatten().unwrap_or_default()),
            None => last.cloned().flatten(),
        });
        let unread = Memo::new(move |last: Option<&UnreadView>| match unread.get() {
            Some(Ok(unread)) => unread,
            _ => last.copied().unwrap_or_default(),
        });
        move || viewer.get().map(|viewer| view! { <Navigation viewer=viewer.clone() unread/> <Tools viewer unread/> })
    };
    view! {
        <a class="skip-link" href="#main" rel="external">{tr!(SkipToMain)}</a>
        <header class="site-header">
            <div class="wrap site-header-row">
                <Brand/>
                <Transition>{shown}</Transition>
            </div>
        </header>
    }
}

/// The inbox of messages to the clinic.
const INBOX: &str = "/inbox";

/// The address, icon and name of each page that this reader's roles allow.
fn destinations(viewer: &Viewer) -> Vec<(&'static str, &'static str, &'static str)> {
    let mut pages = vec![("/search", "search", tr!(FindCare))];
    if viewer.is(Role::Patient) {
        pages.push(("/patient", "calendar", tr!(NavAppointments)));
        pages.push(("/record", "file-text", tr!(NavRecord)));
        pages.push(("/waitlist", "hourglass", tr!(NavWaitingList)));
        pages.push(("/referrals", "send", tr!(NavReferrals)));
    }
    if viewer.account.as_ref().is_some_and(|account| account.shared) {
        pages.push(("/shared", "users", tr!(NavShared)));
    }
    if viewer.is(Role::Practitioner) {
        pages.push(("/practitioner", "activity", tr!(NavDay)));
        pages.push(("/practitioner/patients", "users", tr!(NavPatients)));
        pages.push(("/practitioner/hours", "clock", tr!(NavHours)));
        pages.push(("/practitioner/referrals", "send", tr!(NavReferralDesk)));
    }
    if viewer.is(Role::Receptionist) {
        pages.push(("/desk", "users", tr!(NavDesk)));
        pages.push(("/staff/book", "calendar-plus", tr!(NavBook)));
        pages.push((INBOX, "mail", tr!(NavInbox)));
    }
    if viewer.is(Role::Manager) && !viewer.is(Role::Administrator) {
        pages.push(("/admin", "layout", tr!(NavOverview)));
        pages.push(("/admin/appointments", "calendar", tr!(NavAllAppointments)));
        pages.push(("/admin/settings", "settings", tr!(NavSettings)));
    }
    if viewer.is(Role::Auditor) && !viewer.is(Role::Administrator) {
        pages.push(("/admin/audit", "eye", tr!(NavAudit)));
    }
    if viewer.is(Role::Administrator) {
        pages.push(("/admin", "layout", tr!(NavOverview)));
        pages.push(("/admin/users", "users", tr!(NavUsers)));
        pages.push(("/admin/appointments", "calendar", tr!(NavAllAppointments)));
        pages.push(("/admin/services", "stethoscope", tr!(NavServices)));
        if !viewer.is(Role::Receptionist) {
            pages.push((INBOX, "mail", tr!(NavInbox)));
        }
    }
    pages
}

/// Pages that belong to another navigation item than the one above them in the path: to the first of these that the reader has.
const BELONGS: [(&str, &[&str]); 8] = [
    ("/practitioners", &["/search"]),
    ("/centres", &["/search"]),
    ("/book", &["/search"]),
    ("/appointments", &["/patient", "/practitioner", "/desk"]),
    ("/documents", &["/record"]),
    ("/patients", &["/practitioner/patients"]),
    ("/rate", &["/patient"]),
    ("/week", &["/desk", "/admin"]),
];

/// How a navigation item is marked on a page: as the page itself, or as the nearest one above it.
fn current(path: &str, all: &[&'static str], href: &'static str) -> Option<&'static str> {
    if path == href {
        return Some("page");
    }
    let within = |area: &str| path.strip_prefix(area).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let above = all.iter().copied().filter(|area| within(area)).max_by_key(|area| area.len());
    let above = above.or_else(|| {
        let (_, items) = BELONGS.iter().find(|(area, _)| within(area))?;
        items.iter().copied().find(|item| all.contains(item))
    });
    (above == Some(href)).then_some("true")
}

/// Whether the reader has anyone to write to, as patients and practitioners do.
fn writes(viewer: &Viewer) -> bool {
    viewer.is(Role::Patient) || viewer.is(Role::Practitioner)
}

/// A count beside the name of a page, if it is not zero.
fn counted(count: i64, of_what: &'static str) -> Option<impl IntoView> {
    (count > 0)
        .then(|| view! { <span class="count">{count.min(99)}<span class="visually-hidden">" "{of_what}</span></span> })
}

#[component]
fn Navigation(viewer: Viewer, unread: Memo<UnreadView>) -> impl IntoView {
    let path = use_location().pathname;
    let destinations = destinations(&viewer);
    let hrefs: Vec<&'static str> = destinations.iter().map(|(href, ..)| *href).collect();
    let items = destinations
        .into_iter()
        .map(|(href, icon, name)| {
            let all = hrefs.clone();
            let current = move || path.with(|path| current(path, &all, href));
            let count = (href == INBOX).then_some(move || counted(unread.get().inbox, tr!(NavWaiting)));
            view! { <li><a href=href aria-current=current><Icon name=icon/>{name}{count}</a></li> }
        })
        .collect_view();
    // On a phone, the header has no room for it beside the bell.
    let messages = writes(&viewer).then(|| {
        let current = move || path.with(|path| path.starts_with("/messages")).then_some("page");
        let count = move || counted(unread.get().messages, tr!(Unread));
        view! {
            <li class="only-phone">
                <a href="/messages" aria-current=current><Icon name="message"/>{tr!(Messages)}{count}</a>
            </li>
        }
    });
    let register = (viewer.account.is_none() && viewer.registration_open)
        .then(|| view! { <li class="only-phone"><a href="/register">{tr!(CreateAccount)}</a></li> });
    view! {
        <details class="nav-menu" name="header" on:keydown=|event| close_on_escape(&event)>
            <summary class="header-btn"><Icon name="menu"/><span>{tr!(Menu)}</span></summary>
            <nav class="site-nav" aria-label=tr!(NavMain)><ul>{items} {messages} {register}</ul></nav>
        </details>
    }
}

#[component]
fn Tools(viewer: Viewer, unread: Memo<UnreadView>) -> impl IntoView {
    let writes = writes(&viewer);
    let tools = match viewer.account {
        Some(account) => account_tools(account, writes, unread),
        None => view! {
            <a class="btn btn-quiet btn-sm" href="/sign-in">{tr!(SignIn)}</a>
            {viewer
                .registration_open
                .then(|| view! { <a class="btn btn-primary btn-sm hide-phone" href="/register">{tr!(CreateAccount)}</a> })}
        }
        .into_any(),
    };
    view! { <div class="header-tools">{tools}</div> }
}

/// The footer.
#[component]
pub fn SiteFooter() -> impl IntoView {
    view! {
        <footer class="site-footer">
            <div class="wrap site-footer-row">
                <p class="brand-name">{clinic::look().name}</p>
                <nav class="footer-nav" aria-label=tr!(NavFooter)>
                    <a href="/">{tr!(Home)}</a>
                    <a href="/search">{tr!(FindCare)}</a>
                    <a href="/about">{tr!(About)}</a>
                    <a href="/faq">{tr!(Questions)}</a>
                    <a href="/tools">{tr!(HealthTools)}</a>
                    <a href="/privacy">{tr!(Privacy)}</a>
                    <a href="/accessibility">{tr!(Accessibility)}</a>
                    <a href="/join">{tr!(JoinUs)}</a>
                    <a href="/contact">{tr!(Contact)}</a>
                </nav>
                <LanguageSwitch/>
                <ThemeSwitch/>
                <p class="footer-emergency">{tr!(FooterEmergency)}</p>
            </div>
        </footer>
    }
}

/// Greets users who have just signed in, once.
#[component]
pub fn Welcome() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    awaited(move || async move {
        let account = viewer.await.ok().and_then(|viewer| viewer.account);
        account.filter(|account| account.is_welcome).map(|account| {
            let first = account.name.split_whitespace().next().unwrap_or_default().to_owned();
            view! {
                <div class="wrap">
                    <div class="flash flash-success" role="status">
                        <Icon name="check-circle"/>
                        <p>{tr!(WelcomeBack, name = first)}</p>
                    </div>
                </div>
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::current;

    #[test]
    fn a_page_marks_the_nearest_destination_above_it_and_no_other() {
        let all = ["/search", "/practitioner", "/practitioner/patients", "/practitioner/hours"];
        let marked = |path: &str| {
            let marks = all.iter().filter_map(|href| current(path, &all, href).map(|mark| (*href, mark)));
            marks.collect::<Vec<_>>()
        };
        assert_eq!(marked("/practitioner/hours"), [("/practitioner/hours", "page")]);
        assert_eq!(marked("/practitioner/hours/affected"), [("/practitioner/hours", "true")]);
        assert_eq!(marked("/practitioner/closures"), [("/practitioner", "true")]);
        assert_eq!(marked("/practitioners/7"), [("/search", "true")]);
        assert_eq!(marked("/patients/7/record"), [("/practitioner/patients", "true")]);
        assert!(marked("/about").is_empty() && marked("/").is_empty());
        assert_eq!(marked("/appointments/7/cancel"), [("/practitioner", "true")]);
    }

    #[test]
    fn a_page_that_several_roles_open_marks_where_each_of_them_comes_from() {
        let patient = ["/search", "/patient", "/record"];
        let receptionist = ["/search", "/desk", "/staff/book"];
        let administrator = ["/search", "/admin", "/admin/users", "/admin/appointments"];
        let marked = |all: &[&'static str], path: &str| -> Vec<&'static str> {
            all.iter().copied().filter(|href| current(path, all, href).is_some()).collect()
        };
        assert_eq!(marked(&patient, "/appointments/7"), ["/patient"]);
        assert_eq!(marked(&receptionist, "/appointments/7"), ["/desk"]);
        assert_eq!(marked(&receptionist, "/week"), ["/desk"]);
        assert_eq!(marked(&administrator, "/week"), ["/admin"]);
        assert_eq!(marked(&administrator, "/admin/appointments/7"), ["/admin/appointments"]);
    }
}
