//! What is kept of people, why, for how long and who reads it. It says what the product does as this clinic has set it up.

use leptos::prelude::*;

use crate::{
    components::{
        clinic,
        content::OwnText,
        loaded::{loaded, resource},
        page_head::PageHead,
    },
    domain::{
        content::Place,
        retention::{DAYS_AFTER_DECISION, DAYS_TO_ACTIVATE, DAYS_TO_ANSWER},
    },
    server_fns::home::house_rules,
    views::home::HouseRulesView,
};

/// The page.
#[component]
pub fn Privacy() -> impl IntoView {
    let rules = resource(|| (), |()| house_rules());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title="Privacy" lede="What this site keeps about you, why, for how long, and what you can do about it."/>
            {loaded(rules, page)}
            <OwnText place=Place::Privacy heading="From the clinic"/>
        </div>
    }
}

fn page(rules: HouseRulesView) -> AnyView {
    view! {
        <div class="prose">
            <p>
                {format!("This site is run by {}, which is responsible for what is kept here. ", clinic::look().name)}
                "Everything is kept on servers that the clinic chooses. We don't sell or share it, show no advertising, and load "
                "nothing from elsewhere, so no one else learns that you were here."
            </p>
            <h2>"What we keep, and for how long"</h2>
            {kept(&rules)}
            <h2>"Who reads your health record"</h2>
            {readers(&rules)}
            <h2>"Cookies"</h2>
            <ul>
                <li>"One keeps you signed in. It lasts until you close the browser, or up to 90 days if you choose \u{201c}Remember me\u{201d}."</li>
                <li>"One recognises a browser you've signed in from before, for a year, so that others guessing your password can't lock you out."</li>
                <li>"One remembers whether you chose light or dark, and one which language you chose, for a year."</li>
            </ul>
            <p>
                "What you type into some forms is also kept in the browser tab until you send it or close the tab, so that nothing is "
                "lost. Passwords never are. The browser also keeps this site's styles, scripts and fonts and a page that says you're offline, "
                "but never a page with anyone's data."
            </p>
            <h2>"Your rights"</h2>
            <ul>
                <li>
                    "See what is kept: "<a href="/record">"your record"</a>", where you can print it or download all of it in a file, and "
                    <a href="/account">"your account"</a>"."
                </li>
                <li>"See who has read it, and why: "<a href="/record/readers">"everyone who has looked"</a>"."</li>
                <li>
                    "Decide who reads it: hide single entries, close your record to a practitioner, or share it with family, under "
                    <a href="/record/sharing">"sharing"</a>". You can take back any of it."
                </li>
                <li>"Correct what you've told us, under "<a href="/record/about">"About me"</a>". Practitioners correct what they wrote, and the earlier version stays visible as such."</li>
                <li>"If you're a patient, download everything we hold about you, with the files, under "<a href="/account/export">"Your data"</a>"."</li>
                <li>"Remove your ratings on the page of the practitioner or centre you rated."</li>
                <li>"End sessions on other devices, under "<a href="/account/devices">"My devices"</a>"."</li>
                <li>"Turn on "<a href="/account/security">"two-step sign-in"</a>", so your password alone doesn't open your account."</li>
                <li>"Choose "<a href="/account/notifications">"what we tell you about"</a>", by email and on your devices."</li>
                <li>
                    "If you're a patient, "<a href="/account/close">"close your account"</a>
                    ". Clinics have to keep health records for some years by law, so your record is kept but no longer shown to you."
                </li>
                <li>
                    "Take your data with you: the file from "<a href="/record">"your record"</a>
                    " can be read by other programs, and the same record can be printed."
                </li>
                <li>"Ask for anything else by "<a href="/contact">"writing to the clinic"</a>"."</li>
                <li>"If you're not happy with the answer, complain to the data protection authority where you live."</li>
            </ul>
        </div>
    }
    .into_any()
}

