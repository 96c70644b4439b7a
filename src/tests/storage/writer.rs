//! Writing: a refused change undoes itself and no other, on both databases.

use consulta::{
    error::AppError,
    service::Failure,
    storage::{db::Db, monotonic, setting},
};

use crate::support::on_both;

async fn put(db: &Db, key: String, outcome: Result<(), AppError>) -> Result<(), Failure> {
    db.write((key, outcome), |tx, (key, outcome)| {
        Box::pin(async move {
            setting::put(tx, key, "1").await?;
            outcome.clone().map_err(Failure::from)
        })
    })
    .await
}

on_both! {
    async fn a_refused_change_leaves_no_trace_and_its_neighbours_stand(test) {
        let changes = (0..60).map(|n| {
            let db = test.db.clone();
            let outcome = if n % 3 == 0 { Err(AppError::BadRequest) } else { Ok(()) };
            tokio::spawn(async move { put(&db, format!("key-{n}"), outcome).await.is_ok() })
        });

        let done = futures::future::join_all(changes.collect::<Vec<_>>()).await;

        assert_eq!(done.into_iter().filter(|ok| *ok.as_ref().expect("joined")).count(), 40);
        assert_eq!(test.count("select count(*) from setting").await, 40);
    }
}

on_both! {
    async fn a_change_that_panics_is_undone_and_the_next_one_works(test) {
        let db = test.db.clone();
        let broken = tokio::spawn(async move {
            db.write((), |tx, ()| {
                Box::pin(async move {
                    setting::put(tx, "broken", "1").await?;
                    if monotonic::now().elapsed().as_secs() < 1 {
                        panic!("half way");
                    }
                    Ok::<(), Failure>(())
                })
            })
            .await
        })
        .await;
        let next = put(&test.db, "next".into(), Ok(())).await;

        assert!(!matches!(broken, Ok(Ok(()))));
        assert!(next.is_ok());
        assert_eq!(test.count("select count(*) from setting where key = 'broken'").await, 0);
        assert_eq!(test.count("select count(*) from setting where key = 'next'").await, 1);
    }
}
