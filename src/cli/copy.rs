//! `consulta copy`.

use consulta::service::copy;

use super::AnyError;

/// Between which databases.
#[derive(clap::Args)]
pub struct Args {
    /// The database to read, such as sqlite:data/consulta.db; servers can keep using it, but changes they make meanwhile are not copied
    #[arg(long)]
    from: String,
    /// An empty database, such as postgres://me@localhost/consulta; others can see arguments, so put the password in PGPASSWORD
    #[arg(long)]
    to: String,
}

/// Copies everything.
pub async fn run(Args { from, to }: Args) -> Result<(), AnyError> {
    let copied = copy::copy(&from, &to).await?;
    for (table, content) in &copied {
        println!("{table}: {content}");
    }
    println!("Everything arrived as it was. Documents stay where they are, and so does the audit's key.");
    Ok(())
}
