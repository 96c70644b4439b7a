//! Converts use cases' results to the views of `server_fns::bulk`.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{appointment, suggest, time_view::ago};
use crate::{
    domain::{account::AccountStatus, ids::AccountId},
    error::AppError,
    service::{
        bulk::{
            Chosen, Deed, Ended, LeftOut, MOST, Target,
            run::{Item, Run, Stage, Why, new_key},
        },
        directory::Directory,
    },
    views::bulk::{
        BulkItemView, BulkQuery, BulkRunView, BulkStage, BulkView, CareForm, ChosenView, LotView, MessageForm,
    },
    words::tr,
};

/// The fields of the forms that choose a practitioner, give a reason, or contain a text.
#[derive(Default)]
pub struct Form {
    pub practitioner: String,
    pub scope: String,
    pub trusted_until: String,
    pub reason: String,
    pub message: MessageForm,
}

/// The idempotency key, generated if none was sent.
pub fn key(sent: String) -> String {
    if sent.is_empty() { new_key() } else { sent }
}

/// If there are more than this, only the people to whom it wasn't done are shown.
const SHOWN: usize = 100;

/// The deed and the chosen targets.
pub fn chosen(query: &BulkQuery, form: Form) -> Result<(Deed, Vec<Target>), AppError> {
    let deed = match query.deed.as_str() {
        "activate" => Deed::Status(AccountStatus::Active),
        "deactivate" => Deed::Status(AccountStatus::Inactive),
        "assign" => Deed::Assign { practitioner: form.practitioner, kind: form.scope, until: form.trusted_until },
        "message" => Deed::Message { subject: form.message.subject, text: form.message.text },
        _ => return Err(AppError::BadRequest),
    };
    let accounts = query.accounts.iter().filter_map(|id| id.parse().ok());
    Ok((deed, accounts.map(Target::Account).collect()))
}

/// The reader's earlier runs.
pub fn no_one(query: BulkQuery, runs: Vec<Run>, now: Timestamp) -> BulkView {
    let runs = runs.into_iter().map(|one| run(one, now)).collect();
    BulkView {
        deed: query.deed,
        key: String::new(),
        undo: String::new(),
        chosen: Vec::new(),
        gone: 0,
        lot: None,
        run: String::new(),
        message: MessageForm::default(),
        care: CareForm::default(),
        runs,
    }
}

/// The preview.
pub fn preview(
    query: BulkQuery,
    deed: &Deed,
    (asked, chosen): (usize, Vec<Chosen>),
    lot: Option<LotView>,
    (before, directory): (Option<Deed>, &Directory),
) -> BulkView {
    let (message, care) = as_before(before, directory);
    let gone = asked.saturating_sub(chosen.len());
    let chosen = chosen.into_iter().map(|Chosen { target, account, visit, left_out }| ChosenView {
        id: target.stored().1,
        href: href(target, account.id),
        name: account.full_name,
        email: account.email,
        when: visit.as_ref().map(appointment::time),
        why_not: left_out.map(why_not).unwrap_or_default(),
    });
    BulkView {
        deed: deed.word().to_owned(),
        key: new_key(),
        undo: query.undo,
        chosen: chosen.collect(),
        gone,
        lot,
        run: query.run,
        message,
        care,
        runs: Vec::new(),
    }
}

/// What was typed for the group before. A practitioner who has left since is to be chosen anew.
fn as_before(before: Option<Deed>, directory: &Directory) -> (MessageForm, CareForm) {
    match before {
        Some(Deed::Message { subject, text }) => (MessageForm { subject, text }, CareForm::default()),
        Some(Deed::Assign { practitioner, kind, until }) => {
            let person = practitioner.parse().ok().and_then(|id| directory.practitioner(id));
            let practitioner = person.map(|person| suggest::practitioner(directory, person));
            (MessageForm::default(), CareForm { practitioner, scope: kind, trusted_until: until })
        }
        _ => Default::default(),
    }
}

/// How many different ones are asked for, of as many as can be chosen at once.
pub fn how_many<Id: Ord>(asked: impl IntoIterator<Item = Id>) -> usize {
    asked.into_iter().take(MOST).collect::<BTreeSet<Id>>().len()
}

/// The progress of a run.
pub fn run(run: Run, now: Timestamp) -> BulkRunView {
    let is_left = |one: &Item| matches!(one.stage, Stage::NotDone(_));
    let shows_all = run.items.len() <= SHOWN;
    BulkRunView {
        deed: run.deed.word().to_owned(),
        asked: ago(run.asked_at, now),
        is_over: run.is_over,
        progress: run.progress,
        not_done: run.items.iter().filter(|one| is_left(one)).count(),
        undoes: run.undoes,
        undone_by: run.undone_by,
        can_be_undone: run.can_be_undone,
        message: match run.deed {
            Deed::Message { subject, text } => Some(MessageForm { subject, text }),
            _ => None,
        },
        items: run.items.into_iter().filter(|one| shows_all || is_left(one)).map(item).collect(),
        id: run.id,
    }
}

fn item(one: Item) -> BulkItemView {
    let stage = match one.stage {
        Stage::Waiting => BulkStage::Waiting,
        Stage::Done => BulkStage::Done,
        Stage::NotDone(Why::LeftOut(why)) => BulkStage::LeftOut(why_not(why)),
        Stage::NotDone(Why::Ended(why)) => BulkStage::LeftOut(ended(why).to_owned()),
        Stage::NotDone(Why::Refused(error)) => BulkStage::Refused(error),
    };
    BulkItemView { href: href(one.target, one.person), name: one.name, email: one.email, stage }
}

/// Where a name links to.
fn href(target: Target, person: AccountId) -> String {
    match target {
        Target::Account(_) | Target::Relationship(_) | Target::BookedAt(..) => format!("/admin/users/{person}"),
        Target::Appointment(id) | Target::Seen(id, _) | Target::MovedTo(id, ..) => format!("/admin/appointments/{id}"),
    }
}

/// Why there is nothing to do, or it cannot be done.
pub fn why_not(why: LeftOut) -> String {
    let words = match why {
        LeftOut::Already => tr!(PeopleNothingToChange),
        LeftOut::Oneself => tr!(PeopleNotOneself),
        LeftOut::NoPatient => tr!(PeopleNoPatient),
        LeftOut::Over => tr!(ClinicCantCancel),
        LeftOut::OwnVisit => tr!(ClinicOwnVisit),
        LeftOut::Inactive => tr!(PeopleNotActive),
        LeftOut::Booked => tr!(PeopleStillBooked),
    };
    words.to_owned()
}

fn ended(why: Ended) -> &'static str {
    match why {
        Ended::NotAllowed => tr!(PeopleRunNotAllowed),
        Ended::SignedOut => tr!(PeopleRunSignedOut),
    }
}
