//! The program as it is started: what it refuses to serve, and what it does not disclose.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

/// Runs `consulta` with a database in a folder, and nothing else from this environment.
fn consulta(folder: &Path, arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_consulta"))
        .args(arguments)
        .env_clear()
        .env("DATABASE_URL", format!("sqlite:{}", folder.join("c.db").display()))
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    child.stdin.take().expect("open").write_all(input.as_bytes()).expect("read");
    child.wait_with_output().expect("ended")
}

#[test]
fn demo_accounts_are_served_to_this_machine_only() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let seed = ["seed", "--practitioners", "4", "--patients", "5", "--appointments", "6"];
    let seeded = consulta(folder.path(), &seed, &[], "");
    assert!(seeded.status.success(), "{seeded:?}");

    for exposed in [
        ("CONSULTA_ADDR", "0.0.0.0:0"),
        ("CONSULTA_PUBLIC_URL", "https://clinic.example"),
        ("CONSULTA_TRUST_PROXY", "1"),
    ] {
        let served = consulta(folder.path(), &["serve"], &[exposed], "");
        let told = String::from_utf8_lossy(&served.stderr).into_owned();
        assert!(!served.status.success() && told.contains("demo accounts"), "{exposed:?}: {told}");
    }
}

#[test]
fn serving_and_working_are_not_divided_over_a_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");

    for divided in [&["serve", "--no-work"][..], &["work"]] {
        let started = consulta(folder.path(), divided, &[], "");

        let told = String::from_utf8_lossy(&started.stderr).into_owned();
        assert!(!started.status.success() && told.contains("use PostgreSQL"), "{divided:?}: {told}");
    }
    assert!(!folder.path().join("c.db").exists());
}

#[test]
fn no_password_is_among_the_arguments_nor_in_what_is_printed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let create = ["create-admin", "--email", "you@clinic.example", "--name", "Your Name"];

    let created = consulta(folder.path(), &create, &[], "a long and unusual one\n");
    let flag = consulta(folder.path(), &["seed", "--password", "a long and unusual one"], &[], "");

    let printed = [created.stdout.as_slice(), &created.stderr].concat();
    assert!(created.status.success() && !String::from_utf8_lossy(&printed).contains("unusual"), "{created:?}");
    assert!(!flag.status.success(), "there is no such argument");
}

/// The result of `consulta check --json`: its exit code, and the level and text of each area.
fn checked(folder: &Path, environment: &[(&str, &str)]) -> (i32, Vec<(String, String, String)>) {
    let output = consulta(folder, &["check", "--json"], environment, "");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let found = report["findings"].as_array().expect("a list").iter().map(|one| {
        let text = |key: &str| one[key].as_str().expect("text").to_owned();
        (text("area"), text("level"), text("said") + " " + one["advice"].as_str().expect("text"))
    });
    (output.status.code().expect("it ended by itself"), found.collect())
}

fn level<'a>(found: &'a [(String, String, String)], area: &str) -> &'a str {
    found.iter().find(|one| one.0 == area).map_or("none", |one| one.1.as_str())
}

#[test]
fn a_set_up_is_looked_over_without_making_anything_and_its_worst_is_the_exit_code() {
    let folder = tempfile::tempdir().expect("a temporary folder");

    let (code, found) = checked(folder.path(), &[]);
    assert_eq!((code, level(&found, "Database"), level(&found, "The audit's key")), (1, "check", "check"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("entries").count(), 0, "nothing was made");

    let create = ["create-admin", "--email", "you@clinic.example", "--name", "Your Name"];
    assert!(consulta(folder.path(), &create, &[], "a long and unusual one\n").status.success());
    let (code, found) = checked(folder.path(), &[]);
    assert_eq!((code, level(&found, "Database"), level(&found, "Administrators")), (1, "good", "note"), "{found:?}");
    assert_eq!((level(&found, "Backup"), level(&found, "Documents")), ("check", "good"), "{found:?}");

    let lost = folder.path().join("elsewhere.key");
    let (code, found) = checked(folder.path(), &[("CONSULTA_AUDIT_KEY_FILE", lost.to_str().expect("a path"))]);
    assert_eq!(code, 2, "{found:?}");
    assert!(found.iter().any(|one| one.1 == "danger" && one.2.contains("a different key")), "{found:?}");
    assert!(!lost.exists());
    let (code, found) = checked(folder.path(), &[("CONSULTA_PUBLIC_URL", "http://clinic.example")]);
    assert_eq!((code, level(&found, "Address")), (2, "danger"));
    let (code, found) = checked(folder.path(), &[("CONSULTA_ADDR", "here")]);
    assert_eq!((code, level(&found, "Variables")), (2, "danger"));
}

#[test]
fn what_others_could_read_is_told_once_and_mended() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(consulta(folder.path(), &["migrate"], &[], "").status.success());
    let database = folder.path().join("c.db");
    std::fs::set_permissions(&database, std::fs::Permissions::from_mode(0o644)).expect("set");

    let (_, first) = checked(folder.path(), &[]);
    let (_, second) = checked(folder.path(), &[]);

    assert!(first.iter().any(|one| one.0 == "Files" && one.1 == "check" && one.2.contains("mode 644")), "{first:?}");
    assert!(second.iter().all(|one| one.0 != "Files" || one.1 == "good"), "{second:?}");
}

