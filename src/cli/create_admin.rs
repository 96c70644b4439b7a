//! `consulta create-admin`.

use consulta::{
    components::words,
    domain::account::Email,
    error::AppError,
    service::{Failure, account},
};

use super::{AnyError, open, secret::secret_line};

/// Whom to create.
#[derive(clap::Args)]
pub struct Args {
    /// Email address to sign in with
    #[arg(long)]
    email: String,
    /// Full name
    #[arg(long)]
    name: String,
    /// National ID, if people sign in with it at this clinic
    #[arg(long, default_value = "")]
    national_id: String,
}

/// Creates an administrator.
pub async fn run(Args { email, name, national_id }: Args) -> Result<(), AnyError> {
    // No one has to think of a password for an address that is none.
    Email::parse(&email).map_err(words::field_error)?;
    let services = open::ready().await?;
    eprintln!("Password for {email}:");
    let who = (email.as_str(), name.as_str(), national_id.as_str());
    account::create_named_admin(&services, who, &secret_line()?).await.map_err(in_words)?;
    println!("{email} can sign in as an administrator.");
    open::close(&services).await;
    Ok(())
}

/// What is wrong, in a form's words.
fn in_words(failure: Failure) -> AnyError {
    let Failure::Refused(AppError::Invalid(problems)) = failure else { return failure.into() };
    problems.into_iter().map(words::field_error).collect::<Vec<_>>().join(". ").into()
}
