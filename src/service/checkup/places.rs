//! Files and folders on this machine: free space on their disks, who may read them, and what should not be stored side by side.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::{finding::Finding, setup::Setup};
use crate::{service::upkeep::Upkeep, storage::files::Place, words::tr};

const GB: u64 = 1_000_000_000;
/// The permission bits of group and others, and those among them that allow changes.
const OTHERS: u32 = 0o077;
const OTHERS_WRITE: u32 = 0o022;

/// Space on a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Disk {
    /// What the disk holds.
    area: &'static str,
    /// Free bytes.
    free: u64,
    /// Total bytes.
    total: u64,
}

/// Where files are stored on this machine.
struct Places {
    database: Option<PathBuf>,
    documents: Option<PathBuf>,
    backups: Option<PathBuf>,
}

impl Places {
    fn of(upkeep: &Upkeep) -> Self {
        let file = upkeep.url.strip_prefix("sqlite:").map(|rest| rest.split('?').next().unwrap_or_default());
        let documents = match &upkeep.documents {
            Some(Place::Folder(folder)) => Some(folder.clone()),
            _ => None,
        };
        let database = file.map(|file| PathBuf::from(file.strip_prefix("//").unwrap_or(file)));
        Self { database, documents, backups: upkeep.backups.clone() }
    }

    fn database_folder(&self) -> Option<PathBuf> {
        self.database.as_deref().map(folder_of)
    }
}

/// The folder that contains a file.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// All findings about files and folders.
pub fn findings(setup: &Setup, upkeep: &Upkeep) -> Vec<Finding> {
    let places = Places::of(upkeep);
    let mut found: Vec<Finding> = [
        (tr!(FindDiskOfDatabase), places.database_folder()),
        (tr!(FindDiskOfDocuments), places.documents.clone()),
        (tr!(FindDiskOfBackups), places.backups.clone()),
    ]
    .into_iter()
    .filter_map(|(area, folder)| disk(area, &folder?))
    .map(|disk| room(&disk))
    .collect();
    found.extend(beside_each_other(&places));
    found.extend(sealed(setup, upkeep, &places));
    found.extend(key(setup, &places));
    found.extend(modes(setup, &places));
    found
}

fn disk(area: &'static str, folder: &Path) -> Option<Disk> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(Disk { area, free: found.f_bavail * found.f_frsize, total: found.f_blocks * found.f_frsize })
}

fn room(disk: &Disk) -> Finding {
    let area = disk.area;
    let said = tr!(FindFree, free = size(disk.free), total = size(disk.total));
    if disk.free < disk.total / 50 || disk.free < GB / 5 {
        return Finding::danger(area, said, tr!(FindFullDo));
    }
    if disk.free < disk.total / 10 || disk.free < GB {
        return Finding::check(area, said, tr!(FindLowDo));
    }
    Finding::good(area, said)
}

/// `43 MB`, `1.2 GB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        ..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        1_000_000..GB => format!("{} MB", bytes / 1_000_000),
        _ => format!("{}.{} GB", bytes / GB, bytes % GB / (GB / 10)),
    }
}

/// The finding that backups are on the same disk as the original.
fn beside_each_other(places: &Places) -> Option<Finding> {
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
    let backups = device(places.backups.as_deref()?)?;
    let data = places.database_folder().or(places.documents.clone())?;
    (device(&data)? == backups).then(|| Finding::check(tr!(FindBackupPlace), tr!(FindSameDisk), tr!(FindSameDiskDo)))
}

/// Whether backups are encrypted, and whether their encryption key is stored among them.
fn sealed(setup: &Setup, upkeep: &Upkeep, places: &Places) -> Option<Finding> {
    let area = tr!(FindSealing);
    let folder = canonical(places.backups.as_deref()?);
    if upkeep.passphrase.is_none() {
        return Some(Finding::note(area, tr!(FindUnsealed), tr!(FindUnsealedDo)));
    }
    let file = setup.backup_key_file.as_deref().map(folder_of);
    if file.is_some_and(|file| canonical(&file).starts_with(folder)) {
        return Some(Finding::danger(
            area,
            tr!(FindKeyAmong),
            tr!(FindKeyAmongDo, setting = "CONSULTA_BACKUP_KEY_FILE"),
        ));
    }
    let said = tr!(FindSealed);
    Some(Finding::good(area, said))
}

