//! The findings about a setup as a whole; each part is tested beside its code.

use consulta::{
    domain::account::{Actor, Role},
    service::{
        Services,
        checkup::{self, Finding, Level, Setup},
        clock::Clock,
        status, upkeep,
    },
    storage::{db::Db, schema, upkeep as rows},
};

use crate::support::{Clinic, TestDb, actor, monday_morning, on_both};

fn level(found: &[Finding], area: &str) -> Option<Level> {
    found.iter().filter(|one| one.area == area).map(|one| one.level).max()
}

on_both! {
    async fn whoever_administers_sees_what_is_missing_and_no_one_else_does(test) {
        let clinic = Clinic::new(test).await;
        let before = checkup::look(&clinic.services).await.expect("looked at");
        assert_eq!(level(&before, "Administrators"), Some(Level::Danger), "there is none");

        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let manager = actor(clinic.account("Man Ager", Role::Manager).await, &[Role::Manager]);
        let seen = status::read(&clinic.services, &admin).await.expect("allowed");

        assert_eq!(level(&seen.findings, "Administrators"), Some(Level::Note), "without a second step");
        for (area, expected) in [
            ("Backup", Level::Check),
            ("Restore drill", Level::Check),
            ("Audit check", Level::Check),
            ("Email", Level::Note),
            ("Address", Level::Good),
            ("Documents", Level::Good),
            ("Changes waiting", Level::Good),
            ("Time zones", Level::Good),
        ] {
            assert_eq!(level(&seen.findings, area), Some(expected), "{area}");
        }
        for other in [manager, Actor::Visitor] {
            status::read(&clinic.services, &other).await.expect_err("not theirs");
        }
    }
}

on_both! {
    async fn a_second_step_counts_once_it_is_confirmed(test) {
        let clinic = Clinic::new(test).await;
        let admin = clinic.account("Ad Min", Role::Administrator).await;
        clinic.account("Ad Junct", Role::Administrator).await;
        clinic.run("insert into second_factor (account_id, secret, created_at) \
            select min(account_id), 'x', 1 from account_role where role = 'administrator'").await;
        let exposed = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()))
            .with_setup(Setup { public_url: Some("https://clinic.example".into()), trusts_proxy: true, ..Setup::default() });
        let administrators = async || {
            let found = checkup::look(&exposed).await.expect("looked at");
            level(&found, "Administrators")
        };

        assert_eq!(administrators().await, Some(Level::Check), "of {admin:?}");
        clinic.run("update second_factor set confirmed_at = 2").await;
        assert_eq!(administrators().await, Some(Level::Note), "one of two");
        clinic.run("insert into second_factor (account_id, secret, created_at, confirmed_at) \
            select max(account_id), 'x', 1, 2 from account_role where role = 'administrator'").await;
        assert_eq!(administrators().await, Some(Level::Good));
    }
}

on_both! {
    async fn a_failed_backup_is_a_danger_wherever_it_is_looked_for(test) {
        let clinic = Clinic::new(test).await;
        clinic.write((), |tx, ()| Box::pin(async move {
            Ok(rows::note(tx, "backup", monday_morning().as_second(), Err("the disk is full")).await?)
        })).await;

        let found = checkup::look(&clinic.services).await.expect("looked at");

        let backup = found.iter().find(|one| one.area == "Backup").expect("a finding");
        assert_eq!(backup.level, Level::Danger);
        assert!(backup.said.contains("the disk is full"), "{backup:?}");
    }
}

on_both! {
    async fn a_database_that_this_program_cannot_use_is_left_as_it_is(test) {
        let clinic = Clinic::new(test).await;
        let url = clinic.test.url.clone();
        assert_eq!(checkup::unusable(&url).await, None);

        clinic.run("update _sqlx_migrations set version = version + 100000 where version = (select max(version) from _sqlx_migrations)").await;
        let newer = checkup::unusable(&url).await.expect("a finding");
        clinic.run("delete from _sqlx_migrations where version > 100000").await;
        let older = checkup::unusable(&url).await.expect("a finding");

        assert_eq!((newer.level, older.level), (Level::Danger, Level::Check));
        assert!(older.advice.contains("consulta migrate"), "{older:?}");
        let mut conn = schema::connect(&url, false).await.expect("a connection");
        assert!(schema::level(&mut conn).await.expect("a level") < Some(schema::newest_level()), "nothing was migrated");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_says_what_a_commit_waits_for() {
    let test = TestDb::postgres().await;
    let with = async |commit: &str| {
        let db = Db::open(&format!("{}?options[synchronous_commit]={commit}", test.url)).await.expect("opened");
        let services = Services::new(db, Clock::fixed(monday_morning())).with_upkeep(upkeep::Upkeep::default());
        let found = checkup::look(&services).await.expect("looked at");
        services.db.close().await;
        found.iter().any(|one| one.area == "PostgreSQL" && one.said.contains("synchronous_commit is off"))
    };

    assert!(with("off").await);
    assert!(!with("on").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_not_there_is_told_and_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("c.db");

    let found = checkup::unusable(&format!("sqlite:{}?mode=rwc", file.display())).await.expect("a finding");
    let gone = checkup::unusable("postgres://nobody@localhost/none?host=/no/such/folder").await.expect("a finding");

    assert_eq!((found.level, gone.level), (Level::Check, Level::Danger));
    assert!(!file.exists());
}