#[test]
fn demo_data_goes_into_no_database_that_others_reach() {
    let folder = tempfile::tempdir().expect("a temporary folder");

    let seeded = consulta(folder.path(), &["seed"], &[("CONSULTA_PUBLIC_URL", "https://clinic.example")], "");

    let told = String::from_utf8_lossy(&seeded.stderr).into_owned();
    assert!(!seeded.status.success() && told.contains("others reach this server"), "{told}");
    assert!(!folder.path().join("c.db").exists());
}

#[test]
fn an_encrypted_backup_is_restored_with_what_is_typed() {
    let (folder, backups) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let below = backups.path().to_str().expect("a path");
    assert!(consulta(folder.path(), &["migrate"], &[], "").status.success());
    let key = ("CONSULTA_BACKUP_PASSPHRASE", "a long and unusual one");
    let backed_up = consulta(folder.path(), &["backup", below], &[key], "");
    let told = String::from_utf8_lossy(&backed_up.stdout).into_owned();
    assert!(backed_up.status.success() && told.contains("It is encrypted"), "{backed_up:?}");
    let made = std::fs::read_dir(below).expect("entries").next().expect("a backup").expect("an entry").path();
    let made = made.to_str().expect("a path");

    let restore = |typed: &str| consulta(folder.path(), &["restore", made, "--replace"], &[], typed);
    let (wrong, right) = (restore("another and unusual one\n"), restore("a long and unusual one\n"));

    let told = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && told.contains("another passphrase"), "{told}");
    assert!(right.status.success(), "{right:?}");
}

#[test]
fn a_slip_on_the_command_line_is_named_and_nothing_is_kept_of_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let nowhere = folder.path().join("nowhere").display().to_string();
    assert!(consulta(folder.path(), &["migrate"], &[], "").status.success());

    for (arguments, told) in [
        (&["set", "booking.confirmed", "auto"][..], "there is no setting booking.confirmed"),
        (&["set", "booking.confirmation", "maybe"], "booking.confirmation can't be \"maybe\": choose auto or approval"),
        (&["set", "booking.hold_minutes", "never"], "choose a whole number from "),
        (&["set", "preset", "hospital"], "choose clinic, healmate, "),
        (&["reset-code", "--email", "no@clinic.example"], "no one signs in with no@clinic.example"),
        (&["reset-factor", "--email", "no@clinic.example"], "no one signs in with no@clinic.example"),
        (&["import", &nowhere], "nowhere is not a folder"),
        (&["create-admin", "--email", "you@clinic.example", "--name", " "], "name"),
        (&["create-admin", "--email", "you", "--name", "Your Name"], "email address"),
    ] {
        // Others may have ended before anything is written to them.
        let typed = if arguments.contains(&" ") { "a long and unusual one\n" } else { "" };
        let done = consulta(folder.path(), arguments, &[], typed);

        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && said.contains(told), "{arguments:?}: {said}");
    }
    let (_, found) = checked(folder.path(), &[]);
    assert_eq!(level(&found, "Administrators"), "danger", "there is still none: {found:?}");
}