/// The canonical form of a path, if it exists.
fn canonical(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Where the audit's key is stored, and whether it exists.
fn key(setup: &Setup, places: &Places) -> Vec<Finding> {
    let area = tr!(FindAuditKey);
    let Some(file) = &setup.key_file else { return vec![Finding::good(area, tr!(FindKeyEnvironment))] };
    let shown = file.display();
    let mut found = Vec::new();
    if !file.exists() {
        found.push(Finding::check(area, tr!(FindKeyMissing, file = shown), tr!(FindKeyMissingDo)));
    }
    let at = canonical(&folder_of(file));
    let lies_in = |other: &Option<PathBuf>| other.as_deref().is_some_and(|other| at.starts_with(canonical(other)));
    if lies_in(&places.backups) || lies_in(&places.documents) {
        found.push(Finding::danger(
            area,
            tr!(FindKeyInside, file = shown),
            tr!(FindKeyAmongDo, setting = "CONSULTA_AUDIT_KEY_FILE"),
        ));
    } else if lies_in(&places.database_folder()) {
        found.push(Finding::note(area, tr!(FindKeyBeside, file = shown), tr!(FindKeyBesideDo)));
    }
    if found.is_empty() {
        found.push(Finding::good(area, tr!(FindKeyIn, file = shown)));
    }
    found
}

/// What other accounts on this machine can read or change.
fn modes(setup: &Setup, places: &Places) -> Vec<Finding> {
    let keys = setup.key_file.iter().chain(&setup.backup_key_file);
    let mut private: Vec<PathBuf> = keys.chain(&places.documents).cloned().collect();
    if let Some(database) = &places.database {
        private.extend(["", "-wal", "-shm"].map(|ending| {
            let mut path = database.as_os_str().to_owned();
            path.push(ending);
            PathBuf::from(path)
        }));
    }
    let newest =
        places.backups.as_deref().and_then(|folder| super::super::backup::list(folder).ok()?.into_iter().next());
    private.extend(newest);
    let open = |path: &PathBuf, bits: u32| {
        let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & bits != 0).then_some(mode)
    };
    let read = private.iter().filter_map(|path| Some((path, open(path, OTHERS)?, true)));
    let change = places.backups.iter().filter_map(|path| Some((path, open(path, OTHERS_WRITE)?, false)));
    let found: Vec<Finding> = read
        .chain(change)
        .map(|(path, mode, reads)| {
            let (path, mode) = (path.display(), format!("{mode:03o}"));
            let (said, fix) = if reads {
                (tr!(FindOthersRead, file = path, mode = mode), "go=")
            } else {
                (tr!(FindOthersChange, file = path, mode = mode), "go-w")
            };
            Finding::danger(tr!(FindFiles), said, format!("chmod {fix} {path}"))
        })
        .collect();
    if found.is_empty() { vec![Finding::good(tr!(FindFiles), tr!(FindFilesPrivate))] } else { found }
}

#[cfg(test)]
mod tests {
    use super::{super::finding::Level, *};
    use crate::service::backup::Passphrase;

    #[test]
    fn sizes_have_the_unit_that_fits() {
        let sizes = [999, 43_500_000, 1_250_000_000].map(size);
        assert_eq!(sizes, ["1 kB", "43 MB", "1.2 GB"]);
    }

    #[test]
    fn a_disk_that_fills_up_is_noticed_before_it_is_full() {
        let level = |free| room(&Disk { area: "", free, total: 100 * GB }).level;
        assert_eq!([50 * GB, 5 * GB, GB].map(level), [Level::Good, Level::Check, Level::Danger]);
    }

