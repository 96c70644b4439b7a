//! A backup restores everything, or is refused with the reason.

use std::{collections::BTreeMap, ffi::OsStr, fs, path::Path};

use bytes::Bytes;
use consulta::{
    domain::account::Actor,
    service::{
        Outcome,
        backup::{self, Keys, MANIFEST, Made, Options, Passphrase, Proof, Target},
        booking,
        clock::Clock,
        setting, upkeep,
    },
    storage::{
        audit::AuditKey,
        db::Db,
        files::Files,
        schema,
        transfer::{self, Content},
        upkeep as rows,
    },
};
use futures::TryStreamExt;
use jiff::SignedDuration;

use crate::support::{Clinic, TestDb, at, monday_morning, on_both};

/// An empty place of the same kind to restore to.
struct Elsewhere {
    url: String,
    files: Files,
    _kept: (tempfile::TempDir, Option<TestDb>),
}

impl Elsewhere {
    async fn like(test: &TestDb) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        match test.db {
            Db::Sqlite { .. } => {
                let url = format!("sqlite:{}", folder.path().join("restored.db").display());
                Self { url, files: Files::in_memory(), _kept: (folder, None) }
            }
            Db::Postgres(..) => {
                let test = TestDb::postgres().await;
                let url = test.url.clone();
                test.db.close().await;
                Self { url, files: Files::in_memory(), _kept: (folder, Some(test)) }
            }
        }
    }

    async fn restore(&self, from: &Path, options: Options<'_>) -> Outcome<Proof> {
        let target = Target { url: &self.url, files: &self.files, key: &AuditKey::default() };
        backup::restore(from, &target, options, monday_morning()).await
    }
}

async fn contents(url: &str) -> BTreeMap<String, Content> {
    let mut conn = schema::connect(url, false).await.expect("a connection");
    transfer::contents(&mut conn).await.expect("every table")
}

/// A clinic with people, an appointment and a file, and a backup of it.
async fn backed_up(test: TestDb, below: &Path) -> (Clinic, Made, Actor) {
    let clinic = Clinic::new(test).await;
    let doctor = clinic.practitioner("Ann Döctor").await;
    let patient = clinic.patient("Pat 'Quote' Ient").await;
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
    clinic.services.files.put("ab/cdef", Bytes::from_static(b"a document")).await.expect("stored");
    let made = backup::make(&clinic.services, &clinic.test.url, below).await.expect("backed up");
    (clinic, made, patient)
}

/// Everything below a folder, by relative path.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("entries") {
        let path = entry.expect("one").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(below, content)| (format!("{name}/{below}"), content)));
        } else {
            found.push((name, fs::read(&path).expect("a file")));
        }
    }
    found.sort();
    found
}

on_both! {
    async fn what_is_restored_equals_what_was_backed_up_row_by_row(test) {
        let below = tempfile::tempdir().expect("a folder");
        let elsewhere = Elsewhere::like(&test).await;
        let (clinic, made, _) = backed_up(test, below.path()).await;

        let proof = elsewhere.restore(&made.folder, Options::default()).await.expect("restored");

        assert_eq!(contents(&elsewhere.url).await, contents(&clinic.test.url).await);
        assert_eq!((proof.documents, proof.audited), (1, Some(made.manifest.audit.seq)));
        assert_eq!(elsewhere.files.keys().await.expect("keys"), ["ab/cdef"]);
        let again = elsewhere.restore(&made.folder, Options::default()).await.expect_err("it is not empty now");
        assert!(again.to_string().contains("not empty"), "{again}");
        elsewhere.restore(&made.folder, Options { replace: true, ..Options::default() }).await.expect("replaced");
        assert_eq!(contents(&elsewhere.url).await, contents(&clinic.test.url).await);
    }
}

/// Changes one byte in the middle of a file.
fn flip(path: &Path) {
    let mut bytes = fs::read(path).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).expect("written");
}

on_both! {
    async fn a_backup_that_was_cut_or_changed_is_refused_and_leaves_nothing(test) {
        let below = tempfile::tempdir().expect("a folder");
        let elsewhere = Elsewhere::like(&test).await;
        let (_clinic, made, _) = backed_up(test, below.path()).await;
        let database = made.folder.join(&made.manifest.database.path);
        let document = made.folder.join("documents/ab/cdef");
        let manifest = made.folder.join(MANIFEST);

        for path in [&database, &document, &manifest] {
            let whole = fs::read(path).expect("a file");
            flip(path);
            elsewhere.restore(&made.folder, Options::default()).await.expect_err("one byte is another");
            fs::write(path, &whole[..whole.len() - 1]).expect("cut");
            elsewhere.restore(&made.folder, Options::default()).await.expect_err("the last byte is missing");
            fs::remove_file(path).expect("removed");
            elsewhere.restore(&made.folder, Options::default()).await.expect_err("it is missing");
            fs::write(path, whole).expect("put back");
        }

        assert_eq!(elsewhere.files.keys().await.expect("keys"), Vec::<String>::new());
        if let Some(file) = elsewhere.url.strip_prefix("sqlite:") {
            let left = fs::read_dir(Path::new(file).parent().expect("a folder")).expect("entries").count();
            assert_eq!(left, 0, "not even half a database");
        }
        elsewhere.restore(&made.folder, Options::default()).await.expect("whole again");
    }
}

