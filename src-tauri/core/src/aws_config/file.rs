//! The file as it is: what is Canopy's, what is not, and whether tools can read it.

use std::ops::Range;

use super::Profile;
use crate::failure::Failure;

const START: (&str, &str) = ("# >>> canopy ", " >>>");
const END: (&str, &str) = ("# <<< canopy ", " <<<");

pub(super) fn start_mark(connection: &str) -> String {
    format!("{}{connection}{}", START.0, START.1)
}

pub(super) fn end_mark(connection: &str) -> String {
    format!("{}{connection}{}", END.0, END.1)
}

/// A file taken apart around the section of one connection.
pub(super) struct File<'a> {
    /// Everything before the section; the whole file where there is none.
    pub(super) before: &'a str,
    /// Everything behind it.
    pub(super) after: &'a str,
    /// The section's profiles.
    pub(super) own: Vec<Profile>,
    /// All other profiles with their lines in the file.
    pub(super) foreign: Vec<(String, usize)>,
}

impl<'a> File<'a> {
    /// Reads a file. Errors: `invalid` with the line that tools could not read.
    pub(super) fn read(text: &'a str, connection: &str) -> Result<Self, Failure> {
        let mut reader = Reader {
            connection,
            place: Place::Top,
            open: None,
            own_bounds: None,
            own: Vec::new(),
            foreign: Vec::new(),
        };
        let mut offset = 0;
        for (number, whole) in (1..).zip(text.split_inclusive('\n')) {
            let line = whole.trim_end_matches(['\r', '\n']);
            let line = line
                .strip_prefix('\u{feff}')
                .filter(|_| number == 1)
                .unwrap_or(line);
            let bounds = offset..offset + whole.len();
            offset = bounds.end;
            reader.line(line, number, bounds)?;
        }
        if let Some(open) = reader.open {
            let why = format!("the section of `{}` has no end mark", open.connection);
            return Err(unreadable(open.line, &why));
        }
        let bounds = reader.own_bounds.unwrap_or(text.len()..text.len());
        Ok(Self {
            before: &text[..bounds.start],
            after: &text[bounds.end..],
            own: reader.own,
            foreign: reader.foreign,
        })
    }
}

/// Where the reader stands.
#[derive(PartialEq, Eq)]
enum Place {
    /// Before the first head.
    Top,
    /// Right behind a section of Canopy: what stood here would belong to its last profile.
    BehindSection,
    /// Below a head.
    Below,
}

/// A section of Canopy that is open.
struct Open<'a> {
    connection: &'a str,
    line: usize,
    start: usize,
}

struct Reader<'a, 'b> {
    connection: &'b str,
    place: Place,
    open: Option<Open<'a>>,
    own_bounds: Option<Range<usize>>,
    own: Vec<Profile>,
    foreign: Vec<(String, usize)>,
}

impl<'a> Reader<'a, '_> {
    fn line(&mut self, line: &'a str, number: usize, bounds: Range<usize>) -> Result<(), Failure> {
        let plain = line.trim();
        if let Some(connection) = marked(plain, START) {
            return self.start(connection, number, bounds.start);
        }
        if let Some(connection) = marked(plain, END) {
            return self.end(connection, number, bounds.end);
        }
        if plain.is_empty() || plain.starts_with(['#', ';']) {
            return Ok(());
        }
        if line.starts_with('[') {
            let head = head(plain)
                .ok_or_else(|| unreadable(number, "the head of a profile has no `]` at its end"))?;
            self.place = Place::Below;
            self.head(head, number);
            return Ok(());
        }
        match self.place {
            Place::Top => return Err(unreadable(number, "it belongs to no profile")),
            Place::BehindSection => {
                let why = "it stands behind a section of Canopy and belongs to no profile of yours";
                return Err(unreadable(number, why));
            }
            Place::Below => {}
        }
        // What is indented goes on with the line above.
        if !line.starts_with([' ', '\t']) && !line.contains(['=', ':']) {
            return Err(unreadable(
                number,
                "it is neither `key = value` nor the head of a profile",
            ));
        }
        if self.is_in_own()
            && let Some(profile) = self.own.last_mut()
        {
            profile.lines.push(line.to_owned());
        }
        Ok(())
    }

    fn is_in_own(&self) -> bool {
        let open = self.open.as_ref();
        open.is_some_and(|open| open.connection == self.connection)
    }

    fn head(&mut self, head: &str, number: usize) {
        let Some(name) = profile_name(head) else {
            return;
        };
        if self.is_in_own() {
            self.own.push(Profile {
                name,
                lines: Vec::new(),
            });
        } else {
            self.foreign.push((name, number));
        }
    }

    fn start(&mut self, connection: &'a str, line: usize, start: usize) -> Result<(), Failure> {
        if let Some(open) = &self.open {
            let why = format!(
                "the section of `{}` has no end mark before it",
                open.connection
            );
            return Err(unreadable(line, &why));
        }
        if connection == self.connection && self.own_bounds.is_some() {
            let why = format!("it begins a second section of `{connection}`");
            return Err(unreadable(line, &why));
        }
        self.open = Some(Open {
            connection,
            line,
            start,
        });
        Ok(())
    }

    fn end(&mut self, connection: &str, line: usize, end: usize) -> Result<(), Failure> {
        match self.open.take() {
            Some(open) if open.connection == connection => {
                if connection == self.connection {
                    self.own_bounds = Some(open.start..end);
                }
                self.place = Place::BehindSection;
                Ok(())
            }
            _ => {
                let why = format!("it ends a section of `{connection}` that does not begin");
                Err(unreadable(line, &why))
            }
        }
    }
}

fn marked<'a>(line: &'a str, mark: (&str, &str)) -> Option<&'a str> {
    line.strip_prefix(mark.0)?.strip_suffix(mark.1)
}

/// What stands between the brackets. A comment may follow them.
fn head(line: &str) -> Option<&str> {
    let (head, rest) = line.strip_prefix('[')?.split_once(']')?;
    let rest = rest.trim_start();
    (rest.is_empty() || rest.starts_with(['#', ';'])).then_some(head.trim())
}

/// The profile that a head names: `default`, or what stands behind `profile`, maybe in quotation marks.
fn profile_name(head: &str) -> Option<String> {
    if head == "default" {
        return Some(head.to_owned());
    }
    let name = head.strip_prefix("profile")?;
    let name = name.starts_with([' ', '\t']).then(|| name.trim())?;
    Some(name.trim_matches(['"', '\'']).to_owned())
}

fn unreadable(line: usize, why: &str) -> Failure {
    Failure::invalid(format!(
        "the AWS configuration cannot be read: line {line}: {why}"
    ))
    .hint("Mend that line first; nothing was written.")
}