    /// A folder with a database, its key and documents, as a server leaves them.
    fn laid_out() -> (tempfile::TempDir, Setup, Upkeep) {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["documents", "backups"] {
            fs::create_dir(at(name)).expect("made");
        }
        for name in ["c.db", "own.key"] {
            fs::write(at(name), "x").expect("written");
        }
        for name in ["documents", "backups", "c.db", "own.key"] {
            let mode = if at(name).is_dir() { 0o700 } else { 0o600 };
            fs::set_permissions(at(name), fs::Permissions::from_mode(mode)).expect("set");
        }
        let setup = Setup { key_file: Some(at("own.key")), ..Setup::default() };
        let upkeep = Upkeep {
            url: format!("sqlite:{}?mode=rwc", at("c.db").display()),
            documents: Some(Place::Folder(at("documents"))),
            backups: Some(at("backups")),
            ..Upkeep::default()
        };
        (folder, setup, upkeep)
    }

    fn worst(setup: &Setup, upkeep: &Upkeep, area: &str) -> Level {
        let found = findings(setup, upkeep);
        found.iter().filter(|one| one.area == area).map(|one| one.level).max().unwrap_or(Level::Good)
    }

    #[test]
    fn what_others_could_read_is_a_danger_and_names_the_command_that_mends_it() {
        for (name, mode, level) in [
            ("c.db", 0o640, Level::Danger),
            ("own.key", 0o604, Level::Danger),
            ("documents", 0o755, Level::Danger),
            ("backups", 0o755, Level::Good),
            ("backups", 0o775, Level::Danger),
            ("c.db", 0o400, Level::Good),
        ] {
            let (folder, setup, upkeep) = laid_out();
            let path = folder.path().join(name);
            assert_eq!(worst(&setup, &upkeep, "Files"), Level::Good);
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
            assert_eq!(worst(&setup, &upkeep, "Files"), level, "{name} {mode:o}");
            if level == Level::Danger {
                let found = findings(&setup, &upkeep);
                let advice = format!("{}", path.display());
                assert!(found.iter().any(|one| one.advice.starts_with("chmod go") && one.advice.ends_with(&advice)));
            }
        }
    }

    #[test]
    fn a_key_is_told_that_is_missing_or_lies_with_what_it_protects() {
        let (folder, setup, upkeep) = laid_out();
        let with = |key_file: Option<PathBuf>| worst(&Setup { key_file, ..setup.clone() }, &upkeep, "The audit's key");
        let elsewhere = tempfile::tempdir().expect("a folder");
        let own = elsewhere.path().join("own.key");
        fs::write(&own, "x").expect("written");

        assert_eq!(with(None), Level::Good, "in the environment");
        assert_eq!(with(Some(own)), Level::Good);
        assert_eq!(with(setup.key_file.clone()), Level::Note, "beside the database");
        assert_eq!(with(Some(elsewhere.path().join("none"))), Level::Check);
        let among = folder.path().join("backups/own.key");
        fs::write(&among, "x").expect("written");
        assert_eq!(with(Some(among)), Level::Danger);
    }

    #[test]
    fn backups_are_encrypted_with_a_key_that_lies_elsewhere() {
        let (folder, setup, upkeep) = laid_out();
        let level = |setup: &Setup, upkeep: &Upkeep| worst(setup, upkeep, "Encryption of backups");
        let sealed = Upkeep { passphrase: Passphrase::of("a long and unusual one"), ..upkeep.clone() };
        let keyed = |name: &str| Setup { backup_key_file: Some(folder.path().join(name)), ..setup.clone() };

        assert_eq!(level(&setup, &upkeep), Level::Note);
        assert_eq!(level(&setup, &sealed), Level::Good);
        assert_eq!(level(&keyed("backup.key"), &sealed), Level::Good);
        assert_eq!(level(&keyed("backups/backup.key"), &sealed), Level::Danger);
    }

    #[test]
    fn backups_on_the_disk_of_the_database_are_told() {
        let (_folder, setup, upkeep) = laid_out();
        assert_eq!(worst(&setup, &upkeep, "Where backups are kept"), Level::Check);
        let nowhere = Upkeep { backups: None, ..upkeep };
        assert_eq!(worst(&setup, &nowhere, "Where backups are kept"), Level::Good);
    }
}
