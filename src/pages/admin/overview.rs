//! The administrator's start: numbers, the latest messages, and the ways on.

use leptos::prelude::*;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    server_fns::admin::{MessageView, OverviewView, admin_overview},
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
    let is_administrator = overview.is_administrator;
    let ways = if is_administrator { administrators_ways() } else { managers_ways() };
    let messages = is_administrator.then(|| view! { <Messages messages=overview.messages/> });
    view! {
        <PageHead title="Overview">{ways}</PageHead>
        <Waiting reviews=overview.reviews_waiting codes=overview.codes_waiting/>
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
        {messages}
    }
    .into_any()
}

fn administrators_ways() -> AnyView {
    view! {
        <a class="btn" href="/admin/users"><Icon name="users"/>"Users"</a>
        <a class="btn" href="/admin/appointments"><Icon name="calendar"/>"Appointments"</a>
        <a class="btn" href="/admin/waitlist"><Icon name="hourglass"/>"Waiting list"</a>
        <a class="btn" href="/admin/services"><Icon name="stethoscope"/>"Services"</a>
        <a class="btn" href="/admin/practitioners"><Icon name="stethoscope"/>"Practitioners"</a>
        <a class="btn" href="/admin/centres"><Icon name="map-pin"/>"Centres"</a>
        <a class="btn" href="/admin/rooms"><Icon name="building"/>"Rooms"</a>
        <a class="btn" href="/admin/mail"><Icon name="mail"/>"Outgoing email"</a>
        <a class="btn" href="/admin/settings"><Icon name="settings"/>"Settings"</a>
        <a class="btn" href="/admin/access"><Icon name="shield"/>"Access to records"</a>
        <a class="btn" href="/admin/emergencies"><Icon name="alert"/>"Emergency access"</a>
        <a class="btn" href="/admin/audit"><Icon name="eye"/>"Audit"</a>
        <a class="btn" href="/admin/reviews"><Icon name="star"/>"Reviews"</a>
        <a class="btn" href="/admin/closures"><Icon name="calendar-x"/>"Closures"</a>
    }
    .into_any()
}

/// What managers are left to look at, besides the numbers.
fn managers_ways() -> AnyView {
    view! {
        <a class="btn" href="/admin/appointments"><Icon name="calendar"/>"Appointments"</a>
        <a class="btn" href="/admin/settings"><Icon name="settings"/>"Settings"</a>
    }
    .into_any()
}

/// What waits for an administrator; nothing where nothing does.
#[component]
fn Waiting(reviews: i64, codes: i64) -> impl IntoView {
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
    view! { {reviews} {codes} }
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

#[component]
fn Messages(messages: Vec<MessageView>) -> impl IntoView {
    let list = if messages.is_empty() {
        view! {
            <div class="empty">
                <Icon name="message"/>
                <h3>"No messages"</h3>
                <p>"Messages from the contact page will appear here."</p>
            </div>
        }
        .into_any()
    } else {
        let rows = messages.into_iter().map(|message| view! { <Message message/> }).collect_view();
        view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="messages">
            <h2 id="messages">"Latest messages"</h2>
            {list}
        </section>
    }
}

#[component]
fn Message(message: MessageView) -> impl IntoView {
    let write = format!("mailto:{}", message.email);
    view! {
        <li class="row">
            <Icon name="message"/>
            <div class="row-body">
                <h3>{message.name}</h3>
                <p class="message-text">{message.text}</p>
                <p class="meta">
                    <time datetime=message.at>{message.ago}</time>
                    <a href=write rel="external">{message.email}</a>
                </p>
            </div>
        </li>
    }
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
