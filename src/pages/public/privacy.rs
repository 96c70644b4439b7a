//! What data is kept about people, why, for how long and who reads it. It describes the product as this clinic has configured it.

use leptos::prelude::*;

use crate::{
    components::{
        clinic,
        content::OwnText,
        loaded::{loaded, resource},
        page_head::PageHead,
        sentence::linked,
    },
    domain::{
        content::Place,
        retention::{DAYS_AFTER_DECISION, DAYS_ANNOUNCEMENT, DAYS_BULK_RUN, DAYS_TO_ACTIVATE, DAYS_TO_ANSWER},
    },
    server_fns::home::house_rules,
    views::home::HouseRulesView,
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Privacy() -> impl IntoView {
    let rules = resource(|| (), |()| house_rules());
    view! {
        <div class="wrap wrap-narrow">
            <PageHead title=tr!(Privacy) lede=tr!(PrivacyLede)/>
            {loaded(rules, page)}
            <OwnText place=Place::Privacy heading=tr!(PrivacyFromClinic)/>
        </div>
    }
}

fn page(rules: HouseRulesView) -> AnyView {
    view! {
        <div class="prose">
            <p>{tr!(PrivacyRunBy, clinic = clinic::look().name)}</p>
            <h2>{tr!(PrivacyWhatKept)}</h2>
            {kept(&rules)}
            <h2>{tr!(PrivacyWhoReads)}</h2>
            {readers(&rules)}
            <h2>{tr!(PrivacyCookies)}</h2>
            <ul>
                <li>{tr!(PrivacyCookieSession)}</li>
                <li>{tr!(PrivacyCookieDevice)}</li>
                <li>{tr!(PrivacyCookieForm)}</li>
                <li>{tr!(PrivacyCookieLooks)}</li>
            </ul>
            <p>{tr!(PrivacyBrowser)}</p>
            <h2>{tr!(PrivacyRights)}</h2>
            <ul>
                <li>{linked(tr!(PrivacySee), &["/record", "/account"])}</li>
                <li>{linked(tr!(PrivacySeeReaders), &["/record/readers"])}</li>
                <li>{linked(tr!(PrivacyDecide), &["/record/sharing"])}</li>
                <li>{linked(tr!(PrivacyCorrect), &["/record/about"])}</li>
                <li>{linked(tr!(PrivacyDownload), &["/account/export"])}</li>
                <li>{tr!(PrivacyUnrate)}</li>
                <li>{linked(tr!(PrivacyDevices), &["/account/devices"])}</li>
                <li>{linked(tr!(PrivacyTwoSteps), &["/account/security"])}</li>
                <li>{linked(tr!(PrivacyTopics), &["/account/notifications"])}</li>
                <li>{linked(tr!(PrivacyClose), &["/account/close"])}</li>
                <li>{linked(tr!(PrivacyTake), &["/record"])}</li>
                <li>{linked(tr!(PrivacyAsk), &["/contact"])}</li>
                <li>{tr!(PrivacyComplain)}</li>
            </ul>
        </div>
    }
    .into_any()
}

/// What is kept, why, and how long.
fn kept(rules: &HouseRulesView) -> AnyView {
    let appointments = match rules.hold_minutes {
        0 => tr!(PrivacyAppointments).to_owned(),
        minutes => counted!(PrivacyHeld, usize::from(minutes), kept = tr!(PrivacyAppointments)),
    };
    let reviews = if rules.reviews_on_home { tr!(PrivacyRatingsHome) } else { tr!(PrivacyRatingsPage) };
    let account = tr!(PrivacyAccountKept, after = after(DAYS_TO_ACTIVATE), listed = after(DAYS_BULK_RUN));
    let applications = tr!(PrivacyJoinKept, decided = after(DAYS_AFTER_DECISION), unanswered = after(DAYS_TO_ANSWER));
    let rows = [
        (tr!(Account), account),
        (tr!(NavAllAppointments), appointments),
        (tr!(PrivacyRecord), tr!(PrivacyRecordKept).to_owned()),
        (tr!(Documents), tr!(PrivacyDocuments, megabytes = rules.document_megabytes)),
        (tr!(Messages), tr!(PrivacyMessages).to_owned()),
        (tr!(PrivacyRatings), reviews.to_owned()),
        (tr!(NavWaitingList), tr!(PrivacyWaiting).to_owned()),
        (tr!(PrivacyToClinic), tr!(PrivacyToClinicKept).to_owned()),
        (tr!(PrivacyAnnouncements), tr!(PrivacyAnnouncementsKept, after = after(DAYS_ANNOUNCEMENT))),
        (tr!(PrivacyEmail), tr!(PrivacyEmailKept).to_owned()),
        (tr!(PrivacyPush), tr!(PrivacyPushKept).to_owned()),
        (tr!(PrivacySecondStep), tr!(PrivacySecondStepKept).to_owned()),
        (tr!(PrivacyPasskeys), tr!(PrivacyPasskeysKept).to_owned()),
        (tr!(PrivacyPrograms), tr!(PrivacyProgramsKept).to_owned()),
        (tr!(PrivacyCopy), tr!(PrivacyCopyKept).to_owned()),
        (tr!(PrivacySessions), tr!(PrivacySessionsKept).to_owned()),
        (tr!(PrivacyRefused), tr!(PrivacyRefusedKept).to_owned()),
        (tr!(PrivacyAudit), tr!(PrivacyAuditKept).to_owned()),
        (tr!(PrivacyJoin), applications),
        (tr!(PrivacyBackups), tr!(PrivacyBackupsKept, how = backups(rules))),
        (tr!(Search), tr!(PrivacySearchKept).to_owned()),
    ];
    let programs = rules.api_enabled.then(|| (tr!(PrivacyApi), tr!(PrivacyApiKept).to_owned()));
    let rows = rows
        .into_iter()
        .chain(programs)
        .map(|(what, text)| view! { <div><dt>{what}</dt><dd>{text}</dd></div> })
        .collect_view();
    view! { <dl class="summary of-terms">{rows}</dl> }.into_any()
}

fn after(days: i64) -> String {
    counted!(PrivacyAfterDays, usize::try_from(days).unwrap_or_default())
}

/// How often backups run, and how long they are kept.
fn backups(rules: &HouseRulesView) -> String {
    if rules.backup_hours == 0 {
        return tr!(PrivacyBackupsClinic).to_owned();
    }
    let every = counted!(PrivacyEveryHours, usize::from(rules.backup_hours));
    let kept = counted!(PrivacyLatestKept, usize::from(rules.backups_kept));
    tr!(PrivacyBackupsMade, every = every, kept = kept)
}

fn readers(rules: &HouseRulesView) -> AnyView {
    let many = |days: u32| usize::try_from(days).unwrap_or(usize::MAX);
    let from = match rules.days_before {
        0 => tr!(PrivacyFromDay).to_owned(),
        days => counted!(PrivacyFromDays, many(days)),
    };
    let until = match rules.days_after {
        0 => tr!(PrivacyUntilDay).to_owned(),
        days => counted!(PrivacyUntilDays, many(days)),
    };
    let administrators = if rules.administrators_read { tr!(PrivacyAdminsRead) } else { tr!(PrivacyAdminsCannot) };
    let by_name = if rules.finds_all_patients { tr!(PrivacyFindAll) } else { tr!(PrivacyFindOwn) };
    view! {
        <ul>
            <li>{tr!(PrivacyTreating, from = from, until = until)}</li>
            <li>{tr!(PrivacyReceptionists)}</li>
            <li>{tr!(PrivacyManagers)}</li>
            <li>{tr!(PrivacyOthers)}</li>
            <li>{tr!(PrivacyEmergency)}</li>
            <li>{administrators}</li>
            <li>{by_name}</li>
            <li>{tr!(PrivacyEveryLook)}</li>
        </ul>
    }
    .into_any()
}
