//! Only its owner can read what is stored on this machine.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use consulta::storage::{
    db::Db,
    files::{Files, Place},
};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

#[tokio::test]
async fn a_new_database_is_its_owners_only_and_one_that_was_open_is_closed() {
    let parent = tempfile::tempdir().expect("a temporary folder");
    let folder = parent.path().join("a/b");
    let file = folder.join("c.db");
    let url = format!("sqlite:{}", file.display());
    let beside = ["c.db", "c.db-wal", "c.db-shm"].map(|name| folder.join(name));

    let db = Db::open(&url).await.expect("made");
    assert_eq!(mode(&folder), 0o700);
    assert!(beside.iter().all(|path| mode(path) == 0o600));
    for path in &beside {
        fs::set_permissions(path, Permissions::from_mode(0o644)).expect("opened");
    }
    let again = Db::open(&url).await.expect("there");

    assert!(beside.iter().all(|path| mode(path) == 0o600));
    again.close().await;
    db.close().await;
}

#[tokio::test]
async fn a_folder_of_documents_that_was_open_is_closed() {
    let parent = tempfile::tempdir().expect("a temporary folder");
    let folder = parent.path().join("documents");
    fs::create_dir(&folder).expect("made");
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).expect("opened");

    drop(Files::open(&Place::Folder(folder.clone())).expect("there"));

    assert_eq!(mode(&folder), 0o700);
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_not_spoken_to_where_it_should() {
    let server = std::env::var("CONSULTA_TEST_POSTGRES").expect("a server");

    let refused = Db::open(&format!("{server}postgres?sslmode=require")).await.expect_err("it has no certificate");

    let told = refused.to_string();
    assert!(told.contains("does not support TLS"), "{told}");
}
