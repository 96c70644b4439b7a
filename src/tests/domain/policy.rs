//! The role x resource x action matrix: a change of policy is a readable diff of the snapshot.

use std::fmt::Write;

use consulta::domain::{
    account::{Actor, Role},
    app_scope::Readable,
    ids::{AccountId, AppId, PatientId, PractitionerId},
    policy::{Action, Basis, Resource, decide},
    settings::{Group, Visibility},
};

const ME: i64 = 1;
const OTHER: i64 = 2;

fn actors() -> Vec<(&'static str, Actor)> {
    let account = |roles: &[Role]| Actor::Account { id: AccountId(ME), roles: roles.to_vec() };
    vec![
        ("visitor", Actor::Visitor),
        ("no role", account(&[])),
        ("patient", account(&[Role::Patient])),
        ("practitioner", account(&[Role::Practitioner])),
        ("receptionist", account(&[Role::Receptionist])),
        ("manager", account(&[Role::Manager])),
        ("auditor", account(&[Role::Auditor])),
        ("administrator", account(&[Role::Administrator])),
        ("patient and practitioner", account(&[Role::Patient, Role::Practitioner])),
        (
            "app of the patient's",
            Actor::App { app: AppId(1), patient: PatientId(ME), reads: vec![Readable::Observation] },
        ),
    ]
}

fn resources() -> Vec<(&'static str, Resource)> {
    let appointment = |patient, practitioner| Resource::Appointment {
        patient: PatientId(patient),
        practitioner: PractitionerId(practitioner),
    };
    vec![
        ("the clinic", Resource::Clinic),
        ("the directory for all", Resource::Directory(Visibility::Public)),
        ("the directory for members", Resource::Directory(Visibility::Members)),
        ("own account", Resource::Account(AccountId(ME))),
        ("another's account", Resource::Account(AccountId(OTHER))),
        ("self as patient", Resource::Patient(PatientId(ME))),
        ("another patient", Resource::Patient(PatientId(OTHER))),
        ("self as practitioner", Resource::Practitioner(PractitionerId(ME))),
        ("another practitioner", Resource::Practitioner(PractitionerId(OTHER))),
        ("appointment as its patient", appointment(ME, OTHER)),
        ("appointment as its practitioner", appointment(OTHER, ME)),
        ("appointment of others", appointment(OTHER, OTHER + 1)),
        ("a desk at which one works", Resource::Desk(Some(Basis::FrontDesk))),
        ("another desk", Resource::Desk(None)),
        ("a setting of booking", Resource::Setting(Group::Booking)),
        ("a setting of access", Resource::Setting(Group::Access)),
        ("appointments entrusted to one", Resource::Entrusted(PatientId(OTHER), Some(Basis::Proxy))),
        ("appointments that are not entrusted", Resource::Entrusted(PatientId(OTHER), None)),
        ("own record", Resource::Record(PatientId(ME), Some(Basis::Own))),
        ("own record, to an app", Resource::Record(PatientId(ME), Some(Basis::App))),
        ("another's record, to an app", Resource::Record(PatientId(OTHER), Some(Basis::App))),
        ("record of a patient whom one treats", Resource::Record(PatientId(OTHER), Some(Basis::Treating))),
        ("record of a patient about whom one wrote", Resource::Record(PatientId(OTHER), Some(Basis::Author))),
        ("record that a patient trusts one with", Resource::Record(PatientId(OTHER), Some(Basis::Proxy))),
        ("record that is not one's own, taken for it", Resource::Record(PatientId(OTHER), Some(Basis::Own))),
        ("record without a ground", Resource::Record(PatientId(OTHER), None)),
    ]
}

#[test]
fn the_policy_is_the_one_in_the_snapshot() {
    let mut matrix = String::new();
    for &action in Action::ALL {
        writeln!(matrix, "{action:?}").expect("written");
        for (whose, resource) in resources() {
            let allowed: Vec<String> = actors()
                .into_iter()
                .filter_map(|(who, actor)| Some(format!("{who} ({})", decide(&actor, action, resource).ok()?.as_str())))
                .collect();
            if !allowed.is_empty() {
                writeln!(matrix, "    {whose}: {}", allowed.join(", ")).expect("written");
            }
        }
    }

    insta::assert_snapshot!(matrix);
}

#[test]
fn a_visitor_may_only_read_a_public_directory() {
    for &action in Action::ALL {
        for (_, resource) in resources() {
            let open = (action, resource) == (Action::ReadDirectory, Resource::Directory(Visibility::Public));
            assert_eq!(decide(&Actor::Visitor, action, resource).is_ok(), open);
        }
    }
}

#[test]
fn whatever_the_roles_nothing_of_anothers_is_allowed() {
    let others = |resource: &Resource| match resource {
        Resource::Clinic | Resource::Setting(_) | Resource::Directory(_) => false,
        Resource::Desk(ground) => ground.is_none(),
        Resource::Account(id) => id.0 != ME,
        Resource::Patient(id) => id.0 != ME,
        Resource::Practitioner(id) => id.0 != ME,
        Resource::Appointment { patient, practitioner } => patient.0 != ME && practitioner.0 != ME,
        Resource::Entrusted(_, ground) => ground.is_none(),
        Resource::Record(patient, ground) => {
            patient.0 != ME && ground.is_none_or(|ground| matches!(ground, Basis::Own | Basis::App))
        }
    };
    let everything = Actor::Account { id: AccountId(ME), roles: Role::ALL.to_vec() };
    for action in Action::ALL.iter().copied().filter(|action| *action != Action::ReadDirectory) {
        for (whose, resource) in resources().into_iter().filter(|(_, resource)| others(resource)) {
            let runs_the_place = decide(&everything, action, resource) == Ok(Basis::Administration);
            let is_staffs = matches!(action, Action::BookForPatient | Action::CancelAppointment);
            assert_eq!(
                decide(&everything, action, resource).is_ok(),
                runs_the_place && is_staffs,
                "{action:?} {whose}"
            );
        }
    }
}
