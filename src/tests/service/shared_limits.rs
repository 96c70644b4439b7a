//! Several processes on one PostgreSQL database share each limit on guesses at secrets.

use consulta::{
    domain::account::Password,
    error::AppError,
    service::{
        Services,
        clock::Clock,
        sign_in::{Attempt, sign_in},
    },
};
use jiff::SignedDuration;

use crate::support::{Clinic, PASSWORD, TestDb, email_of, monday_morning};

const BUCKETS: &str = "select count(*) from shared_limit";

async fn enter(services: &Services, password: &str, address: &str) -> Result<(), AppError> {
    let email = email_of("Pat Ient");
    let attempt = Attempt { identifier: &email, password: Password::attempt(password), address, device: "" };
    sign_in(services, attempt).await.map(drop).map_err(AppError::from)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_fails_in_one_process_counts_in_the_others_and_what_is_right_writes_nothing() {
    let clinic = Clinic::new(TestDb::postgres().await).await;
    let other = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()));
    clinic.services.clock.set(monday_morning());
    clinic.patient("Pat Ient").await;
    assert_eq!(enter(&other, PASSWORD, "192.0.2.1").await, Ok(()));
    assert_eq!(clinic.test.count(BUCKETS).await, 0);

    for _ in 0..5 {
        assert_eq!(enter(&clinic.services, "not this one", "192.0.2.1").await, Err(AppError::SignInRefused));
    }

    assert_eq!(enter(&other, PASSWORD, "192.0.2.1").await, Err(AppError::TooManyAttempts(60)));
    assert_eq!(enter(&other, PASSWORD, "198.51.100.1").await, Ok(()), "from elsewhere");
    other.clock.set(monday_morning() + SignedDuration::from_secs(60));
    assert_eq!(enter(&other, PASSWORD, "192.0.2.1").await, Ok(()), "one is regained in a minute");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_in_a_new_browser_gets_in_also_while_others_use_a_name_up_in_another_process() {
    let clinic = Clinic::new(TestDb::postgres().await).await;
    let other = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()));
    clinic.patient("Pat Ient").await;
    assert_eq!(enter(&clinic.services, "not this one", "192.0.2.1").await, Err(AppError::SignInRefused));
    clinic.run("update shared_limit set full_at = full_at + 3600000").await;

    for _ in 0..3 {
        assert_eq!(enter(&other, "not this one", "198.51.100.1").await, Err(AppError::SignInRefused));
    }
    let fourth = enter(&other, "not this one", "198.51.100.1").await;
    let guesser = enter(&other, PASSWORD, "192.0.2.1").await;

    assert!(matches!(fourth, Err(AppError::TooManyAttempts(_))), "{fourth:?}");
    assert!(matches!(guesser, Err(AppError::TooManyAttempts(_))), "{guesser:?}");
    assert_eq!(enter(&other, PASSWORD, "203.0.113.1").await, Ok(()), "from another network");
}
