//! Links that switch the role in the console of whoever is signed in there: a form that is filled in, with a
//! name and colour for the account. They carry no secret and can be kept as bookmarks.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html>

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::{
    failure::Failure,
    ids::{AccountId, RoleName},
    partition::Partition,
};

/// Longest path and name of a role together, and longest name that is displayed.
pub const LONGEST: usize = 64;
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// What to know before using one, a sentence each.
pub const WORDS: [&str; 3] = [
    "Sign in to the console first, as an IAM user or a role: the root user cannot switch roles.",
    "The role must trust you and ask for no external id, for the console cannot give one.",
    "The console switches with the identity you signed in with, for an hour at most where that is a role.",
];

/// A link that switches the role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SwitchRoleLink {
    /// The account of the role.
    pub account: AccountId,
    /// The role, with its path before it where it has one: `ops/Admin`.
    pub role: String,
    /// What the console shows for it; the role and account where there is none.
    #[serde(default)]
    pub display_name: Option<String>,
    /// The colour beside it: six hexadecimal digits, with or without `#`. AWS does not document it.
    #[serde(default)]
    pub color: Option<String>,
}

impl SwitchRoleLink {
    /// Its address in a partition.
    ///
    /// Errors: `invalid` for a role, name or colour that the console would not take.
    pub fn url(&self, partition: Partition) -> Result<String, Failure> {
        let host = partition.sign_in_host(None);
        let mut url = format!(
            "https://{host}/switchrole?account={}&roleName={}",
            self.account,
            utf8_percent_encode(self.checked_role()?, VALUE)
        );
        if let Some(name) = self.shown_name()? {
            url.push_str("&displayName=");
            url.extend(utf8_percent_encode(name, VALUE));
        }
        if let Some(color) = given(self.color.as_deref()) {
            let digits = color.trim_start_matches('#');
            if digits.len() != 6 || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
                return Err(Failure::invalid(format!("`{color}` is not a colour"))
                    .hint("Write six hexadecimal digits, such as `F2B0A9`."));
            }
            url.push_str("&color=");
            url.push_str(&digits.to_ascii_uppercase());
        }
        Ok(url)
    }

    fn checked_role(&self) -> Result<&str, Failure> {
        let role = self.role.trim_start_matches('/');
        let (path, name) = role.rsplit_once('/').unwrap_or(("", role));
        name.parse::<RoleName>()?;
        let plain = |it: u8| it.is_ascii_graphic();
        if !path.bytes().all(plain) || path.split('/').skip(1).any(str::is_empty) {
            return Err(Failure::invalid(format!(
                "`{path}` is not the path of a role"
            )));
        }
        if role.len() > LONGEST {
            return Err(Failure::invalid(format!(
                "the role's path and name have {} characters together, the console takes {LONGEST}",
                role.len()
            )));
        }
        Ok(role)
    }

    fn shown_name(&self) -> Result<Option<&str>, Failure> {
        let name = given(self.display_name.as_deref());
        match name {
            Some(name) if name.chars().count() > LONGEST || name.chars().any(char::is_control) => {
                Err(Failure::invalid(format!(
                    "the console shows names of at most {LONGEST} characters"
                )))
            }
            name => Ok(name),
        }
    }

    fn title(&self) -> String {
        let name = given(self.display_name.as_deref());
        name.map_or_else(
            || format!("{} @ {}", self.role, self.account),
            ToOwned::to_owned,
        )
    }
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|it| !it.is_empty())
}

/// A file of bookmarks in a folder of this `title`, as every browser imports it.
/// <https://learn.microsoft.com/en-us/previous-versions/windows/internet-explorer/ie-developer/platform-apis/aa753582(v=vs.85)>
pub fn bookmarks(
    title: &str,
    links: &[SwitchRoleLink],
    partition: Partition,
) -> Result<String, Failure> {
    let mut file = format!(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\">\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n    <DT><H3>{}</H3>\n    <DL><p>\n",
        escaped(title)
    );
    for link in links {
        let (url, name) = (escaped(&link.url(partition)?), escaped(&link.title()));
        file.push_str("        <DT><A HREF=\"");
        file.push_str(&url);
        file.push_str("\">");
        file.push_str(&name);
        file.push_str("</A>\n");
    }
    file.push_str("    </DL><p>\n</DL><p>\n");
    Ok(file)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(role: &str) -> SwitchRoleLink {
        SwitchRoleLink {
            account: "000123456789".parse().expect("an account"),
            role: role.to_owned(),
            display_name: Some("Payments & Co".to_owned()),
            color: Some("#f2b0a9".to_owned()),
        }
    }

    #[test]
    fn a_link_names_the_account_role_name_and_colour() {
        assert_eq!(
            link("ops/Admin+x").url(Partition::Aws).as_deref(),
            Ok(
                "https://signin.aws.amazon.com/switchrole?account=000123456789&roleName=ops/Admin%2Bx&displayName=Payments%20%26%20Co&color=F2B0A9"
            )
        );
        let plain = SwitchRoleLink {
            display_name: Some(" ".to_owned()),
            color: None,
            ..link("Admin")
        };
        for (partition, host) in [
            (Partition::Aws, "signin.aws.amazon.com"),
            (Partition::AwsUsGov, "signin.amazonaws-us-gov.com"),
            (Partition::AwsCn, "signin.amazonaws.cn"),
            (
                Partition::AwsEusc,
                "eusc-de-east-1.signin.amazonaws-eusc.eu",
            ),
        ] {
            let expected = format!("https://{host}/switchrole?account=000123456789&roleName=Admin");
            assert_eq!(plain.url(partition), Ok(expected));
        }
    }

    #[test]
    fn what_the_console_does_not_take_is_refused() {
        let most = format!("{}/Admin", "p".repeat(LONGEST - 6));
        assert!(link(&most).url(Partition::Aws).is_ok());
        for role in [
            &format!("p{most}"),
            "",
            "a b",
            "x//Admin",
            "ops/",
            "a\u{e9}/Admin",
        ] {
            assert!(link(role).url(Partition::Aws).is_err(), "{role}");
        }
        for color in ["red", "#12345", "12345g"] {
            let odd = SwitchRoleLink {
                color: Some(color.to_owned()),
                ..link("Admin")
            };
            assert!(odd.url(Partition::Aws).is_err(), "{color}");
        }
        let long = SwitchRoleLink {
            display_name: Some("x".repeat(65)),
            ..link("Admin")
        };
        assert!(long.url(Partition::Aws).is_err());
    }

    #[test]
    fn bookmarks_are_a_file_that_browsers_import() {
        let unnamed = SwitchRoleLink {
            display_name: None,
            ..link("Admin")
        };
        let file =
            bookmarks("Corp <1>", &[link("Admin"), unnamed], Partition::Aws).expect("a file");
        assert!(file.starts_with("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n"));
        assert!(file.contains("<H3>Corp &lt;1&gt;</H3>"));
        assert!(file.contains(
            "<DT><A HREF=\"https://signin.aws.amazon.com/switchrole?account=000123456789&amp;roleName=Admin&amp;"
        ));
        assert!(file.contains("\">Payments &amp; Co</A>\n"));
        assert!(file.contains("\">Admin @ 000123456789</A>\n"));
        assert!(bookmarks("x", &[link("a b")], Partition::Aws).is_err());
    }
}
