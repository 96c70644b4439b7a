//! Administrators choose a centre's photo, and everyone sees it; a centre without one is drawn.

use consulta::{
    domain::{account::Actor, ids::CentreId},
    error::AppError,
    service::{Failure, centre_photo, document::sweep, photo},
};
use futures::TryStreamExt;
use image::ImageFormat;
use jiff::Timestamp;

use super::{
    document::{pdf, png},
    services::administrator,
};
use crate::support::{Clinic, on_both, practitioner_actor};

/// The centre's public picture.
async fn picture(clinic: &Clinic) -> String {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("read");
    directory.centre(clinic.centre).expect("in the directory").picture()
}

/// Width and height of the photo in a file.
async fn size(clinic: &Clinic, name: &str) -> (u32, u32) {
    let key = photo::key(&clinic.services, name).await.expect("an answer").expect("a photo");
    let parts: Vec<_> =
        clinic.services.files.read(&key, 0..u64::MAX).await.expect("a file").try_collect().await.expect("read");
    let picture = image::load_from_memory_with_format(&parts.concat(), ImageFormat::Jpeg).expect("a JPEG");
    (picture.width(), picture.height())
}

async fn files(clinic: &Clinic) -> usize {
    clinic.services.files.written_before(Timestamp::MAX).await.expect("listed").len()
}

on_both! {
    async fn a_centres_photo_is_the_middle_of_a_picture_in_two_sizes(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let services = &clinic.services;
        let drawn = picture(&clinic).await;

        centre_photo::choose(services, &admin, clinic.centre, png(1_500, 700)).await.expect("chosen");

        assert!(drawn.starts_with("/places/") && drawn.ends_with(".svg"), "{drawn}");
        let first = picture(&clinic).await;
        let stem = first.trim_start_matches("/places/").trim_end_matches(".jpg").to_owned();
        assert_eq!(size(&clinic, &format!("{stem}.jpg")).await, (960, 640));
        assert_eq!(size(&clinic, &format!("{stem}-small.jpg")).await, (240, 160));
        centre_photo::choose(services, &admin, clinic.centre, png(90, 90)).await.expect("replaced");
        let second = picture(&clinic).await.trim_start_matches("/places/").to_owned();
        assert_eq!(size(&clinic, &second).await, (960, 640), "as browsers are told, also of a small picture");
        // The replaced one is swept, and the one shown stays.
        sweep(services, Timestamp::MAX).await.expect("swept");
        assert_eq!(files(&clinic).await, 2);

        centre_photo::remove(services, &admin, clinic.centre).await.expect("removed");

        assert_eq!(picture(&clinic).await, drawn);
        sweep(services, Timestamp::MAX).await.expect("swept");
        assert_eq!(files(&clinic).await, 0);
        let audited = "select count(*) from audit_event where action in ('centre.change_photo', 'centre.remove_photo')";
        assert_eq!(clinic.test.count(audited).await, 3);
    }
}

on_both! {
    async fn only_administrators_choose_what_a_centre_looks_like_and_only_with_a_picture(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);

        let other = centre_photo::choose(&clinic.services, &doctor, clinic.centre, png(9, 6)).await;
        let no_picture = centre_photo::choose(&clinic.services, &admin, clinic.centre, pdf("")).await;
        let nowhere = centre_photo::choose(&clinic.services, &admin, CentreId(999_999), png(9, 6)).await;

        assert!(matches!(other, Err(Failure::Refused(AppError::Forbidden))), "{other:?}");
        assert!(matches!(no_picture, Err(Failure::Refused(AppError::Invalid(_)))), "{no_picture:?}");
        assert!(matches!(nowhere, Err(Failure::Refused(AppError::NotFound))), "{nowhere:?}");
        assert_eq!(files(&clinic).await, 0);
    }
}
