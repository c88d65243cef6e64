//! Links that open a console from elsewhere: `canopy://console/111122223333?role=Admin&destination=ec2`.
//! Anyone can write one, on any page. So they are read strictly, and nothing opens before a person agrees.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::{
    destination::{Address, Destination, destination},
    failure::Failure,
    ids::{AccountId, ConnectionId, RoleName},
    partition::Partition,
};

/// What every link begins with.
const START: &str = "canopy://console/";
/// Longest link that is read.
const LONGEST: usize = 4096;
/// What stays as it is in a value.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':');

/// What a link asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleRequest {
    /// Through which connection; none leaves it to the one that knows the account.
    pub connection: Option<ConnectionId>,
    /// Into which account.
    pub account: AccountId,
    /// As which role; none leaves it to what is remembered or usual.
    pub role: Option<RoleName>,
    /// Where to land.
    pub destination: Destination,
}

/// Reads a link.
///
/// Errors: `invalid` for anything that is not exactly such a link, with what is odd about it: an unknown part
/// or one that stands twice, no account id, a destination that is neither a service nor in the console of
/// any partition. Whether it is in the console of the account's partition is checked when it opens.
pub fn parse(link: &str) -> Result<ConsoleRequest, Failure> {
    if link.len() > LONGEST || link.chars().any(|it| it.is_control() || it.is_whitespace()) {
        return Err(odd("it is too long or holds spaces"));
    }
    let is_ours = link
        .get(..START.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(START));
    if !is_ours {
        return Err(odd(format!("it does not begin with {START}")));
    }
    let rest = &link[START.len()..];
    let (account, query) = rest.split_once('?').unwrap_or((rest, ""));
    let account = account.strip_suffix('/').unwrap_or(account);
    let account: AccountId = account.parse().map_err(|error| odd(format!("{error}")))?;

    let (mut role, mut place, mut region, mut connection) = (None, None, None, None);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let slot = match key {
            "role" => &mut role,
            "destination" => &mut place,
            "region" => &mut region,
            "connection" => &mut connection,
            _ => return Err(odd(format!("`{key}` is no part of such a link"))),
        };
        if slot.is_some() {
            return Err(odd(format!("`{key}` stands in it twice")));
        }
        let decoded = percent_decode_str(value).decode_utf8();
        let value = decoded.map_err(|_| odd(format!("its `{key}` cannot be read")))?;
        if value.is_empty() || value.chars().any(char::is_control) {
            return Err(odd(format!("its `{key}` is empty or cannot be read")));
        }
        *slot = Some(value.into_owned());
    }
    let role: Option<RoleName> = role
        .map(|it| it.parse())
        .transpose()
        .map_err(|it| not_one(&it))?;
    let connection = connection
        .map(|it| it.parse())
        .transpose()
        .map_err(|it| not_one(&it))?;
    Ok(ConsoleRequest {
        connection,
        account,
        role,
        destination: read_destination(place, region.as_deref())?,
    })
}

/// Writes the link that [`parse`] reads as `request`.
pub fn format(request: &ConsoleRequest) -> String {
    let (place, region) = match &request.destination {
        Destination::Home => (None, None),
        Destination::Service { id, region } => (Some(id.as_str()), region.as_deref()),
        Destination::Url { url } => (Some(url.as_str()), None),
    };
    let parts = [
        ("role", request.role.as_ref().map(RoleName::as_str)),
        ("destination", place),
        ("region", region),
        (
            "connection",
            request.connection.as_ref().map(ConnectionId::as_str),
        ),
    ];
    let query: Vec<String> = parts
        .iter()
        .filter_map(|(key, value)| {
            value.map(|value| format!("{key}={}", utf8_percent_encode(value, VALUE)))
        })
        .collect();
    let account = &request.account;
    if query.is_empty() {
        format!("{START}{account}")
    } else {
        format!("{START}{account}?{}", query.join("&"))
    }
}

fn read_destination(place: Option<String>, region: Option<&str>) -> Result<Destination, Failure> {
    let choice = match place {
        None => Destination::Home,
        Some(url) if url.contains("://") => Destination::Url { url },
        Some(id) => Destination::Service {
            id,
            region: region.map(ToOwned::to_owned),
        },
    };
    if region.is_some() && !matches!(choice, Destination::Service { .. }) {
        return Err(odd("it names a region, but no service"));
    }
    if let Destination::Url { url } = &choice {
        // Pages of this computer are for the sandbox's own use: no page of the web may lead there.
        let local = Address::read(url, LONGEST).is_ok_and(|it| it.is_loopback());
        let in_console = |it: &Partition| destination(&choice, *it).is_ok();
        if local || !Partition::ALL.iter().any(in_console) {
            return Err(odd("its destination is not in the AWS console"));
        }
    } else {
        let partition = region.map_or(Ok(Partition::Aws), Partition::of_region);
        destination(&choice, partition.map_err(|it| odd(it.message))?)
            .map_err(|it| odd(it.message))?;
    }
    Ok(choice)
}

