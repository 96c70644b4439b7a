//! The keys of all texts, in the order of the English catalogue, which has them in the same groups.

macro_rules! keys {
    ($($key:ident,)*) => {
        /// What can be said. Each key is a line in every catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the English catalogue says what each is")]
        pub enum Key {
            $($key,)*
        }

        impl Key {
            /// Every key.
            pub const ALL: &[Self] = &[$(Self::$key,)*];
            /// Their names in the catalogues, in the same order.
            pub const NAMES: &[&str] = &[$(stringify!($key),)*];
        }
    };
}

keys! {
    // The document, the header and the footer.
    MetaDescription, SkipToMain, FindCare, NavMain, NavFooter, NavAppointments, NavRecord, NavWaitingList,
    NavReferrals, NavShared, NavDay, NavPatients, NavHours, NavReferralDesk, NavDesk, NavBook, NavOverview,
    NavAllAppointments, NavSettings, NavAudit, NavUsers, NavServices, NavProfile, Messages, Message, Notices, Unread,
    NameUnread, Menu, Account, ChangePassword, MyDevices, SignIn, SignOut, CreateAccount, WelcomeBack, Home, About,
    Questions, HealthTools, Privacy, Accessibility, JoinUs, Contact, Theme, ThemeLight, ThemeDark, ThemeSystem,
    LanguageOfSite, NoticeFromClinic,
    // What pages share.
    Loading, Breadcrumb, Previous, Next, PreviousPage, NextPage, PageNumber, PageOf, Optional, ShowPassword,
    HidePassword, Suggestions, TryAgain, Continue, Change, Saved, More, AllOf, OneOf, Quoted, Named, ForName,
    WithName, OfName, OfflineNote, SignedOutSoon, StaySignedIn, SignedOutKept, SignInNewTab, ThenSend,
    ThereIsAProblem, ToDoThis, SignedOutUnsaved, SignInNewTabStart, ThenComeBack, NowSignedInAs,
    // Pages that can't be shown.
    SignInToSee, ForAccounts, AccountCantOpen, PageNotFound, PageNotFoundHint, NotUnderstood, ConsultaBusy, CantReach,
    YouAreOffline, OpensWhenOnline, CantBeShown, MaybeUpdating, NowAnotherAccount, OpenedFromAnother, SomethingWrong,
    // Dates and times.
    ClockAm, ClockPm, FromTo, ZoneTime, DateInNumbers, HoursFrom, HoursUntil, HoursFromUntil, AwayOn, ClosedOn,
    ClosedOnFor, Minutes, LongMinutes, Years, Today, Tomorrow, InDays, Morning, Afternoon, Evening,
    // The front page.
    HomeTitle, HomeHeading, HomeLede, SignInToSearch, HowItWorks, StepSearch, StepSearchText, StepTime, StepTimeText,
    StepBook, StepBookText, FreeSoon, WhatPatientsSay, PatientSaid, PatientMonth, OrGoTo, HereForYou,
    NumberPractitioners, NumberCentres, NumberProfessions, NumberSuburbs, NewHere, MembersCall, RegisterCall,
    // Search.
    Search, WhoOrWhat, NameProblemProfession, Where, Anywhere, Profession, AnyProfession, Expertise, AnyExpertise,
    Language, AnyLanguage, WhoYouSee, Anyone, AWoman, AMan, FeeForVisit, AnyFee, NoFee, UpTo60, UpTo100, UpTo150,
    Only, Telehealth, TakesBookings, Speaks, Filters, Chosen, ShowResults, ClearAll, Show, Everything,
    KindPractitioners, KindCentres, Distance, InAndNear, OnlyThisSuburb, From, FromDate, OrderOfResults, BestMatch,
    EarliestTimes, Results, Practitioners, Centres, NoResults, NoPractitioners, NoCentres, InPlace, NearPlace,
    FoundIn, FoundFor, FoundThat, NoneIn, TitlePractitioners, TitleCentres, TitlePage, NoFreeTimes, LaterTimes,
    OnlyFreeTime, EarliestOfAll, AllFreeTimes, IgnoredOfAddress, NearestElsewhere, NothingMatchesAsWell,
    SearchTooLong, RemoveFilter, ChosenFilters, ResultPages, ClearFilters, NothingMatches, TryFewerWords,
    TryProfession, TryAnywhere, ShowEverything, KindHospital, KindMedicalCentre, SeeWhoWorksHere, ReferralNeeded,
    AndMore, NotTaking, NextFree, MoreTimes, JoinWaitingList, NoTimesTwoWeeks, BookTimeAt, BookTime, BookAt,
    SearchFromThen, AlmostAllBooked, PagesOfTimes, TakeBookings, TakeBookingsHere, NearWhere, SearchAnywhere,
    NoTimesMatch, TrySpelling, TrySuburbOrDate, NinetyDays, ShowMatching,
    // Ratings and reviews.
    FromRatings, OutOfFive, NotRatedYet, Stars, StarsOfFive, Rate, ChangeRating, Rated, Unrated, Rating, Reviews,
    NoRatingsYet, NoReviewsYet, NoOlderReviews, PagesOfReviews, NewerReviews, OlderReviews, ReviewsAfter, AnswerOf,
    AnswerFrom,
    // A practitioner's and a centre's page.
    AboutPerson, WhereAndWhen, NoCentreYet, BookAppointment, Languages, Experience, Qualifications, WhatYouCanBook,
    Book, OnRequest, NextFreeTimes, NoWeeklyHours, WeeklyHours, BookAtCentre, AlsoOpen, NotOpen, Closed, NobodyHere,
    NobodyHereText, FindElsewhere, BookHere, Phone, Address, Abn, TimesShownIn,
    // Signing in.
    CreateAnAccount, Password, RememberMe, RememberHint, ForgotPassword, NounEmail, NounUsername, NounNationalId,
    NounMedicare, NounProviderNumber, NounLicenceNumber, NounPassword, SignInWrong, UnverifiedNoRegistration,
    ReadyEmail, Ready, RegisteredWaiting, RegisteredVerify, Verified, PasswordReset, SignInAgain, SignedOut,
    AccountClosedNow, UsePasskey, SignInWithPasskey, PasskeyTooLate, PasskeyNotUsed,
    // Booking.
    StepOfTime, StepOfReview, StepOfDone, StepIsDone, BookingSteps, WhoAndWhere, OnRequestAfter, GroupVisit,
    OnlineVisit, InPersonVisit, ChooseTime, ChooseNewTime, AllTimesIn, PreviousWeek, NextWeek, Centre, KindOfVisit,
    GoToDate, ShowTimes, HowLong, CantSeeTime, NothingSuits, TellMeEarlier, NextFreeAt, Moving, MovingFor, KeepCurrentTime,
    GoToNextFree, NoTimesComing, FindAnother, NoTimesThisWeek, NameNotTaking, ExistingUnaffected, FindSomeoneElse,
    DaysOfWeek, FreeTimesOf, JustTaken, ChooseOneFirst, NoTimeChosen, NoFreeTimesOfDay, FreeTimesOfDay, PlacesLeft,
    TimeIsFree, CheckBooking, CheckNewTime, SeeYourAppointment, DayFullYours, DayFullTheirs, ThePractitioner, TheTime,
    TheCentre, For, When, With, WhereItIs, What, Fee, NeedsApproval, NearestTimes, WhoIsThisFor, Me, ReasonForVisit,
    ReasonHint, ReasonHintTheirs, BookThese, RequestAt, RequestThese, ChooseAnotherTime, WhyMoving, WhyMovingHint,
    MoveTo, OneStep, WhoIsComing, BringBackTime, HoldAndBringBack, BringBackChosen, SignInToBook, NotAPatient,
    HoldingUntil, HoldingFor, NoLongerHolding, RepeatThis, HowOften, EveryWeek, EveryTwoWeeks, EveryFourWeeks,
    HowManyTimes, TimesInSeries, ShowDates, JustOnce, TimesOfSeries, SeriesAllBooked, SeriesAllRequested,
    SeriesSomeBooked, SeriesSomeRequested,
    // A patient's appointments.
    Appointment, CantBeMoved, BackToAppointment, MyDocuments, AfterThat, NoAppointmentsYet, NoAppointmentsYetText,
    NoUpcoming, NoUpcomingText, SearchForCare, Move, Cancel, AppointmentOn, BookAgain, AsOn, Newer, Older,
    NothingOlder, PastAndCancelled, PastAppointments, PleaseChooseAnother, WaitingApproval, MoveAppointment,
    CancelAppointment, YourNextAppointment, SeeDetails, OnlineWith, StatusPending, StatusBooked, StatusArrived,
    StatusCheckedIn, StatusFulfilled, StatusCancelled, StatusNoshow, StatusEnteredInError, StatusDeclined,
    // Why something could not be done.
    RefusedTaken, RefusedPast, RefusedTooSoon, RefusedClosed, RefusedNoRoom, RefusedCap, RefusedTooFar,
    RefusedOutsideHours, RefusedOffGrid, RefusedPatientBusy, RefusedDayFull, RefusedOneself, RefusedReferral,
    RefusedNotAccepting, OutTaken, OutPast, OutTooSoon, OutTooFar, OutClosed, OutHours, OutBusy, OutNoRoom, OutCap,
    OutDayFull, OutOneself, OutReferral, OutNotAccepting, CancelAlready, CancelStarted, MoveCancelled, MoveStarted,
    ErrorNotSignedIn, ErrorForbidden, ErrorNotFound, ErrorSignIn, ErrorCodeNeeded, ErrorInactive, ErrorWaiting,
    ErrorUnverified, ErrorClosed, ErrorNotConfirmed, ErrorRegistrationClosed, ErrorFields, ErrorFormUsed,
    ErrorOvertaken, ErrorUnconfirmed, ErrorOffline, ErrorUpdated, ErrorBadRequest, ErrorInternal, CancelTooLate,
    MoveTooLate, LeadDays, LeadHours, LeadMinutes, WaitSeconds, WaitMinutes, ErrorTooMany, ErrorBusy, ErrorSeries,
    WhoUnsaved, ErrorUnavailable,
    // Registering.
    NeedInvitation, NeedInvitationText, ClinicSetsUp, ClinicSetsUpText, ContactClinic, WantToWorkHere,
    CreateYourAccount, CreateYourAccountText, AlreadyHaveOne, AreYouPractitioner, FullName, GivenName, GivenNameHint,
    FamilyName, PasswordAgainHint, PasswordHint, YouSignInWithThis, YouCanSignInWithThis, UsernameHint, UsernameForm,
    Email, Username, NationalId, MedicareNumber, PhoneHint, BloodGroup, IDontKnow, Gender, ChooseOne, Female, Male,
    AnotherGender, PostalAddress, DateOfBirth, DateOfBirthHint, Day, Month, Year, EnterFullName, EnterGivenName,
    ChooseUsername, UsernameTaken, UsernameWrong, EnterPassword, EnterEmail, EmailTaken, EmailWrong, EnterPhone,
    PhoneTaken, PhoneWrong, EnterBirthDate, BirthDateFuture, BirthDateTooLongAgo, EnterNewPassword, PasswordTooShort,
    PasswordCommon, PasswordsDiffer, NotADate, AtMostCharacters, FillThisIn,
    // One appointment.
    AppointmentCancelledNow, AddToCalendar, Documents, AppointmentMoved, ApprovedNow, DeclinedNow, CheckedInNow,
    CompletedNow, MissedNow, FinishedNow, PersonWithPerson, AppointmentWith, YourAccount, RequestSent, HoldingForYou,
    HoldingForName, ItsBooked, YoureBooked, ExpectsYouAt, ExpectsYouOnline, ExpectsNameAt, ExpectsNameOnline,
    WillAnswer, IfAnythingChanges, ChangeUntilStart, ChangeUntilBefore, TellUsAboutYou, AboutYouText, WhatHappensNext,
    LapsedYours, LapsedTheirs, AllTimesOfSeries, NotChosen, LeftOut, ThisVisit, HowWasIt, HowWasItText, NextVisit,
    NextVisitFor, BookFollowUp, ReferOn, ReferOnText, ReferPatient, SeeConsultation, Consultation, ChangePatientText,
    ChangeDeskText, ChangePractitionerText, AskEarlier, NoLongerChange, ChangeUntilPhone, BookAnother, ChangeOrCancel,
    ReasonShort, ByName, OutsideHours, YouSaidYoullCome, SaidTheyllCome, Duration, Status, UsesOneVisit, LetterFrom,
    Referral, HowToJoin, HowToGetThere, Directions, DirectionsTo, Patient, Print,
}
