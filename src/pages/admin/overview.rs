//! The administrator's start page: key figures, what is waiting, and links.

use leptos::prelude::*;

use crate::{
    components::{
        figures::linked,
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    server_fns::admin::admin_overview,
    views::{admin::OverviewView, figures::CountView},
    words::{Key, counted, number, said, tr},
};

/// The page.
#[component]
pub fn Overview() -> impl IntoView {
    let data = resource(|| (), |()| admin_overview());
    view! { <div class="wrap">{loaded(data, |overview| view! { <Numbers overview/> }.into_any())}</div> }
}

#[component]
fn Numbers(overview: OverviewView) -> impl IntoView {
    let [upcoming, fulfilled, cancelled] = overview.appointments;
    let [patients, practitioners, administrators] = overview.accounts;
    let is_administrator = overview.is_administrator;
    let linking = |count: i64, href: &str| CountView {
        text: number(many(count)),
        href: if is_administrator { href.to_owned() } else { String::new() },
    };
    view! {
        <PageHead title=tr!(NavOverview)/>
        <div class="dash">
            <div>
                <Waiting
                    reviews=overview.reviews_waiting
                    codes=overview.codes_waiting
                    messages=overview.open_messages
                />
                <People applications=overview.applications_waiting accounts=overview.accounts_waiting/>
                <section class="stack" aria-labelledby="appointments">
                    <h2 id="appointments">{tr!(NavAllAppointments)}</h2>
                    <dl class="stats">
                        <Stat name=tr!(ClinicUpcoming) value=upcoming note=tr!(ClinicNextDays)/>
                        <Stat name=tr!(ClinicTookPlace) value=fulfilled note=tr!(ClinicLastDays)/>
                        <Stat name=tr!(ClinicCancelled) value=cancelled note=tr!(ClinicLastDays)/>
                    </dl>
                </section>
                <section class="section" aria-labelledby="people">
                    <h2 id="people">{tr!(ClinicPeoplePlaces)}</h2>
                    <dl class="stats">
                        <Stat
                            name=tr!(ClinicPatients)
                            value=linking(patients, "/admin/users?role=patient&status=active")
                            note=accounts(patients)
                        />
                        <Stat
                            name=tr!(KindPractitioners)
                            value=linking(practitioners, "/admin/users?role=practitioner&status=active")
                            note=accounts(practitioners)
                        />
                        <Stat
                            name=tr!(ClinicAdministrators)
                            value=linking(administrators, "/admin/users?role=administrator&status=active")
                            note=accounts(administrators)
                        />
                        <Stat
                            name=tr!(KindCentres)
                            value=linking(i64::try_from(overview.centres).unwrap_or(i64::MAX), "/admin/centres")
                            note=tr!(ClinicInDirectory)
                        />
                    </dl>
                </section>
            </div>
            <Ways is_administrator/>
        </div>
    }
    .into_any()
}

/// The links beside the figures: for administrators everything, for managers the pages that they may open.
#[component]
fn Ways(is_administrator: bool) -> impl IntoView {
    let groups = WAYS
        .iter()
        .filter_map(|(title, ways)| {
            let open = ways.iter().filter(|way| is_administrator || way.is_managers);
            let links = open.map(|way| {
                view! { <li><a href=way.href><Icon name=way.icon/>{said(way.name)}</a></li> }
            });
            let links = links.collect::<Vec<_>>();
            (!links.is_empty()).then(|| {
                view! {
                    <section>
                        <h3>{said(*title)}</h3>
                        <ul role="list">{links}</ul>
                    </section>
                }
            })
        })
        .collect_view();
    view! {
        <nav class="dash-side ways" aria-labelledby="ways">
            <h2 id="ways">{tr!(ClinicRun)}</h2>
            {groups}
        </nav>
    }
    .into_any()
}

/// A link to a page of the administration.
struct Way {
    href: &'static str,
    icon: &'static str,
    name: Key,
    is_managers: bool,
}

const fn way(href: &'static str, icon: &'static str, name: Key) -> Way {
    Way { href, icon, name, is_managers: false }
}

const fn managers(href: &'static str, icon: &'static str, name: Key) -> Way {
    Way { href, icon, name, is_managers: true }
}

const WAYS: &[(Key, &[Way])] = &[
    (
        Key::ClinicEveryDay,
        &[
            managers("/admin/appointments", "calendar", Key::NavAllAppointments),
            way("/staff/book", "calendar-plus", Key::DayBookFor),
            managers("/week", "calendar-check", Key::ClinicWeek),
            way("/admin/waitlist", "hourglass", Key::ClinicWaitingList),
            managers("/admin/referrals", "send", Key::NavReferralDesk),
            way("/inbox", "mail", Key::ClinicContact),
            way("/admin/closures", "calendar-x", Key::ClinicClosures),
            managers("/admin/figures", "activity", Key::ClinicFigures),
        ],
    ),
    (
        Key::ClinicPeoplePlaces,
        &[
            way("/admin/users", "users", Key::NavUsers),
            way("/admin/applications", "graduation", Key::PeopleApplications),
            way("/admin/invitations", "send", Key::PeopleInvitations),
            way("/admin/practitioners", "stethoscope", Key::KindPractitioners),
            way("/admin/professions", "graduation", Key::ClinicTerms),
            way("/admin/centres", "map-pin", Key::KindCentres),
            way("/admin/rooms", "building", Key::ClinicRooms),
            way("/admin/services", "stethoscope", Key::NavServices),
            way("/admin/import", "upload", Key::ClinicImport),
            way("/admin/merge", "copy", Key::ClinicMerge),
            way("/admin/reviews", "star", Key::Reviews),
        ],
    ),
    (
        Key::ClinicAccess,
        &[
            way("/admin/access", "shield", Key::ClinicRecordAccess),
            way("/admin/emergencies", "alert", Key::ClinicEmergencies),
            way("/admin/audit", "eye", Key::NavAudit),
        ],
    ),
    (
        Key::ClinicSystem,
        &[
            managers("/admin/settings", "settings", Key::NavSettings),
            way("/admin/content", "edit", Key::ClinicContents),
            way("/admin/mail", "mail", Key::ClinicMail),
            way("/admin/webhooks", "send", Key::ClinicWebhooks),
            way("/admin/apps", "eye", Key::AppsTitle),
            way("/admin/status", "heart-pulse", Key::ClinicStatus),
        ],
    ),
];

/// What is waiting for an administrator; nothing if nothing is.
#[component]
fn Waiting(reviews: i64, codes: i64, messages: i64) -> impl IntoView {
    let note = |icon: &'static str, href: &'static str, text: String| {
        view! { <p class="note note-warn"><Icon name=icon/><a href=href>{text}</a></p> }
    };
    let reviews = (reviews > 0).then(|| {
        let text = counted!(ClinicReviewEmergencies, many(reviews));
        note("alert", "/admin/emergencies", text)
    });
    let codes = (codes > 0).then(|| {
        let text = counted!(ClinicCodesWaiting, many(codes));
        note("key", "/admin/users", text)
    });
    let messages = (messages > 0).then(|| {
        let text = counted!(ClinicMessagesWaiting, many(messages));
        note("mail", "/inbox", text)
    });
    view! { {reviews} {codes} {messages} }
}

/// Who is waiting for an administrator; nothing if no one is.
#[component]
fn People(applications: i64, accounts: i64) -> impl IntoView {
    let note = |icon: &'static str, href: &'static str, text: String| {
        view! { <p class="note note-warn"><Icon name=icon/><a href=href>{text}</a></p> }
    };
    let applications = (applications > 0).then(|| {
        let text = counted!(ClinicApplicationsWaiting, many(applications));
        note("graduation", "/admin/applications?status=received", text)
    });
    let accounts = (accounts > 0).then(|| {
        let text = counted!(ClinicAccountsWaiting, many(accounts));
        note("user", "/admin/users?status=inactive", text)
    });
    view! { {applications} {accounts} }
}

#[component]
fn Stat(name: &'static str, value: CountView, #[prop(into)] note: String) -> impl IntoView {
    let value = linked(value, name);
    view! {
        <div class="stat">
            <dt>{name}</dt>
            <dd>{value}</dd>
            <dd class="stat-note">{note}</dd>
        </div>
    }
}

fn accounts(count: i64) -> String {
    counted!(ClinicActiveAccounts, many(count))
}

fn many(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}
