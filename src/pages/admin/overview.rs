//! The administrator's start: numbers, what is waiting, and the ways on.

use leptos::prelude::*;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    server_fns::admin::admin_overview,
    views::admin::OverviewView,
};

/// The page.
#[component]
pub fn Overview() -> impl IntoView {
    let data = resource(|| (), |()| admin_overview());
    view! { <div class="wrap">{loaded(data, |overview| view! { <Numbers overview/> }.into_any())}</div> }
}

#[component]
fn Numbers(overview: OverviewView) -> impl IntoView {
    let [patients, practitioners, administrators] = overview.accounts;
    view! {
        <PageHead title="Overview"/>
        <Waiting
            reviews=overview.reviews_waiting
            codes=overview.codes_waiting
            messages=overview.open_messages
        />
        <People applications=overview.applications_waiting accounts=overview.accounts_waiting/>
        <section class="stack" aria-labelledby="appointments">
            <h2 id="appointments">"Appointments"</h2>
            <dl class="stats">
                <Stat name="Upcoming" value=overview.next_week note="in the next 7 days"/>
                <Stat name="Took place" value=overview.fulfilled note="in the last 7 days"/>
                <Stat name="Cancelled" value=overview.cancelled note="in the last 7 days"/>
            </dl>
        </section>
        <section class="section" aria-labelledby="people">
            <h2 id="people">"People and places"</h2>
            <dl class="stats">
                <Stat name="Patients" value=patients note=accounts(patients)/>
                <Stat name="Practitioners" value=practitioners note=accounts(practitioners)/>
                <Stat name="Administrators" value=administrators note=accounts(administrators)/>
                <Stat name="Centres" value=i64::try_from(overview.centres).unwrap_or(i64::MAX) note="in the directory"/>
            </dl>
        </section>
        <Ways is_administrator=overview.is_administrator/>
    }
    .into_any()
}

/// Where to go on: for administrators everything, for managers what is left to them.
#[component]
fn Ways(is_administrator: bool) -> impl IntoView {
    let groups = WAYS
        .iter()
        .filter_map(|(title, ways)| {
            let open = ways.iter().filter(|way| is_administrator || way.is_managers);
            let links = open.map(|way| {
                view! { <li><a class="btn" href=way.href><Icon name=way.icon/>{way.name}</a></li> }
            });
            let links = links.collect::<Vec<_>>();
            (!links.is_empty()).then(|| {
                view! {
                    <section>
                        <h3>{*title}</h3>
                        <ul class="cluster" role="list">{links}</ul>
                    </section>
                }
            })
        })
        .collect_view();
    view! {
        <nav class="section ways" aria-labelledby="ways">
            <h2 id="ways">"Run the clinic"</h2>
            {groups}
        </nav>
    }
    .into_any()
}

/// A page of the administration.
struct Way {
    href: &'static str,
    icon: &'static str,
    name: &'static str,
    is_managers: bool,
}

const fn way(href: &'static str, icon: &'static str, name: &'static str) -> Way {
    Way { href, icon, name, is_managers: false }
}

const fn managers(href: &'static str, icon: &'static str, name: &'static str) -> Way {
    Way { href, icon, name, is_managers: true }
}

const WAYS: &[(&str, &[Way])] = &[
    (
        "Every day",
        &[
            managers("/admin/appointments", "calendar", "Appointments"),
            managers("/week", "calendar-check", "Week"),
            way("/admin/waitlist", "hourglass", "Waiting list"),
            way("/admin/contact", "mail", "Messages to the clinic"),
            way("/admin/closures", "calendar-x", "Closures"),
            managers("/admin/figures", "activity", "Figures"),
        ],
    ),
    (
        "People and places",
        &[
            way("/admin/users", "users", "Users"),
            way("/admin/applications", "graduation", "Applications"),
            way("/admin/invitations", "send", "Invitations"),
            way("/admin/practitioners", "stethoscope", "Practitioners"),
            way("/admin/centres", "map-pin", "Centres"),
            way("/admin/rooms", "building", "Rooms"),
            way("/admin/services", "stethoscope", "Services"),
            way("/admin/import", "upload", "Import"),
            way("/admin/merge", "copy", "Merge files"),
            way("/admin/reviews", "star", "Reviews"),
        ],
    ),
    (
        "Access",
        &[
            way("/admin/access", "shield", "Access to records"),
            way("/admin/emergencies", "alert", "Emergency access"),
            way("/admin/audit", "eye", "Audit"),
        ],
    ),
    (
        "System",
        &[
            managers("/admin/settings", "settings", "Settings"),
            way("/admin/content", "edit", "Public pages"),
            way("/admin/mail", "mail", "Outgoing email"),
            way("/admin/webhooks", "send", "Webhooks"),
            way("/admin/apps", "eye", "Apps"),
            way("/admin/status", "heart-pulse", "Status"),
        ],
    ),
];

/// What waits for an administrator; nothing where nothing does.
#[component]
fn Waiting(reviews: i64, codes: i64, messages: i64) -> impl IntoView {
    let note = |icon: &'static str, href: &'static str, text: String| {
        view! { <p class="note note-warn"><Icon name=icon/><a href=href>{text}</a></p> }
    };
    let reviews = (reviews > 0).then(|| {
        let text = match reviews {
            1 => "A record was opened in an emergency. Review it".to_owned(),
            n => format!("{n} records were opened in an emergency. Review them"),
        };
        note("alert", "/admin/emergencies", text)
    });
    let codes = (codes > 0).then(|| {
        let text = match codes {
            1 => "A reset code is waiting for you to confirm it".to_owned(),
            n => format!("{n} reset codes are waiting for you to confirm them"),
        };
        note("key", "/admin/users", text)
    });
    let messages = (messages > 0).then(|| {
        let text = match messages {
            1 => "A message to the clinic is waiting for an answer".to_owned(),
            n => format!("{n} messages to the clinic are waiting for an answer"),
        };
        note("mail", "/admin/contact", text)
    });
    view! { {reviews} {codes} {messages} }
}

/// Who waits for an administrator; nothing where no one does.
#[component]
fn People(applications: i64, accounts: i64) -> impl IntoView {
    let note = |icon: &'static str, href: &'static str, text: String| {
        view! { <p class="note note-warn"><Icon name=icon/><a href=href>{text}</a></p> }
    };
    let applications = (applications > 0).then(|| {
        let text = match applications {
            1 => "A practitioner wants to join. Read the application".to_owned(),
            n => format!("{n} practitioners want to join. Read their applications"),
        };
        note("graduation", "/admin/applications?status=received", text)
    });
    let accounts = (accounts > 0).then(|| {
        let text = match accounts {
            1 => "A new account is waiting for you to activate it".to_owned(),
            n => format!("{n} new accounts are waiting for you to activate them"),
        };
        note("user", "/admin/users?status=inactive", text)
    });
    view! { {applications} {accounts} }
}

#[component]
fn Stat(name: &'static str, value: i64, note: &'static str) -> impl IntoView {
    view! {
        <div class="stat">
            <dt>{name}</dt>
            <dd>{grouped(value)}</dd>
            <dd class="stat-note">{note}</dd>
        </div>
    }
}

fn accounts(count: i64) -> &'static str {
    if count == 1 { "active account" } else { "active accounts" }
}

/// `12,345`.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn large_numbers_are_grouped_by_thousands() {
        let shown: Vec<String> = [0, 999, 1_000, 1_234_567, -100_000].map(grouped).into();
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567", "-100,000"]);
    }
}
