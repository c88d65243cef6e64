//! How a console is opened: as whom, where to land, for how long, and in which browser.

use serde::{Deserialize, Serialize};

use crate::{
    browser::SessionMode, destination::Destination, failure::Failure, ids::RoleName, role::ONE_HOUR,
};

/// The shortest and the longest console session that can be asked for, in seconds.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html>
const SHORTEST: i32 = 900;
const LONGEST: i32 = 43_200;

/// What someone chose for the console of an account. Nothing chosen leaves it to what is usual.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleOptions {
    /// As whom; the default role where nothing is said.
    pub role: Option<RoleName>,
    /// Where to land.
    pub destination: Destination,
    /// How long the session is to last; as long as it may where nothing is said.
    pub duration_seconds: Option<i32>,
    /// The browser, by its id; the system's default one where nothing is said.
    pub browser: Option<String>,
    /// The browser's profile.
    pub profile: Option<String>,
    /// The browser's container.
    pub container: Option<String>,
    /// What to do about a session that is open already; the browser's own way where nothing is said.
    pub session: Option<SessionMode>,
}

impl ConsoleOptions {
    /// Whether both open in the same place of the same browser, and so share its console sessions.
    pub fn shares_a_browser_with(&self, other: &Self) -> bool {
        let place = |it: &Self| (it.browser.clone(), it.profile.clone(), it.container.clone());
        place(self) == place(other)
    }
}

/// What decides how long a console session may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLength<'a> {
    /// Why it is one hour and nothing else: whoever is signed in has temporary credentials. None for a
    /// user's long-term keys.
    pub refusal: Option<&'a str>,
    /// The role's longest session in seconds, where it is known.
    pub maximum: Option<i32>,
}

impl SessionLength<'_> {
    /// The most that may be asked for, in seconds.
    pub fn longest(self) -> i32 {
        match self.refusal {
            None => self.maximum.unwrap_or(ONE_HOUR),
            Some(_) => ONE_HOUR,
        }
    }

    /// The `SessionDuration` to send for what is `asked`; none means the lifetime of the role's
    /// credentials, an hour. AWS wants less than the role's maximum, so a second is taken off; and from
    /// temporary credentials it wants none.
    ///
    /// Errors: `invalid` for a length that cannot be had.
    pub fn session_duration(self, asked: Option<i32>) -> Result<Option<i32>, Failure> {
        if let Some(why) = self.refusal {
            return match asked {
                None | Some(ONE_HOUR) => Ok(None),
                Some(_) => Err(Failure::invalid(
                    "the console's session cannot be shorter or longer than one hour",
                )
                .hint(why)),
            };
        }
        if let Some(asked) = asked.filter(|it| !(SHORTEST..=LONGEST).contains(it)) {
            return Err(
                Failure::invalid(format!("a console session cannot last {asked} seconds"))
                    .hint("Ask for 15 minutes to 12 hours: 900 to 43200 seconds."),
            );
        }
        match (asked, self.maximum) {
            (Some(asked), Some(maximum)) if asked > maximum => Err(Failure::invalid(format!(
                "the role allows sessions of {maximum} seconds at most"
            ))
            .hint("Ask for less, or raise the role's longest session.")),
            (Some(asked), Some(maximum)) if asked < maximum => Ok(Some(asked)),
            (_, Some(maximum)) => {
                Ok((maximum > ONE_HOUR).then(|| (maximum - 1).clamp(SHORTEST, LONGEST)))
            }
            (asked, None) => Ok(asked.filter(|asked| *asked != ONE_HOUR)),
        }
    }

    /// What was chosen once, if it can still be had.
    pub fn fitting(self, chosen: Option<i32>) -> Option<i32> {
        chosen.filter(|_| self.session_duration(chosen).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: SessionLength<'_> = SessionLength {
        refusal: None,
        maximum: Some(14_400),
    };
    const CHAINED: SessionLength<'_> = SessionLength {
        refusal: Some("You are signed in as a role."),
        maximum: Some(14_400),
    };

    #[test]
    fn keys_may_ask_for_less_than_the_role_allows() {
        for (asked, sent) in [
            (None, Some(14_399)),
            (Some(14_400), Some(14_399)),
            (Some(14_399), Some(14_399)),
            (Some(3600), Some(3600)),
            (Some(900), Some(900)),
        ] {
            assert_eq!(KEYS.session_duration(asked), Ok(sent), "{asked:?}");
        }
        let hour = SessionLength {
            maximum: Some(3600),
            ..KEYS
        };
        assert_eq!(hour.session_duration(None), Ok(None), "its lifetime");
        assert_eq!(hour.session_duration(Some(3600)), Ok(None));
        assert_eq!(hour.session_duration(Some(1800)), Ok(Some(1800)));
        let refused = KEYS.session_duration(Some(20_000)).expect_err("too long");
        assert_eq!(
            refused.message,
            "the role allows sessions of 14400 seconds at most"
        );
        for asked in [0, 899, 43_201, -1] {
            let refused = KEYS.session_duration(Some(asked)).expect_err("no length");
            assert_eq!(
                refused.message,
                format!("a console session cannot last {asked} seconds")
            );
        }
    }

    #[test]
    fn where_the_roles_maximum_is_not_known_aws_decides() {
        let unknown = SessionLength {
            maximum: None,
            ..KEYS
        };
        assert_eq!(unknown.session_duration(None), Ok(None));
        assert_eq!(unknown.session_duration(Some(3600)), Ok(None));
        assert_eq!(unknown.session_duration(Some(28_800)), Ok(Some(28_800)));
        assert_eq!((unknown.longest(), KEYS.longest()), (3600, 14_400));
    }

    #[test]
    fn temporary_credentials_ask_for_nothing_and_get_an_hour() {
        assert_eq!(CHAINED.longest(), 3600);
        assert_eq!(CHAINED.session_duration(None), Ok(None));
        assert_eq!(CHAINED.session_duration(Some(3600)), Ok(None));
        let refused = CHAINED.session_duration(Some(900)).expect_err("not asked");
        assert_eq!(
            refused.hint.as_deref(),
            Some("You are signed in as a role.")
        );
        assert_eq!(CHAINED.fitting(Some(28_800)), None);
        assert_eq!(KEYS.fitting(Some(7200)), Some(7200));
        assert_eq!(KEYS.fitting(Some(28_800)), None);
    }

    #[test]
    fn options_are_read_where_some_are_missing() {
        let text = r#"{"destination":{"kind":"home"}}"#;
        let read: ConsoleOptions = serde_json::from_str(text).expect("options");
        assert_eq!(read, ConsoleOptions::default());
        let firefox = |container: &str| ConsoleOptions {
            browser: Some("firefox".to_owned()),
            container: Some(container.to_owned()),
            ..ConsoleOptions::default()
        };
        assert!(firefox("prod").shares_a_browser_with(&firefox("prod")));
        assert!(!firefox("prod").shares_a_browser_with(&firefox("dev")));
    }
}