on_both! {
    async fn the_drill_proves_the_newest_backup_and_tells_of_one_that_is_damaged(test) {
        let below = tempfile::tempdir().expect("a folder");
        let (clinic, made, _) = backed_up(test, below.path()).await;
        let audit = AuditKey::default();
        let keys = Keys { audit: &audit, passphrase: None };
        let drill = || backup::drill(below.path(), &clinic.test.url, keys, monday_morning());

        let proof = drill().await.expect("proven");
        assert!(proof.rows > 10 && proof.audited.is_some_and(|rows| rows > 0), "{proof:?}");
        let left = fs::read_dir(below.path()).expect("entries").count();
        assert_eq!(left, 1, "nothing but the backup is left");
        flip(&made.folder.join(&made.manifest.database.path));
        let damaged = drill().await.expect_err("damaged").to_string();
        assert!(damaged.contains("damaged"), "{damaged}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_newer_version_of_another_kind_or_with_another_key_is_refused_in_words() {
    let below = tempfile::tempdir().expect("a folder");
    let test = TestDb::sqlite().await;
    let elsewhere = Elsewhere::like(&test).await;
    let (_clinic, made, _) = backed_up(test, below.path()).await;
    let key = AuditKey::from_secret(&"k".repeat(32)).expect("long enough");
    let files = Files::in_memory();
    let restore = async |url: &str| {
        let target = Target { url, files: &files, key: &key };
        backup::restore(&made.folder, &target, Options::default(), monday_morning())
            .await
            .expect_err("refused")
            .to_string()
    };

    let other_key = restore(&elsewhere.url).await;
    let other_kind = restore("postgres://localhost/nowhere").await;
    let folder = below.path().join("newer");
    fs::create_dir(&folder).expect("made");
    let mut newer = made.manifest.clone();
    newer.level += 1_000;
    newer.write(&folder).expect("written");
    let newer = elsewhere.restore(&folder, Options::default()).await.expect_err("newer").to_string();

    assert!(other_key.contains("--lost-key"), "{other_key}");
    assert!(other_kind.contains("consulta copy"), "{other_kind}");
    assert!(newer.contains("newer than this program"), "{newer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_newest_are_kept_and_nothing_else_is_deleted() {
    let below = tempfile::tempdir().expect("a folder");
    let (_clinic, made, _) = backed_up(TestDb::sqlite().await, below.path()).await;
    for older in [
        "consulta-20251128T000000Z",
        "consulta-20241128T000000Z",
        "consulta-notes",
        ".unfinished-consulta-20200101T000000Z",
    ] {
        fs::create_dir(below.path().join(older)).expect("made");
    }
    for backup in ["consulta-20251128T000000Z", "consulta-20241128T000000Z"] {
        fs::write(below.path().join(backup).join(MANIFEST), "{}").expect("written");
    }

    let deleted = backup::keep_only(below.path(), 2, monday_morning()).expect("kept");

    let mut left: Vec<_> =
        fs::read_dir(below.path()).expect("entries").map(|entry| entry.expect("one").file_name()).collect();
    left.sort();
    assert_eq!(deleted, 1);
    let newest = made.folder.file_name().expect("a name");
    assert_eq!(left, [OsStr::new("consulta-20251128T000000Z"), newest, OsStr::new("consulta-notes")]);
}

on_both! {
    async fn of_two_processes_one_backs_up_when_it_is_due_and_how_it_went_is_stored(test) {
        let below = tempfile::tempdir().expect("a folder");
        let process = |name: &str, hours: i64| {
            let upkeep = upkeep::Upkeep {
                backups: Some(below.path().to_owned()),
                url: test.url.clone(),
                process: name.to_owned(),
                ..upkeep::Upkeep::default()
            };
            let clock = Clock::fixed(monday_morning() + SignedDuration::from_hours(hours));
            consulta::service::Services::new(test.db.clone(), clock).with_upkeep(upkeep)
        };
        let runs = async || rows::all(&mut test.db.read().await.expect("a connection")).await.expect("runs");
        let made = || backup::list(below.path()).expect("a list").len();

        let (first, second) = (process("one", 0), process("two", 0));
        let both = tokio::join!(upkeep::run_due(&first), upkeep::run_due(&second));
        both.0.and(both.1).expect("done");
        assert_eq!(made(), 1, "one of them did it");
        upkeep::run_due(&process("one", 23)).await.expect("done");
        assert_eq!(made(), 1, "not due yet");
        setting::set(&first, "backup.keep", "1").await.expect("set");
        upkeep::run_due(&process("two", 24)).await.expect("done");

        assert_eq!(made(), 1, "the older one was deleted");
        let now = monday_morning().as_second() + 24 * 3_600;
        let runs = runs().await;
        let backup = runs.iter().find(|run| run.name == "backup").expect("a run");
        assert_eq!((backup.succeeded_at, backup.outcome.as_str()), (now, "done"));
        assert!(runs.iter().all(|run| !run.has_failed() && run.succeeded_at > 0), "{runs:?}");
    }
}

on_both! {
    async fn an_encrypted_backup_shows_nothing_and_comes_back_with_its_passphrase_only(test) {
        let below = tempfile::tempdir().expect("a folder");
        let elsewhere = Elsewhere::like(&test).await;
        let (clinic, ..) = backed_up(test, below.path()).await;
        let right = Passphrase::of("a long and unusual one").expect("long enough");
        let wrong = Passphrase::of("another and unusual one").expect("long enough");
        let files_of_clinic = clinic.services.files.clone();
        let later = Clock::fixed(monday_morning() + SignedDuration::from_hours(1));
        let services = consulta::service::Services::new(clinic.test.db.clone(), later)
            .with_files(files_of_clinic)
            .with_upkeep(upkeep::Upkeep { passphrase: Some(right.clone()), ..upkeep::Upkeep::default() });
        let made = backup::make(&services, &clinic.test.url, below.path()).await.expect("backed up");

        let sealed = files(&made.folder);
        let names: Vec<&str> = sealed.iter().map(|(name, _)| name.as_str()).collect();
        let database = format!("{}.age", made.manifest.database.path);
        assert_eq!(names, [database.as_str(), "documents/ab/cdef.age", "manifest.json.age"]);
        for (name, content) in &sealed {
            assert!(content.starts_with(b"age-encryption.org/v1\n"), "{name}");
            for secret in ["Quote", "a document", "made_at"] {
                assert!(!content.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} in {name}");
            }
        }
        assert_eq!(backup::list(below.path()).expect("a list").len(), 2, "beside the one that is not encrypted");

        let with = |passphrase| Options { passphrase, ..Options::default() };
        let unnamed = elsewhere.restore(&made.folder, with(None)).await.expect_err("no passphrase").to_string();
        let other = elsewhere.restore(&made.folder, with(Some(&wrong))).await.expect_err("another").to_string();
        assert!(unnamed.contains("is encrypted: set CONSULTA_BACKUP_KEY_FILE"), "{unnamed}");
        assert!(other.contains("another passphrase"), "{other}");
        // Each attempt stretches the passphrase, which is slow by design.
        for ((name, whole), is_cut) in sealed.iter().zip([false, false, true]) {
            let path = made.folder.join(name);
            flip(&path);
            if is_cut {
                fs::write(&path, &whole[..whole.len() - 1]).expect("cut");
            }
            elsewhere.restore(&made.folder, with(Some(&right))).await.expect_err("changed or cut");
            fs::write(&path, whole).expect("put back");
        }
        elsewhere.restore(&made.folder, with(Some(&right))).await.expect("restored");

        assert_eq!(contents(&elsewhere.url).await, contents(&clinic.test.url).await);
        let kept = elsewhere.files.whole("ab/cdef").await.expect("read").expect("a file");
        let kept: Vec<Bytes> = kept.try_collect().await.expect("read");
        assert_eq!(kept.concat(), b"a document");
    }
}

on_both! {
    async fn the_drill_opens_an_encrypted_backup_and_leaves_nothing_of_it_open(test) {
        let below = tempfile::tempdir().expect("a folder");
        let passphrase = Passphrase::of("a long and unusual one");
        let upkeep = upkeep::Upkeep {
            backups: Some(below.path().to_owned()),
            passphrase: passphrase.clone(),
            url: test.url.clone(),
            ..upkeep::Upkeep::default()
        };
        let services = consulta::service::Services::new(test.db.clone(), Clock::fixed(monday_morning())).with_upkeep(upkeep);

        upkeep::run_due(&services).await.expect("backed up and drilled");

        let runs = rows::all(&mut test.db.read().await.expect("a connection")).await.expect("runs");
        assert!(runs.iter().all(|run| !run.has_failed() && run.succeeded_at > 0), "{runs:?}");
        assert!(runs.iter().any(|run| run.name == "backup" && run.detail.contains("\"sealed\":true")), "{runs:?}");
        if let Some(file) = test.url.strip_prefix("sqlite:") {
            let beside = fs::read_dir(Path::new(file).parent().expect("a folder")).expect("entries");
            let open = beside.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_dir())).count();
            assert_eq!(open, 0, "no folder is left beside the database");
        }
        let other = Passphrase::of("another and unusual one");
        let keys = Keys { audit: services.db.audit_key(), passphrase: other.as_ref() };
        let told = backup::drill(below.path(), &test.url, keys, monday_morning()).await.expect_err("another").to_string();
        assert!(told.contains("another passphrase"), "{told}");
    }
}