fn not_one(error: &crate::ids::InvalidId) -> Failure {
    odd(error)
}

fn odd(why: impl std::fmt::Display) -> Failure {
    Failure::invalid(format!("this link cannot be opened: {why}")).hint(
        "A link reads like canopy://console/111122223333?role=Admin&destination=ec2&region=eu-west-1.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_link_says_account_role_place_and_connection() {
        let request = parse(
            "CANOPY://console/000123456789/?role=Admin&destination=ec2&region=eu-west-1&connection=profile%3Amy%20corp",
        );
        assert_eq!(
            request,
            Ok(ConsoleRequest {
                connection: Some("profile:my corp".parse().expect("a connection")),
                account: "000123456789".parse().expect("an account"),
                role: Some("Admin".parse().expect("a role")),
                destination: Destination::Service {
                    id: "ec2".into(),
                    region: Some("eu-west-1".into())
                },
            })
        );
        let plain = parse("canopy://console/000123456789").expect("a link");
        assert_eq!(plain.destination, Destination::Home);
        assert_eq!(plain.role, None);
        let url = "https://console.amazonaws.cn/s3/buckets?a=b&c=d#e";
        let encoded = utf8_percent_encode(url, NON_ALPHANUMERIC);
        let link = format!("canopy://console/000123456789?destination={encoded}");
        let request = parse(&link).expect("a link");
        assert_eq!(request.destination, Destination::Url { url: url.into() });
    }

    #[test]
    fn whatever_is_odd_is_refused_with_words() {
        for (link, why) in [
            ("https://console/111122223333", "does not begin with"),
            ("canopy://account/111122223333", "does not begin with"),
            ("canopy:console/111122223333", "does not begin with"),
            ("canopy://console/", "is not an account id"),
            ("canopy://console/1111", "is not an account id"),
            ("canopy://console/111122223333/x", "is not an account id"),
            ("canopy://console/111122223333#x", "is not an account id"),
            (
                "canopy://console/111122223333?open=yes",
                "`open` is no part",
            ),
            (
                "canopy://console/111122223333?role=a&role=b",
                "stands in it twice",
            ),
            ("canopy://console/111122223333?role=", "its `role` is empty"),
            (
                "canopy://console/111122223333?role=a%0Ab",
                "its `role` is empty or cannot",
            ),
            (
                "canopy://console/111122223333?role=%ff",
                "its `role` cannot be read",
            ),
            (
                "canopy://console/111122223333?role=a/b",
                "is not a role name",
            ),
            (
                "canopy://console/111122223333?destination=nothing",
                "no service `nothing`",
            ),
            (
                "canopy://console/111122223333?region=eu-west-1",
                "no service",
            ),
            (
                "canopy://console/111122223333?destination=ec2&region=us-iso-east-1",
                "does not know",
            ),
            (
                "canopy://console/111122223333?destination=ec2&region=@evil",
                "not an AWS region",
            ),
            (
                "canopy://console/111122223333?destination=https://evil.example/",
                "not in the AWS console",
            ),
            (
                "canopy://console/111122223333?destination=https://console.aws.amazon.com@evil.example/",
                "not in the AWS console",
            ),
            (
                "canopy://console/111122223333?destination=http://127.0.0.1:80/",
                "not in the AWS console",
            ),
            ("canopy://console/111122223333?role=a b", "holds spaces"),
        ] {
            let failure = parse(link).expect_err(link);
            assert_eq!(failure.code, crate::Code::Invalid);
            assert!(failure.message.contains(why), "{link}: {failure}");
        }
        let long = format!("{START}111122223333?role={}", "a".repeat(LONGEST));
        assert!(parse(&long).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            account in "[0-9]{12}",
            role in prop::option::of("[A-Za-z0-9+=,.@_-]{1,64}"),
            connection in prop::option::of("[^\\p{C}]{1,20}"),
            path in "[ -~]{0,20}", kind in 0..3,
        ) {
            let request = ConsoleRequest {
                connection: connection.map(|it| it.parse().expect("a connection")),
                account: account.parse().expect("an account"),
                role: role.map(|it| it.parse().expect("a role")),
                destination: match kind {
                    0 => Destination::Home,
                    1 => Destination::Service { id: "s3".into(), region: Some("eu-west-1".into()) },
                    _ => Destination::Url {
                        url: format!("https://console.aws.amazon.com/{}", path.replace([' ', '\\'], "+")),
                    },
                },
            };
            prop_assert_eq!(parse(&format(&request)), Ok(request));
        }

        #[test]
        fn no_text_makes_it_fail_otherwise(text in "(canopy://console/)?.{0,60}") {
            let _ = parse(&text);
        }
    }
}
