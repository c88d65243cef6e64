//! JSON that keeps where each value stands, the order of keys and keys that stand twice: what the usual
//! readers give away.

use std::fmt::Write;

/// A place in a text, from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    pub(crate) column: u32,
}

impl Place {
    /// The place of a byte, which must begin a character.
    pub(crate) fn of(text: &str, offset: usize) -> Self {
        let start = Self { line: 1, column: 1 };
        start.after(&text[..offset])
    }

    /// The place behind `text`, which begins here.
    fn after(self, text: &str) -> Self {
        text.chars().fold(self, |place, it| match it {
            '\n' => Self {
                line: place.line.saturating_add(1),
                column: 1,
            },
            _ => Self {
                column: place.column.saturating_add(1),
                ..place
            },
        })
    }
}

/// A value and where it begins.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    pub(crate) at: Place,
    pub(crate) json: Json,
}

#[derive(Debug, Clone)]
pub(crate) enum Json {
    /// `null`, `true`, `false` or a number, as written.
    Plain(String),
    Text(String),
    List(Vec<Located>),
    Object(Vec<Member>),
}

#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) at: Place,
    pub(crate) key: String,
    pub(crate) value: Located,
}

impl Located {
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.json {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Member> {
        match &self.json {
            Json::Object(members) => members.iter().find(|it| it.key == key),
            _ => None,
        }
    }

    /// The parts of a list, or the one value itself.
    pub(crate) fn each(&self) -> &[Located] {
        match &self.json {
            Json::List(list) => list,
            _ => std::slice::from_ref(self),
        }
    }
}

/// Reads a document. What is wrong is told by `serde_json`, whose rules are those of JSON; only what it
/// accepts is read with places.
pub(crate) fn parse(text: &str) -> Result<Located, (Place, String)> {
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        return Err(told(text, &error));
    }
    let mut reader = Reader {
        text,
        at: 0,
        counted: (0, Place { line: 1, column: 1 }),
    };
    reader.value().ok_or_else(|| {
        let message = "it cannot be read".to_owned();
        (Place::of(text, reader.at.min(text.len())), message)
    })
}

fn told(text: &str, error: &serde_json::Error) -> (Place, String) {
    let words = error.to_string();
    let words = words
        .rsplit_once(" at line ")
        .map_or(words.as_str(), |it| it.0);
    let line = text.split('\n').nth(error.line().saturating_sub(1));
    // The error's column counts bytes.
    let bytes = error.column().saturating_sub(1);
    let characters = line.unwrap_or_default().char_indices();
    let column = characters.take_while(|(offset, _)| *offset < bytes).count() + 1;
    let count = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
    let place = Place {
        line: count(error.line().max(1)),
        column: count(column),
    };
    (place, words.to_owned())
}

/// Walks over JSON that is known to be right.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// How far places are counted: a long document is walked through once.
    counted: (usize, Place),
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn place(&mut self) -> Place {
        let (from, place) = self.counted;
        let place = place.after(&self.text[from..self.at]);
        self.counted = (self.at, place);
        place
    }

    fn skip_white(&mut self) {
        let white = self.rest().len()
            - self
                .rest()
                .trim_start_matches([' ', '\t', '\r', '\n'])
                .len();
        self.at += white;
    }

    /// Takes `wanted` where it stands next.
    fn take(&mut self, wanted: char) -> bool {
        self.skip_white();
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn value(&mut self) -> Option<Located> {
        self.skip_white();
        let at = self.place();
        let json = if self.take('{') {
            Json::Object(self.members()?)
        } else if self.take('[') {
            Json::List(self.list()?)
        } else if self.rest().starts_with('"') {
            Json::Text(self.string()?)
        } else {
            let plain = |it: char| !it.is_ascii_alphanumeric() && !"+-.".contains(it);
            let end = self.rest().find(plain).unwrap_or(self.rest().len());
            let plain = self.rest()[..end].to_owned();
            self.at += end;
            (!plain.is_empty()).then_some(Json::Plain(plain))?
        };
        Some(Located { at, json })
    }

    fn list(&mut self) -> Option<Vec<Located>> {
        let mut list = Vec::new();
        if self.take(']') {
            return Some(list);
        }
        loop {
            list.push(self.value()?);
            if !self.take(',') {
                return self.take(']').then_some(list);
            }
        }
    }

    fn members(&mut self) -> Option<Vec<Member>> {
        let mut members = Vec::new();
        if self.take('}') {
            return Some(members);
        }
        loop {
            self.skip_white();
            let at = self.place();
            let key = self.string()?;
            let value = self.take(':').then(|| self.value())??;
            members.push(Member { at, key, value });
            if !self.take(',') {
                return self.take('}').then_some(members);
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let mut escaped = false;
        let mut characters = self.rest().char_indices().skip(1);
        let end = characters.find_map(|(offset, it)| {
            let ends = it == '"' && !escaped;
            escaped = it == '\\' && !escaped;
            ends.then_some(offset + 1)
        })?;
        let text = serde_json::from_str(&self.rest()[..end]).ok()?;
        self.at += end;
        Some(text)
    }
}

/// Writes a document: on one line, or from `indent` on with two spaces a level.
pub(crate) fn write(value: &Located, indent: Option<usize>) -> String {
    let mut text = String::new();
    put(&mut text, value, indent);
    text
}

fn put(text: &mut String, value: &Located, indent: Option<usize>) {
    let within = indent.map(|it| it + 1);
    let open_line = |text: &mut String, level: Option<usize>| {
        if let Some(level) = level {
            text.push('\n');
            text.push_str(&"  ".repeat(level));
        }
    };
    match &value.json {
        Json::Plain(plain) => text.push_str(plain),
        Json::Text(it) => put_string(text, it),
        Json::List(list) if list.is_empty() => text.push_str("[]"),
        Json::Object(members) if members.is_empty() => text.push_str("{}"),
        Json::List(list) => {
            text.push('[');
            for (place, it) in list.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                open_line(text, within);
                put(text, it, within);
            }
            open_line(text, indent);
            text.push(']');
        }
        Json::Object(members) => {
            text.push('{');
            for (place, member) in members.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                open_line(text, within);
                put_string(text, &member.key);
                text.push_str(if indent.is_some() { ": " } else { ":" });
                put(text, &member.value, within);
            }
            open_line(text, indent);
            text.push('}');
        }
    }
}

fn put_string(text: &mut String, it: &str) {
    let quoted = serde_json::Value::from(it);
    write!(text, "{quoted}").expect("a String takes everything");
}
