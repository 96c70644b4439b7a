//! The program as it is started: what it refuses to serve, and what it does not show.

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

/// Runs `consulta` with a database in a folder, and nothing else of this environment.
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

    for exposed in [("CONSULTA_ADDR", "0.0.0.0:0"), ("CONSULTA_PUBLIC_URL", "https://clinic.example")] {
        let served = consulta(folder.path(), &["serve"], &[exposed], "");
        let told = String::from_utf8_lossy(&served.stderr).into_owned();
        assert!(!served.status.success() && told.contains("demo accounts"), "{exposed:?}: {told}");
    }
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