/// What is kept, why, and how long.
fn kept(rules: &HouseRulesView) -> AnyView {
    let documents = format!(
        "For your care. PDFs and pictures of up to {} MB each; pictures are encoded anew, which drops the place and time they were \
         taken. Kept with the record.",
        rules.document_megabytes
    );
    let hold = match rules.hold_minutes {
        0 => String::new(),
        minutes => format!(
            " A time you've chosen is held for you for {minutes} minutes, or for 10 before you've signed in, and then forgotten."
        ),
    };
    let reviews = match rules.reviews_on_home {
        true => {
            "To help others choose. Reviews are shown without your name, on the practitioner's or centre's page and perhaps on the home \
                 page. Kept until you remove them."
        }
        false => {
            "To help others choose. Reviews are shown without your name, on the practitioner's or centre's page. Kept until you remove \
                  them."
        }
    };
    let account = format!(
        "Name, email address, phone number, any other name or number you sign in with, and a password that we can check but not read. \
         To know who you are. Kept with your record, even if you close the account. An account that's never activated from the email \
         we send is deleted after {DAYS_TO_ACTIVATE} days."
    );
    let applications = format!(
        "What practitioners send when they apply, with their documents. To decide who joins. If they withdraw, their documents are deleted \
         at once. An application that's withdrawn or declined is deleted after {DAYS_AFTER_DECISION} days, and one whose questions \
         aren't answered after {DAYS_TO_ANSWER} days."
    );
    let rows = [
        ("Account", account),
        ("Appointments", format!("With whom, where, when, why, and each change. So that both of you know. Kept as part of the record.{hold}")),
        ("Health record", "What you've told us about your health, and what practitioners wrote: notes, diagnoses, measurements, prescriptions, referrals. For your care. Nothing is deleted, unless the law asks the clinic to erase a patient: a mistake is marked as one.".to_owned()),
        ("Documents", documents),
        ("Messages", "Between you and your practitioners, with any files. For your care. They can't be changed or deleted once sent.".to_owned()),
        ("Ratings and reviews", reviews.to_owned()),
        ("Waiting list", "What you're waiting for. To offer you a time. You can withdraw at any time.".to_owned()),
        ("Messages to the clinic", "What you write on the contact page, with your name and email address. To answer you. Kept with a note of who answered it.".to_owned()),
        ("Email", "If the clinic sends email: bookings, moves, cancellations, reminders and news about your account. It never mentions your health or anyone's reasons, but passes through your email provider. We remember for 30 days that it was sent.".to_owned()),
        ("Notifications on your devices", "If you turn them on: an address at the maker of your browser, which passes on \u{201c}You have news\u{201d} without being able to read it. Kept until you turn them off or sign out there, or haven't signed in there for a year.".to_owned()),
        ("Two-step sign-in", "If you turn it on: the key you share with your app, encrypted, and recovery codes that we can check but not read. Kept until you turn it off.".to_owned()),
        ("Passkeys", "If you add them: what we need to check each, which lets no one sign in, with its name and when you last used it. Kept until you remove it.".to_owned()),
        ("Connected calendars and programs", "If you connect one: its name, what it may do, when it was last used and from which network, and a password or token that we can check but not read. It stops working when you revoke it or change your password.".to_owned()),
        ("The copy of your data", "If you ask for it: a file that only you can download. Deleted after three days.".to_owned()),
        ("Sessions", "Which browsers you're signed in with, and since when. So that you can see and end them. A session ends after 12 hours without use (30 days with \u{201c}Remember me\u{201d}, 30 minutes for staff) and is deleted a week later.".to_owned()),
        ("Refused forms", "If a form has a mistake, what you typed is kept so that you don't have to type it again: for visitors for 15 minutes, never passwords.".to_owned()),
        ("Audit", "Who opened or changed which record and when, sign-ins that failed, and from which network. To find misuse; you see the part about you. Kept for good, and can't be changed.".to_owned()),
        ("Applications to join", applications),
        ("Backups", backups(rules)),
        ("Search", "Not kept. Nor is what you type into the health tools.".to_owned()),
    ];
    let programs = rules.api_enabled.then(|| {
        let text = "If you sign in with a program, it gets tokens that let it act as you. It has to renew them every day, and they stop \
                    working when you change your password. We keep only what we need to check them, and log what it does like anything else.";
        ("Programs", text.to_owned())
    });
    let rows = rows
        .into_iter()
        .chain(programs)
        .map(|(what, text)| view! { <div><dt>{what}</dt><dd>{text}</dd></div> })
        .collect_view();
    view! { <dl class="summary of-terms">{rows}</dl> }.into_any()
}

/// How often everything is copied, and how long the copies last.
fn backups(rules: &HouseRulesView) -> String {
    let how = match (rules.backup_hours, rules.backups_kept) {
        (0, _) => "The clinic decides when they're made, where they're kept and for how long.".to_owned(),
        (hours, kept) => {
            let often = if hours == 1 { "hour".to_owned() } else { format!("{hours} hours") };
            let kept = if kept == 1 { "the latest one is".to_owned() } else { format!("the latest {kept} are") };
            format!("Where the clinic has set up a place for them, they're made every {often}, and {kept} kept.")
        }
    };
    format!(
        "Copies of all of this, in case something breaks. {how} What is deleted here disappears from them as they expire."
    )
}

fn readers(rules: &HouseRulesView) -> AnyView {
    let days = |days: u32| match days {
        0 => "on the day itself".to_owned(),
        1 => "one day".to_owned(),
        days => format!("{days} days"),
    };
    let treating = format!(
        "The practitioner you've booked: from {} before the visit until {} after it.",
        days(rules.days_before),
        days(rules.days_after)
    );
    let administrators = match rules.administrators_read {
        true => {
            "Administrators of this clinic can read records too, except what you've hidden. You see it when they do."
        }
        false => "Administrators can't read records.",
    };
    let by_name = match rules.finds_all_patients {
        true => {
            "Practitioners can find every patient's name, date of birth and number. Opening a record takes one of the reasons above."
        }
        false => "Practitioners find only their own patients by name.",
    };
    view! {
        <ul>
            <li>{treating}</li>
            <li>"Receptionists see who is coming to their centre and when, with phone number and date of birth, but no health records."</li>
            <li>"Managers see appointments and figures, and auditors see who did what. Neither can open a record."</li>
            <li>"Your own doctor, whoever you were referred to, and whoever you share it with, until you end that."</li>
            <li>"In an emergency, any practitioner who gives a reason. You're told, and administrators review it."</li>
            <li>{administrators}</li>
            <li>{by_name}</li>
            <li>"Every look is written down. You can see the list."</li>
        </ul>
    }
    .into_any()
}
