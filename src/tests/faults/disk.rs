//! A disk whose nth write or sync fails: with a device error, or because it is full; once, or until it is repaired.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use tokio::time::sleep;

use super::{answers, assert_nothing_is_lost, send, times};
use crate::support::{
    TestDb,
    server::{Answer, Server, ask, assert_audit_stands, book, clinic_with_wishes},
};

/// Device error and disk full: EIO and ENOSPC.
const ERRORS: [i32; 2] = [5, 28];
/// A write, and a sync.
const CALLS: [char; 2] = ['w', 's'];
/// How many bookings run during each failure, and how many after it.
const DURING: usize = 4;
const AFTER: usize = 1;

/// The layer between a server and its disk.
struct Disk {
    folder: tempfile::TempDir,
    library: PathBuf,
}

impl Disk {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let library = folder.path().join("failing_disk.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/files/failing_disk.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o"]).arg(&library).arg(source);
        let compiled = compiler.args(["-ldl", "-lpthread"]).output().expect("a C compiler");
        assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
        Self { folder, library }
    }

    fn order(&self) -> PathBuf {
        self.folder.path().join("order")
    }

    /// Starts a server on this disk, with its database.
    fn start(&self, url: &str) -> Server {
        let database = Path::new(url.strip_prefix("sqlite:").expect("a file"));
        let folder = fs::canonicalize(database.parent().expect("a folder")).expect("it is there");
        let text = |path: &Path| path.to_str().expect("text").to_owned();
        let variables = [
            ("LD_PRELOAD", text(&self.library)),
            ("FAILING_FOLDER", text(&folder)),
            ("FAILING_ORDER", text(&self.order())),
        ];
        Server::start_with(url, &variables.each_ref().map(|(name, value)| (*name, value.as_str())))
    }

    /// From now on, the nth call fails and, if held, so do all later ones.
    fn fail(&self, call: char, nth: usize, error: i32, held: bool) {
        // A new file each time, which appears atomically: with each, calls are counted from one again.
        let written = self.folder.path().join("written");
        fs::write(&written, format!("{call} {nth} {error} {}", u8::from(held))).expect("written");
        fs::rename(written, self.order()).expect("ordered");
    }

    /// Repairs the disk; returns how many calls failed.
    fn mend(&self) -> usize {
        let struck = self.folder.path().join("order.struck");
        // The next file may get the inode number of a deleted one, so this one is kept under another name.
        fs::rename(self.order(), self.folder.path().join("mended")).expect("mended");
        let failed = fs::read(&struck).unwrap_or_default().len();
        drop(fs::remove_file(struck));
        failed
    }
}

/// Waits until a server reports that it is well.
async fn assert_recovers(server: &Server, failure: &str) {
    for _ in 0..200 {
        if ask(&server.address, "/health/ready").await.starts_with("HTTP/1.1 200") {
            return;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("after {failure}, it does not get well by itself");
}

/// Runs each failure, at each of the first writes and syncs.
async fn failing(times: usize) {
    let (disk, test) = (Disk::new(), TestDb::sqlite().await);
    let failures: Vec<_> = CALLS
        .iter()
        .flat_map(|call| ERRORS.map(|error| (*call, error)))
        .flat_map(|(call, error)| [false, true].map(|held| (call, error, held)))
        .flat_map(|(call, error, held)| (1..=times).map(move |nth| (call, error, held, nth)))
        .collect();
    let (clinic, wishes) = clinic_with_wishes(test, failures.len() * (DURING + AFTER)).await;
    let mut server = disk.start(&clinic.test.url);
    let (mut seen, mut struck) = (Vec::new(), 0);
    for ((call, error, held, nth), wishes) in failures.iter().zip(wishes.chunks(DURING + AFTER)) {
        let failure = format!("error {error} of {call} {nth}, held: {held}");
        disk.fail(*call, *nth, *error, *held);
        seen.extend(answers(send(&server, &wishes[..DURING])).await);
        struck += disk.mend();
        assert_recovers(&server, &failure).await;
        for wish in &wishes[DURING..] {
            let answer = book(&server.address, wish).await;
            assert!(matches!(answer, Answer::Booked | Answer::Refused), "after {failure}: {answer:?}");
            seen.push(answer);
        }
    }
    let later = seen.iter().filter(|answer| **answer == Answer::Later).count();
    println!("{struck} of the disk's calls failed, and {later} of {} bookings with them", seen.len());
    assert!(struck > 0 && later > 0, "no booking met a failure: this proves nothing");

    // Only what is on disk counts.
    server.kill();
    let mut server = Server::start(&clinic.test.url);
    assert_nothing_is_lost(&server, &clinic, &wishes, &seen).await;
    server.kill();
    assert_audit_stands(&clinic.test.url);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_fails_at_a_write_or_a_sync_costs_no_confirmed_booking() {
    failing(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn a_disk_that_fails_at_any_write_or_sync_costs_no_confirmed_booking() {
    failing(times()).await;
}
